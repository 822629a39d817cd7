"""The publication of a fact, and the day it was read."""

from datetime import date

from msgspec import Struct


class Source(Struct, frozen=True, kw_only=True):
    """The publication that a rule relies on."""

    title: str
    url: str
    read: date
    """The day it was last read."""
