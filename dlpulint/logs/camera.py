"""The camera that a log is of: product, AXIS OS and chip, where a line states them."""

import re

from dlpulint.logs.records import CameraFacts

_PATTERNS = {
    "product": re.compile(
        r"(?:Brand\.ProdNbr=|Brand\.ProdShortName=|Axis [Dd]evice [Mm]odel: |device model: )"
        r"['\"]?(?:AXIS )?([A-Za-z0-9][A-Za-z0-9 +-]{1,40})"
    ),
    "axis_os": re.compile(
        r"(?:Firmware\.Version=|AXIS OS:? |Axis OS: |[Ff]irmware(?: version)?:? )['\"]?"
        r"(?:version )?([0-9]{1,2}\.[0-9]{1,3}(?:\.[0-9]{1,4}){0,2})"
    ),
    "soc": re.compile(r"System\.Soc=['\"]?([A-Za-z][A-Za-z0-9 -]{2,30})"),
}
ANCHORS = (b"root.Properties.", b"root.Brand.", b"AXIS OS", b"Firmware:", b"irmware version")
"""Parts of the lines that are read here."""

_TIME = re.compile(
    r"(?:-- )?([0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2})"
    r"|(?:- )?([A-Z][a-z]{2} [ 0-9][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2})"
)


def time_of(text: str) -> str:
    """Date and time at the beginning of a line; empty without any."""
    found = _TIME.match(text)
    return "" if found is None else found[1] or found[2]


class CameraReader:
    """Collects what lines state about the camera; the first statement counts."""

    def __init__(self) -> None:
        self._found: dict[str, str] = {}

    def line(self, text: str) -> None:
        """Reads a line."""
        for key, expression in _PATTERNS.items():
            if key not in self._found and (found := expression.search(text)):
                self._found[key] = found[1].strip()

    def facts(self, time: str) -> CameraFacts:
        """The facts; `time` is that of the log's first dated line."""
        return CameraFacts(time=time, **self._found)
