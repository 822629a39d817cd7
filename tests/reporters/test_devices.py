import pytest

from dlpulint.basics.terms import Device
from dlpulint.reporters.devices import FILLS, TEXT, device_text, device_word
from tests.reporters.samples import placed


@pytest.mark.parametrize(
    ("device", "on_dlpu", "on_cpu"),
    [
        (Device.DLPU, "DLPU", "CPU"),
        (Device.CPU, "CPU", "not on the CPU"),
        (Device.UNKNOWN, "unknown", "unknown"),
    ],
)
def test_devices_have_peoples_words(device: Device, on_dlpu: str, on_cpu: str) -> None:
    assert (device_word(device, "DLPU"), device_word(device, "CPU")) == (on_dlpu, on_cpu)


def test_reasons_stand_behind_the_device() -> None:
    both = placed(0, device=Device.CPU, direct=True, because=("a/b", "a/c"))
    assert device_text(both, "DLPU") == "CPU: a/b, a/c"
    dragged = placed(0, device=Device.CPU, direct=False)
    assert device_text(dragged, "DLPU") == "CPU: follows another operator"
    assert device_text(placed(0), "DLPU") == "DLPU"


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("device", Device)
def test_text_is_read_on_every_colour(device: Device) -> None:
    # What WCAG asks of small text is 4.5.
    assert (_luminance(FILLS[device]) + 0.05) / (_luminance(TEXT) + 0.05) > 5.5
