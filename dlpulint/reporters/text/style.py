"""How a text report is set: the width, and what the terminal can show."""

from msgspec import Struct


class Style(Struct, frozen=True):
    """How the text is set."""

    width: int = 80
    colour: bool = False
    full: bool = False
    """Everything: every finding, place, reason and source."""
    links: bool = False
    """Whether the terminal makes links of the sequences that are meant to be some (OSC 8)."""
