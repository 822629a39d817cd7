"""Cameras by name, each with the target of its chip."""

import csv
import re
from collections.abc import Iterable
from importlib import resources

from msgspec import Struct

from dlpulint.basics.errors import UsageError
from dlpulint.basics.spelling import nearest

_FILE = "cameras.csv"


class Camera(Struct, frozen=True):
    """A camera, or a series of them, whose chip is known."""

    name: str
    target: str
    """Empty where the chip has no DLPU."""
    chip: str
    source: str

    def stands_for(self, name: str) -> bool:
        """Whether a name as people write it is that of this camera or of a variant of it."""
        variants = "(-[a-z0-9]+)?" if re.fullmatch(r"[A-Z][0-9]{2}[0-9x]{2}", self.name) else ""
        pattern = re.escape(_plain(self.name)).replace("x", "[0-9x]") + variants
        return re.fullmatch(pattern, _plain(name)) is not None


def cameras() -> tuple[Camera, ...]:
    """All known cameras, read from the file on each call."""
    text = (resources.files("dlpulint.rules") / _FILE).read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        Camera(row["camera"], row["target"], row["chip"], row["source"])
        for row in csv.DictReader(lines)
    )


def targets_of(names: Iterable[str]) -> tuple[str, ...]:
    """The targets of cameras, each once.

    Raises UsageError for a camera that is not known, and for one without a DLPU.
    """
    known = cameras()
    return tuple(dict.fromkeys(_target_of(name, known) for name in names))


def _target_of(name: str, known: tuple[Camera, ...]) -> str:
    found = next((camera for camera in known if camera.stands_for(name)), None)
    if found is None:
        names = [camera.name for camera in known]
        near = [other for other in names if _plain(other).startswith(_plain(name) + "-")]
        suggestion = f"; did you mean {near[0]!r}?" if near else nearest(name.upper(), names)
        raise UsageError(
            f"no camera {name!r} is known{suggestion or '.'} Known are {', '.join(names)}; of "
            "another one say its chip as the target"
        )
    if not found.target:
        raise UsageError(
            f"the camera {name!r} has no DLPU ({found.chip}): its models run on the target 'cpu'"
        )
    return found.target


def _plain(name: str) -> str:
    """`AXIS Q1615 Mk III` as `q1615-mk-iii`."""
    return re.sub(r"[\s_-]+", "-", name.strip().lower()).removeprefix("axis-")
