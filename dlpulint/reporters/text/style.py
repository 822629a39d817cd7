"""Style of a text report: its width, and the abilities of the terminal."""

from msgspec import Struct


class Style(Struct, frozen=True):
    """Width, colours, links and detail of the text."""

    width: int = 80
    colour: bool = False
    full: bool = False
    """Everything: every finding, location, reason and source."""
    links: bool = False
    """Whether the terminal supports hyperlinks (OSC 8)."""
