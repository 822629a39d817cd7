"""The JSON form of a difference: a public contract, described by docs/difference.schema.json."""

import msgspec
from msgspec import Struct

from dlpulint.difference.data import Difference

SCHEMA_VERSION = 1
"""Moves only when a key changes its meaning; keys may be added within a version."""


class Document(Struct, frozen=True, kw_only=True):
    """What changed from one run to another: `dlpulint --diff OLD NEW --format json`."""

    schema_version: int = SCHEMA_VERSION
    fails: bool
    """Whether the run is to be answered with exit code 1."""
    difference: Difference


def write(difference: Difference) -> str:
    """The whole difference as indented JSON; the same difference gives the same bytes."""
    document = Document(fails=difference.fails, difference=difference)
    return msgspec.json.format(msgspec.json.encode(document), indent=1).decode() + "\n"
