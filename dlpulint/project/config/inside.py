"""Paths of a config, which lead to files inside its repository: strangers may write them."""

import os
from pathlib import Path, PurePosixPath, PureWindowsPath

from dlpulint.project.config.locate import root_of

MOST_PACKS = 200
"""Files with packs in one folder."""


def mistake_in_path(text: str, folder: Path) -> str | None:
    """Mistake in a path that a config in `folder` names; `None` for one inside the repository.

    Outside a repository, the path has to lead to somewhere below the config's folder.
    """
    if "~" in text[:1] or PurePosixPath(text).is_absolute() or PureWindowsPath(text).anchor:
        return f"expected a path relative to this folder, found {text!r}"
    root = root_of(folder)
    if not _is_below(folder / text, root):
        place = "repository" if root != Path(os.path.realpath(folder)) else "folder of the config"
        return f"{text!r} leads out of the {place}"
    return None


def mistake_in_packs(text: str, folder: Path) -> str | None:
    """Mistake in a folder of packs that a config in `folder` names; `None` without one."""
    if (mistake := mistake_in_path(text, folder)) is not None:
        return mistake
    if not os.path.isdir(folder / text):
        return f"there is no folder {text!r}"
    root = root_of(folder)
    packs = sorted((folder / text).glob("*.toml"))
    if len(packs) > MOST_PACKS:
        return f"more than {MOST_PACKS} packs in {text!r}"
    outside = next((pack.name for pack in packs if not _is_below(pack, root)), None)
    return None if outside is None else f"{text!r} has a link that leads out: {outside!r}"


def _is_below(path: Path, root: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(root)
