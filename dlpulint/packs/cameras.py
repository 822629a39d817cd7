"""Cameras by name, each with the target of its chip."""

import csv
import re
from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from dlpulint.basics.errors import UsageError
from dlpulint.basics.rules_folder import rules_folder
from dlpulint.basics.spelling import nearest_words

_FILE = "cameras.csv"

_NEAR = 3
"""Cameras that are suggested for an unknown name."""

FIND_CHIP = (
    "Find its chip, then pass it with --target:",
    '  on its product page at axis.com, under "System on chip", or',
    "  in the line Soc of http://CAMERA/axis-cgi/param.cgi?action=list&group=Properties.System",
)
"""How to find the chip of a camera that is not in the list, in lines."""


class Camera(Struct, frozen=True):
    """A camera, or a series of them, whose chip is known."""

    name: str
    target: str
    """Empty where the chip has no DLPU, or is not known to have one."""
    chip: str
    source: str

    def stands_for(self, name: str) -> bool:
        """Whether a name as people write it is that of this camera or of a variant of it."""
        return _pattern(self.name).fullmatch(_plain(name)) is not None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Names of a camera or series and of its variants, without case and spaces."""
    variants = "(-[a-z0-9]+)?" if re.fullmatch(r"[A-Z][0-9]{2}[0-9x]{2}", name) else ""
    return re.compile(re.escape(_plain(name)).replace("x", "[0-9x]") + variants)


@cache
def cameras() -> tuple[Camera, ...]:
    """All known cameras."""
    text = (rules_folder() / _FILE).read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        Camera(row["camera"], row["target"], row["chip"], row["source"])
        for row in csv.DictReader(lines)
    )


def camera_named(name: str) -> Camera:
    """The camera of a name as people write it. Raises UsageError for an unknown one."""
    known = cameras()
    alike = [camera for camera in known if camera.stands_for(name)]
    if alike:
        # A row of its own says more about a camera than the row of its series.
        return max(alike, key=lambda camera: _plain(camera.name) == _plain(name))
    names = [camera.name for camera in known]
    series = re.match("[a-z][0-9]+", _plain(name))
    near = nearest_words(series[0] if series else name, names, most=_NEAR)
    suggestion = f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
    raise UsageError("\n".join((f"unknown camera {name!r}{suggestion}", *FIND_CHIP)))


def targets_of(names: Iterable[str]) -> tuple[str, ...]:
    """The targets of cameras, each once.

    Raises UsageError for an unknown camera, and for one without a DLPU.
    """
    return tuple(dict.fromkeys(_target_of(name) for name in names))


def _target_of(name: str) -> str:
    found = camera_named(name)
    if not found.target:
        raise UsageError(without_target(found))
    return found.target


def without_target(camera: Camera) -> str:
    """Sentence about a camera without a DLPU, or whose DLPU is unknown: what to pass instead."""
    if "unknown" in camera.chip:
        return (
            f"camera {camera.name} has {camera.chip}. If its product page lists a DLPU under "
            '"Compute capabilities", pass --target artpec7, else --target cpu'
        )
    return f"camera {camera.name} has no DLPU ({camera.chip}); models run with --target cpu"


def _plain(name: str) -> str:
    """`AXIS Q1615 Mk III` as `q1615-mk-iii`."""
    return re.sub(r"[\s_-]+", "-", name.strip().lower()).removeprefix("axis-")
