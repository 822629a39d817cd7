"""How a device is shown of an operator, alike in every drawing: its colour and its words."""

from dlpulint.basics.terms import Device
from dlpulint.report.report import PlacedOperator

FILLS: dict[Device, str] = {
    Device.DLPU: "#2b9469",
    Device.CPU: "#db7f2c",
    Device.UNKNOWN: "#8793a0",
}

TEXT = "#000000"
"""Black is read on each of them, with a contrast of 5.5 at least; white would be on none."""


def device_word(device: Device, backend: str) -> str:
    """What people call a device; on targets that are CPUs, what runs there has its own name."""
    if device is Device.DLPU:
        return backend
    if device is Device.UNKNOWN:
        return "cannot tell"
    return "not on the CPU" if backend == "CPU" else "CPU"


def device_text(operator: PlacedOperator, backend: str) -> str:
    """`DLPU`, or `CPU: artpec8/softmax/beta`: where an operator runs and why not on the DLPU."""
    reasons = ", ".join(operator.because)
    if not reasons and operator.direct is False:
        reasons = "follows another operator"
    word = device_word(operator.device, backend)
    return f"{word}: {reasons}" if reasons else word
