"""Versions as people write them, and those that a user states of a camera and its tools."""

import re
from typing import Literal, TypeAlias

from msgspec import Struct

from dlpulint.basics.errors import UsageError

__version__ = "0.1.0"
"""Version of dlpulint itself."""

VersionName: TypeAlias = Literal["axis_os", "runtime", "edgetpu_runtime", "compiler"]
"""Whose version: the firmware's, TFLite's on it, the Edge TPU's on it, the Edge TPU compiler's."""

_WRITTEN = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){0,5}")


class Version(Struct, frozen=True, order=True):
    """A version by its numbers; only those that were written count."""

    parts: tuple[int, ...]

    @staticmethod
    def parse(text: str) -> "Version":
        """`2.3.1` as a version. Raises ValueError for text that is none."""
        if _WRITTEN.fullmatch(text) is None:
            raise ValueError(f"expected a version such as 2.3.1, found {text!r}")
        return Version(tuple(int(part) for part in text.split(".")))

    def __str__(self) -> str:
        return ".".join(map(str, self.parts))

    def reaches(self, needed: "Version") -> bool:
        """Whether this version is `needed` or later; what is not written of it does not decide.

        2.14 reaches 2.14.4: whoever writes 2.14 may mean any of them.
        """
        return needed.parts[: len(self.parts)] <= self.parts


class VersionTexts(Struct, frozen=True, kw_only=True):
    """Versions that a user stated, as text; null where nothing was stated."""

    axis_os: str | None = None
    runtime: str | None = None
    edgetpu_runtime: str | None = None
    compiler: str | None = None


class Versions(Struct, frozen=True, kw_only=True):
    """Versions by what they are of; `None` where nothing is said."""

    axis_os: Version | None = None
    """The firmware."""
    runtime: Version | None = None
    """The TFLite runtime on it."""
    edgetpu_runtime: Version | None = None
    """The Edge TPU runtime on it."""
    compiler: Version | None = None
    """The Edge TPU compiler that the model is to go through."""

    def of(self, name: VersionName) -> Version | None:
        """The version of one of them."""
        version: Version | None = getattr(self, name)
        return version

    @property
    def texts(self) -> VersionTexts:
        """The same versions as text."""
        stated = ((name, getattr(self, name)) for name in self.__struct_fields__)
        return VersionTexts(**{name: str(version) for name, version in stated if version})

    def __str__(self) -> str:
        """`AXIS OS 12.11 and TFLite runtime 2.13`; empty where nothing is said."""
        said = ((TITLES[name], getattr(self, name)) for name in self.__struct_fields__)
        return " and ".join(f"{title} {version}" for title, version in said if version is not None)


UNSTATED = Versions()
"""What a user says who says nothing."""

TITLES = {
    "axis_os": "AXIS OS",
    "runtime": "TFLite runtime",
    "edgetpu_runtime": "Edge TPU runtime",
    "compiler": "Edge TPU compiler",
}
"""What each of the versions is of, as people say it."""

_EXAMPLES: dict[str, str] = {
    "axis_os": "12.11.72",
    "runtime": "2.3.1",
    "edgetpu_runtime": "13",
    "compiler": "16",
}


def stated_versions(
    *,
    axis_os: str | None = None,
    runtime: str | None = None,
    edgetpu_runtime: str | None = None,
    compiler: str | None = None,
) -> Versions:
    """What a user states, as text. Raises UsageError for what is no version."""
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
    """One version as people state it. Raises UsageError for what is none, or says too little."""
    example = _EXAMPLES[name]
    try:
        version = Version.parse(text)
    except ValueError:
        version = Version(())
    # One number names an Edge TPU runtime; of an AXIS OS or a TFLite it says too little.
    if len(version.parts) < (2 if "." in example else 1):
        raise UsageError(f"expected a version such as {example}")
    return version
