"""The JSON form of a difference: a public contract, described by docs/difference.schema.json."""

import msgspec

from dlpulint.compare.data import Difference, Document


def write(difference: Difference) -> str:
    """The whole difference as indented JSON; the same difference gives the same bytes."""
    document = Document(fails=difference.fails, difference=difference)
    return msgspec.json.format(msgspec.json.encode(document), indent=1).decode() + "\n"
