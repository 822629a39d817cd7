"""Globs over paths with forward slashes, and over the ids of rules."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

MAGIC = frozenset("*?[")
"""Characters that make a name a glob."""

_ANY_FOLDERS = "**"


def path_matches(path: str, glob: str) -> bool:
    """Whether a glob matches the whole of a path.

    `*`, `?` and `[…]` stay within one folder's or file's name; `**` matches any number of folders.
    A glob that ends with a slash or with `/**` matches everything below that folder.
    """
    wanted = glob.removeprefix("./").split("/")
    if wanted[-1] in ("", _ANY_FOLDERS):
        wanted[-1:] = [_ANY_FOLDERS, "*"]
    return _names_match(path.split("/"), wanted)


def rule_matches(id: str, glob: str) -> bool:
    """Whether a glob matches the id of a rule; `*` also matches slashes: `artpec8/*`."""
    return id == glob or fnmatchcase(id, glob)


def fixed_folder(glob: str) -> str:
    """The folder that contains all matches of a glob; empty for the folder it starts from."""
    folders = glob.removeprefix("./").split("/")[:-1]
    fixed = next((n for n, name in enumerate(folders) if MAGIC & set(name)), len(folders))
    return "/".join(folders[:fixed])


def _names_match(names: Sequence[str], globs: Sequence[str]) -> bool:
    """Whether names match one by one; only the last `**` has to be retried with more names."""
    name = glob = 0
    after_folders, retry_from = -1, 0
    while name < len(names):
        if glob < len(globs) and globs[glob] == _ANY_FOLDERS:
            glob += 1
            after_folders, retry_from = glob, name
        elif glob < len(globs) and fnmatchcase(names[name], globs[glob]):
            name, glob = name + 1, glob + 1
        elif after_folders >= 0:
            retry_from += 1
            name, glob = retry_from, after_folders
        else:
            return False
    return all(rest == _ANY_FOLDERS for rest in globs[glob:])
