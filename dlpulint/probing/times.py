"""Devices by time: the operator of a probe changes the device as often as that of a control.

All chains of a kit repeat their operator equally often between the same kinds of layers. If the CPU
runs the operator, data goes from the DLPU to the CPU and back at every repeat, and that takes most
of the time of such small layers; if the DLPU runs it, it never does. What is assumed: a layer of
these sizes takes little time beside a change of the device, and the layers between run where those
of the controls do. The controls prove the rest on the log itself, at its beginning and at its end.
"""

from collections.abc import Sequence
from typing import Literal, TypeAlias

from msgspec import Struct

RATIO = 3.0
"""The control on the CPU must take at least so many times as long as that on the DLPU."""

NOISE = 1.5
"""Times of one device may differ so much: 20 % less of one and 20 % more of another."""

SLOWEST = 3.0
"""Times the control on the CPU above which something else than the device takes the time."""

Side: TypeAlias = Literal["dlpu", "cpu", "unclear"]


class Bounds(Struct, frozen=True):
    """Times in milliseconds between which a device shows; other times are unclear."""

    dlpu: tuple[float, float]
    cpu: tuple[float, float]

    def side(self, times: Sequence[float]) -> Side:
        """The device that all times of a probe show."""
        for device, (least, most) in (("dlpu", self.dlpu), ("cpu", self.cpu)):
            if times and all(least <= time <= most for time in times):
                return "dlpu" if device == "dlpu" else "cpu"
        return "unclear"


def bounds_of(on_dlpu: Sequence[float], on_cpu: Sequence[float]) -> Bounds | str:
    """Bounds from the times of both controls in milliseconds; else why there are none.

    With the smallest time D of the control on the DLPU and the largest C of that on the CPU, a
    probe shows the DLPU from D / 1.5 to 1.5 D, and the CPU from C / 1.5 to 3 C.
    """
    if len(on_dlpu) < 2 or len(on_cpu) < 2:
        return "no times of both controls at its beginning and its end"
    for times in (on_dlpu, on_cpu):
        if min(times) <= 0 or max(times) > NOISE * min(times):
            return "the times of a control at its beginning and its end differ too much"
    if min(on_cpu) < RATIO * max(on_dlpu):
        return f"the control on the CPU does not need {RATIO:g} times as long as that on the DLPU"
    least, most = min(on_dlpu), max(on_cpu)
    return Bounds((least / NOISE, least * NOISE), (most / NOISE, most * SLOWEST))
