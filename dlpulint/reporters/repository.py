"""Paths of linted files in their repository, for services that look them up there."""

import os
from pathlib import Path, PurePath
from urllib.parse import quote

from dlpulint.basics.remote_path import is_remote


def top_of_repository() -> Path:
    """The nearest folder at or above the working directory that has `.git`, or else the latter."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)


def uri_within(top: Path, path: str) -> str:
    """A percent-encoded URI relative to `top`; never an absolute one, which would leak folders.

    GitHub does not show the target of a symbolic link, so the link is followed; not out of the
    repository, though, where data managers keep files under meaningless names. No alert can be
    tied to a file outside, so its URI is its name alone. That of a remote file is its address.
    """
    if path == "-":
        return "stdin"
    if is_remote(path):
        return quote(path, safe=":/?&=%")
    real_top = os.path.realpath(top)
    for candidate in _absolute_paths(path):
        if PurePath(candidate).is_relative_to(real_top):
            return _percent_encoded(PurePath(candidate).relative_to(real_top).as_posix())
    return _percent_encoded(PurePath(path).name)


def _absolute_paths(path: str) -> tuple[str, ...]:
    """The path with links followed, and as it is; none where no file can have such a name."""
    try:
        return os.path.realpath(path), os.path.abspath(path)
    except ValueError:
        return ()


def _percent_encoded(path: str) -> str:
    try:
        return quote(os.fsencode(path))
    except UnicodeEncodeError:
        return quote(path, errors="replace")
