"""What an edit has changed, for reports and certificates."""

from typing import Literal

from msgspec import Struct

Promise = Literal["exact", "one-step", "measured"]
"""How close the results stay: the same bytes; within one step of the quantized result; as far as a
run has shown, which is why a run is needed."""


class Change(Struct, frozen=True, kw_only=True):
    """One edit that was made."""

    edit: str
    description: str
    """What has changed in the file: a sentence."""
    application: tuple[str, ...] = ()
    """What the application has to do from now on, a sentence each; none where nothing changes."""
    promise: Promise = "exact"
