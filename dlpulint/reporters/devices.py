"""Colours and words for the device of an operator, the same in every drawing."""

from dlpulint.basics.terms import Device
from dlpulint.report.report import PlacedOperator

FILLS: dict[Device, str] = {
    Device.DLPU: "#2b9469",
    Device.CPU: "#db7f2c",
    Device.UNKNOWN: "#8793a0",
}

TEXT = "#000000"
"""Black has a contrast of at least 5.5 on each fill; white would be readable on none."""


def device_word(device: Device, backend: str) -> str:
    """The usual name of a device; on CPU targets the backend has its own name."""
    if device is Device.DLPU:
        return backend
    if device is Device.UNKNOWN:
        return "unknown"
    return "not on the CPU" if backend == "CPU" else "CPU"


def device_text(operator: PlacedOperator, backend: str) -> str:
    """`DLPU`, or `CPU: artpec8/softmax/beta`: where an operator runs and why not on the DLPU."""
    reasons = ", ".join(operator.because)
    if not reasons and operator.direct is False:
        reasons = "follows another operator"
    word = device_word(operator.device, backend)
    return f"{word}: {reasons}" if reasons else word
