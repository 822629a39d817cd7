"""Classes by which the page marks the device of an operator."""

from collections.abc import Sequence

from dlpulint.basics.terms import Device
from dlpulint.report.report import PlacedOperator
from dlpulint.reporters.html.sections import Judged

_LETTERS = {Device.DLPU: "d", Device.CPU: "c", Device.UNKNOWN: "u"}


def device_class(device: Device) -> str:
    """Letter of a device in the style sheets."""
    return _LETTERS[device]


def classes(judged: Sequence[Judged], positions: Sequence[int]) -> str:
    """Classes of a box by target: `c1 x1 u2`; none for operators on the DLPU.

    `c` is the CPU, `u` unknown, `x` an operator with reasons of its own for that. The worst of
    several operators in a box decides; targets count from 1.
    """
    marks: list[str] = []
    for number, target in enumerate(judged, start=1):
        operators = [target.placed[position] for position in positions]
        device = worst(operators)
        if device is not Device.DLPU:
            marks.append(f"{_LETTERS[device]}{number}")
            if any(operator.direct for operator in operators):
                marks.append(f"x{number}")
    return " ".join(marks)


def worst(operators: Sequence[PlacedOperator]) -> Device:
    """Device of several operators drawn as one: the one that matters most to the reader."""
    found = {operator.device for operator in operators}
    return next(device for device in (Device.CPU, Device.UNKNOWN, Device.DLPU) if device in found)
