"""Check that the rules a config or a command line names exist."""

from collections.abc import Iterator

from dlpulint.basics.globs import MAGIC, rule_matches
from dlpulint.basics.spelling import nearest
from dlpulint.packs.shelf import Shelf


def unknown_rule(glob: str, shelf: Shelf) -> str | None:
    """Mistake in an id or glob that matches no rule, limit or row; `None` without one.

    A glob that leaves the pack open (`*/odd-width`) is accepted as it is.
    """
    owner, slash, _ = glob.partition("/")
    if MAGIC & set(owner):
        return None
    if not slash or owner not in shelf.names:
        return f"no rule {glob!r}{_near(glob, shelf)}"
    ids = shelf.ids(owner)
    if glob in ids or any(rule_matches(id, glob) for id in ids):
        return None
    return f"no rule {glob!r}{nearest(glob, sorted(ids))}"


def _near(glob: str, shelf: Shelf) -> str:
    """The nearest of the ids of every target: the name of the pack itself may be misspelt."""
    ids: Iterator[str] = (id for name in shelf.targets for id in shelf.pack(name).ids)
    return nearest(glob, sorted(set(ids)))
