"""Cameras with their chips: `--list-cameras`, and `--camera` without a model."""

from collections.abc import Sequence

from dlpulint.manual.paragraphs import wrapped
from dlpulint.packs.cameras import FIND_CHIP, Camera, camera_named, cameras, without_target
from dlpulint.packs.library import Folders
from dlpulint.packs.target_names import asks_for_all, targets_named


def cameras_text(targets: Sequence[str], library: Folders) -> str:
    """All known cameras, chip by chip; of the given targets only, if any.

    Raises UsageError for a name of no target.
    """
    every = not targets or asks_for_all(targets)
    wanted = targets_named(targets, library)
    by_chip: dict[tuple[str, str], list[Camera]] = {}
    for camera in cameras():
        if every or camera.target in wanted:
            by_chip.setdefault((camera.target, camera.chip), []).append(camera)
    if not by_chip:
        return "\n".join((f"No known camera has the target {' or '.join(wanted)}.", *FIND_CHIP))
    lines = []
    for (target, chip), found in sorted(by_chip.items(), key=_without_target_last):
        lines.append(f"{target or 'no target'}: {chip} ({len(found)})")
        lines += [*_names(found), ""]
    lines += wrapped("A name that ends with its number covers its variants; x is any digit.")
    return "\n".join([*lines, "", f"Another camera? {FIND_CHIP[0]}", *FIND_CHIP[1:]])


def camera_text(name: str) -> str:
    """A camera's chip, target and source. Raises UsageError for an unknown camera."""
    camera = camera_named(name)
    lines = [f"{name}: {camera.chip}"]
    if camera.target:
        lines.append(f"  target  {camera.target}")
        next_lines = [f"  next    dlpulint MODEL --target {camera.target}"]
    else:
        lines.append("  target  none")
        next_lines = wrapped(without_target(camera), " " * 10, "  next    ")
    if camera.name.casefold() != name.casefold():
        lines.append(f"  listed  as {camera.name}")
    return "\n".join([*lines, f"  source  {camera.source}", *next_lines])


def _without_target_last(item: tuple[tuple[str, str], list[Camera]]) -> tuple[bool, str, str]:
    target, chip = item[0]
    return (not target, target, chip)


def _names(found: Sequence[Camera]) -> list[str]:
    """The names in lines, none of them broken at its blanks."""
    names = ", ".join(camera.name.replace(" ", "_") for camera in found)
    return [line.replace("_", " ") for line in wrapped(names, "    ")]
