"""Globs over paths with forward slashes, and over the ids of rules."""

import re
from fnmatch import fnmatchcase
from functools import cache

MAGIC = frozenset("*?[")
"""What makes a glob of a path."""


def path_matches(path: str, glob: str) -> bool:
    """Whether a glob matches the whole of a path.

    `*`, `?` and `[…]` stay within one folder's or file's name, `**` stands for any number of
    folders. A glob that ends with a slash, or with `/**`, is for all that lies below that folder.
    """
    return _compiled(glob).fullmatch(path) is not None


def rule_matches(id: str, glob: str) -> bool:
    """Whether a rule is one that a glob names; `*` goes across slashes: `artpec8/*`."""
    return id == glob or fnmatchcase(id, glob)


def fixed_folder(glob: str) -> str:
    """The folder that everything which a glob matches lies in; empty for the one it starts from."""
    folders = glob.removeprefix("./").split("/")[:-1]
    fixed = next((place for place, name in enumerate(folders) if MAGIC & set(name)), len(folders))
    return "/".join(folders[:fixed])


@cache
def _compiled(glob: str) -> re.Pattern[str]:
    names = glob.removeprefix("./").split("/")
    if names[-1] == "":
        names[-1] = "**"
    parts = []
    for place, name in enumerate(names):
        last = place == len(names) - 1
        if name == "**":
            parts.append(".+" if last else "(?:[^/]+/)*")
        else:
            parts.append(_name(name) + ("" if last else "/"))
    return re.compile("".join(parts), re.DOTALL)


def _name(glob: str) -> str:
    """The expression for one name between slashes."""
    expression, place = "", 0
    while place < len(glob):
        letter = glob[place]
        # A bracket right behind the opening one is a letter of the set.
        end = glob.find("]", place + 2) if letter == "[" else -1
        if letter == "*":
            expression += "[^/]*" if not expression.endswith("*") else ""
        elif letter == "?":
            expression += "[^/]"
        elif end > 0:
            expression += _set(glob[place + 1 : end])
            place = end
        else:
            expression += re.escape(letter)
        place += 1
    return expression


def _set(letters: str) -> str:
    negated = letters.startswith("!")
    inside = re.sub(r"([\\\[\]^&~|])", r"\\\1", letters[negated:])
    # A range that runs backwards matches nothing, as in a shell.
    inside = re.sub(r"(.)-(.)", lambda found: found[0] if found[1] <= found[2] else "", inside)
    return f"(?!/)[{'^' if negated else ''}{inside}]" if inside else "(?!)"
