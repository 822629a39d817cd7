"""The AXIS OS that a user states: one version, or a range."""

from collections.abc import Sequence

from dlpulint.basics.errors import UsageError
from dlpulint.basics.version import Version, stated_version


def axis_os_of(texts: Sequence[str]) -> tuple[Version, ...]:
    """The AXIS OS that texts name: none, one, or the ends of a range, the earlier one first.

    Raises UsageError for what is no version, and for more than two.
    """
    versions = tuple(stated_version("axis_os", text) for text in texts)
    if len(versions) > 2:
        raise UsageError("expected one version, or two: from the one to the other")
    if len(versions) == 2 and versions[0] > versions[1]:
        raise UsageError(f"{versions[0]} is later than {versions[1]}")
    return versions
