"""How the page marks which device an operator runs on."""

from collections.abc import Sequence

from dlpulint.basics.terms import Device
from dlpulint.report.report import PlacedOperator
from dlpulint.reporters.html.sections import Judged

_LETTERS = {Device.DLPU: "d", Device.CPU: "c", Device.UNKNOWN: "u"}


def device_class(device: Device) -> str:
    """One letter that style sheets know a device by."""
    return _LETTERS[device]


def classes(judged: Sequence[Judged], positions: Sequence[int]) -> str:
    """Classes of a box by target: `c1 x1 u2`; none for what runs on the DLPU.

    `c` is the CPU, `u` unknown, `x` an operator whose own reasons decide that. A box of several
    operators is as the worst of them; targets count from 1.
    """
    marks: list[str] = []
    for number, one in enumerate(judged, start=1):
        there = [one.placed[position] for position in positions]
        device = worst(there)
        if device is not Device.DLPU:
            marks.append(f"{_LETTERS[device]}{number}")
            if any(operator.direct for operator in there):
                marks.append(f"x{number}")
    return " ".join(marks)


def worst(operators: Sequence[PlacedOperator]) -> Device:
    """What several operators drawn as one are coloured by: what needs seeing comes first."""
    found = {operator.device for operator in operators}
    return next(one for one in (Device.CPU, Device.UNKNOWN, Device.DLPU) if one in found)
