"""The versions that a row, limit or rule of a pack holds for."""

from msgspec import Struct

from dlpulint.basics.version import TITLES, UNSTATED, VersionName, Versions


class Validity(Struct, frozen=True, kw_only=True):
    """First and last versions, and whether the user has to have stated one."""

    since: Versions = UNSTATED
    until: Versions = UNSTATED
    """The last versions that it holds for."""
    if_stated: VersionName | None = None
    unless_stated: VersionName | None = None

    def holds(self, stated: Versions) -> bool:
        """Whether it holds for what a user states; a version that is not stated excludes nothing.

        Except that `if_stated` wants its version stated, and `unless_stated` does not.
        """
        if self.if_stated is not None and stated.of(self.if_stated) is None:
            return False
        if self.unless_stated is not None and stated.of(self.unless_stated) is not None:
            return False
        for name in stated.__struct_fields__:
            version = getattr(stated, name)
            since, until = getattr(self.since, name), getattr(self.until, name)
            if version is None:
                continue
            if since is not None and not version.reaches(since):
                return False
            if until is not None and not until.reaches(version):
                return False
        return True

    def __str__(self) -> str:
        """`From AXIS OS 12.10, up to AXIS OS 12.11.77, …`; empty where it always holds."""
        parts = []
        if str(self.since):
            parts.append(f"from {self.since}")
        if str(self.until):
            parts.append(f"up to {self.until}")
        if self.if_stated is not None:
            parts.append(f"where the {TITLES[self.if_stated]} is stated")
        if self.unless_stated is not None:
            parts.append(f"where the {TITLES[self.unless_stated]} is not stated")
        text = ", ".join(parts)
        return text[:1].upper() + text[1:]


ALWAYS = Validity()
"""For every version."""
