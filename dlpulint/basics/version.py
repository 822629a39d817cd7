"""Versions as people write them, and the versions of a camera and its tools."""

import re
from typing import Literal, TypeAlias

from msgspec import Struct

from dlpulint.basics.errors import UsageError

__version__ = "0.1.0"
"""Version of dlpulint itself."""

VersionName: TypeAlias = Literal["axis_os", "runtime", "edgetpu_runtime", "compiler"]
"""Versioned software: the firmware, TFLite and the Edge TPU runtime on it, the compiler."""

_WRITTEN = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){0,5}")


class Version(Struct, frozen=True, order=True):
    """A version as its written numbers."""

    parts: tuple[int, ...]

    @staticmethod
    def parse(text: str) -> "Version":
        """`2.3.1` as a version. Raises ValueError for any other text."""
        if _WRITTEN.fullmatch(text) is None:
            raise ValueError(f"expected a version such as 2.3.1, found {text!r}")
        return Version(tuple(int(part) for part in text.split(".")))

    def __str__(self) -> str:
        return ".".join(map(str, self.parts))

    def reaches(self, needed: "Version") -> bool:
        """Whether this version is `needed` or later, by as many numbers as it has.

        2.14 reaches 2.14.4, because 2.14 may stand for any 2.14.x.
        """
        return needed.parts[: len(self.parts)] <= self.parts


class VersionTexts(Struct, frozen=True, kw_only=True):
    """Versions that a user stated, as text; null where nothing was stated."""

    axis_os: str | None = None
    runtime: str | None = None
    edgetpu_runtime: str | None = None
    compiler: str | None = None


class Versions(Struct, frozen=True, kw_only=True):
    """Versions of the software involved; `None` where not stated."""

    axis_os: Version | None = None
    """The firmware."""
    runtime: Version | None = None
    """The TFLite runtime on it."""
    edgetpu_runtime: Version | None = None
    """The Edge TPU runtime on it."""
    compiler: Version | None = None
    """The Edge TPU compiler that the model is to go through."""

    def of(self, name: VersionName) -> Version | None:
        """The version with this name."""
        version: Version | None = getattr(self, name)
        return version

    @property
    def texts(self) -> VersionTexts:
        """The same versions as text."""
        stated = ((name, getattr(self, name)) for name in self.__struct_fields__)
        return VersionTexts(**{name: str(version) for name, version in stated if version})

    def __str__(self) -> str:
        """`AXIS OS 12.11 and TFLite runtime 2.13`; empty where none is stated."""
        versions = ((title, getattr(self, name)) for name, title in TITLES.items())
        return " and ".join(f"{title} {version}" for title, version in versions if version)


UNSTATED = Versions()
"""No version stated."""

TITLES = {
    "axis_os": "AXIS OS",
    "runtime": "TFLite runtime",
    "edgetpu_runtime": "Edge TPU runtime",
    "compiler": "Edge TPU compiler",
}
"""Names of the versioned software, for users."""

_EXAMPLES = {"axis_os": "12.11.72", "runtime": "2.3.1", "edgetpu_runtime": "13", "compiler": "16"}


def stated_versions(
    *,
    axis_os: str | None = None,
    runtime: str | None = None,
    edgetpu_runtime: str | None = None,
    compiler: str | None = None,
) -> Versions:
    """The versions in these texts. Raises UsageError for text that is not a version."""
    return Versions(
        axis_os=_stated("axis_os", axis_os),
        runtime=_stated("runtime", runtime),
        edgetpu_runtime=_stated("edgetpu_runtime", edgetpu_runtime),
        compiler=_stated("compiler", compiler),
    )


def _stated(name: VersionName, text: str | None) -> Version | None:
    if text is None:
        return None
    try:
        return stated_version(name, text)
    except UsageError as error:
        raise UsageError(f"--{name.replace('_', '-')} {text}: {error}") from None


def stated_version(name: VersionName, text: str) -> Version:
    """The version in a text, for the software called `name`.

    Raises:
        UsageError: The text is not a version, or a lone number where versions have several.

    >>> stated_version("runtime", "2.14")
    Version(parts=(2, 14))
    """
    example = _EXAMPLES[name]
    try:
        version = Version.parse(text)
    except ValueError:
        version = Version(())
    # One number identifies an Edge TPU runtime, but not an AXIS OS or a TFLite.
    if len(version.parts) < (2 if "." in example else 1):
        raise UsageError(f"expected a version such as {example}")
    return version
