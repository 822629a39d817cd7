"""How a device is shown of an operator, alike in every drawing: its colour and its words."""

from dlpulint.report import PlacedOperator
from dlpulint.terms import Device

FILLS: dict[Device, str] = {
    Device.DLPU: "#2b9469",
    Device.CPU: "#db7f2c",
    Device.UNKNOWN: "#8793a0",
}

TEXT = "#000000"
"""Black is read on each of them, with a contrast of 5.5 at least; white would be on none."""


def device_text(operator: PlacedOperator) -> str:
    """`dlpu`, or `cpu: artpec8/softmax/beta`: where an operator runs and why not on the DLPU."""
    reasons = ", ".join(operator.because)
    if not reasons and operator.direct is False:
        reasons = "follows another operator"
    return f"{operator.device}: {reasons}" if reasons else f"{operator.device}"
