"""The folder in which dlpulint may keep results between runs: the user's own cache."""

import os
import sys

VARIABLE = "DLPULINT_CACHE_DIR"
"""The environment variable that names another folder; empty for none at all."""


def cache_folder() -> str | None:
    """Path of the folder, which need not be there yet; `None` where results are not kept.

    No project can choose it: a stranger's repository must not bring results along.
    """
    named = os.environ.get(VARIABLE)
    if named is not None:
        return os.path.abspath(named) if named else None
    base = _base()
    return None if base is None else os.path.join(base, "dlpulint")


def _base() -> str | None:
    """The folder in which programs of this user keep their caches."""
    if sys.platform == "win32":
        return os.environ.get("LOCALAPPDATA") or None
    home = os.path.expanduser("~")
    # Users of services have a home that does not exist, and that nobody shall make.
    found = home if os.path.isabs(home) and os.path.isdir(home) else None
    if sys.platform == "darwin":
        return None if found is None else os.path.join(found, "Library", "Caches")
    # The specification has relative paths ignored.
    stated = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(stated):
        return stated
    return None if found is None else os.path.join(found, ".cache")
