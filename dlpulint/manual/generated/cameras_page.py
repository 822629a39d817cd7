"""The cameras and their chips as a page of the documentation site."""

from collections.abc import Iterator

from dlpulint.manual.generated.escaped_markdown import escaped, table
from dlpulint.packs.cameras import FIND_CHIP, Camera, cameras

_INTRODUCTION = (
    "The chip decides which models run. `dlpulint MODEL --camera NAME` lints for the chip of a",
    "camera, and `dlpulint --list-cameras` prints this list. A name that ends with its number",
    "covers its variants, and `x` is any digit: P3265 covers P3265-V and P3265-LVE.",
)


def cameras_page() -> str:
    """The whole page, chip by chip."""
    by_chip: dict[tuple[str, str], list[Camera]] = {}
    for camera in cameras():
        by_chip.setdefault((camera.target, camera.chip), []).append(camera)
    lines = ["# Cameras and their chips", "", *_INTRODUCTION, ""]
    for (target, chip), found in sorted(by_chip.items(), key=lambda item: (not item[0][0], item)):
        lines += [*_chip(target, chip, found), ""]
    lines += ["## Another camera", "", FIND_CHIP[0], ""]
    lines += [f"- {escaped(way.strip().removesuffix(', or').rstrip(','))}" for way in FIND_CHIP[1:]]
    return "\n".join([*lines, ""])


def _chip(target: str, chip: str, found: list[Camera]) -> Iterator[str]:
    yield f"## {escaped(chip)}"
    yield ""
    yield f"Target: [`{target}`](docs/rules/{target}.md)" if target else "No target has this chip."
    yield ""
    yield from table(("camera", "source"), [_row(camera) for camera in found])


def _row(camera: Camera) -> tuple[str, str]:
    return escaped(camera.name), escaped(camera.source)
