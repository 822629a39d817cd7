"""What a shell completes after an option. Click asks; nothing heavy is imported to answer."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from click import Context, Parameter
    from click.shell_completion import CompletionItem

    from dlpulint.packs.library import Folders

Completer: TypeAlias = "Callable[[Context, Parameter, str], list[CompletionItem]]"

_TITLE = re.compile(r'^title\s*=\s*"(.*)"', re.MULTILINE)
"""Told without parsing: a pack takes 50 ms to load, and somebody waits at a prompt."""


def one_of(words: Sequence[str]) -> Completer:
    """One of the words."""
    return lambda context, option, typed: _beginning(typed, ((word, "") for word in words))


def several_of(words: Sequence[str]) -> Completer:
    """Words with commas between."""
    return lambda context, option, typed: _listed(typed, [(word, "") for word in words])


def files(context: "Context", option: "Parameter", typed: str) -> "list[CompletionItem]":
    """Whatever files the shell finds."""
    return [_item(typed, type="file")]


def folders(context: "Context", option: "Parameter", typed: str) -> "list[CompletionItem]":
    """Whatever folders the shell finds."""
    return [_item(typed, type="dir")]


def target(context: "Context", option: "Parameter", typed: str) -> "list[CompletionItem]":
    """One target, packs of `--rules` among them."""
    return _beginning(typed, _titles(_library(context)))


def targets(context: "Context", option: "Parameter", typed: str) -> "list[CompletionItem]":
    """Targets with commas between."""
    return _listed(typed, [("all", "every target"), *_titles(_library(context))])


def cameras(context: "Context", option: "Parameter", typed: str) -> "list[CompletionItem]":
    """Cameras with commas between."""
    from dlpulint.packs.cameras import cameras as known

    return _listed(typed, [(camera.name, camera.chip) for camera in known() if camera.target])


def edits(context: "Context", option: "Parameter", typed: str) -> "list[CompletionItem]":
    """Edits of --fix with commas between."""
    from dlpulint.mending.edits.registry import EDITS

    return _listed(typed, [(name, edit.title) for name, edit in EDITS.items()])


def rules(context: "Context", option: "Parameter", typed: str) -> "list[CompletionItem]":
    """Rules and limits by id, the packs that they are of before anything is typed."""
    library = _library(context)
    owner, slash, _ = typed.rpartition(",")[2].partition("/")
    owners = [name for name in library.names() if name.startswith(owner)]
    if not slash:
        return _listed(typed, [(f"{name}/*", f"rules of {name}") for name in owners])
    return _listed(typed, list(_rules(library, [name for name in owners if name == owner])))


def explained(context: "Context", option: "Parameter", typed: str) -> "list[CompletionItem]":
    """Terms, and operators by their names; rules and limits by id once something is typed."""
    from dlpulint.manual.operator_names import every_spelling
    from dlpulint.manual.vocabulary import vocabulary

    library = _library(context)
    words = vocabulary()
    terms = [(entry.title, "term") for entry in (*words.term, *words.topic)]
    operators = [*terms, *((name, "operator") for name in every_spelling())]
    owner, slash, _ = typed.partition("/")
    owners = [name for name in library.names() if name == owner or not slash]
    if not typed:
        return _beginning("", [*((f"{name}/", f"rules of {name}") for name in owners), *operators])
    matching = [name for name in owners if name.startswith(owner)]
    # Whole ids: behind `artpec8/` alone a shell would set a space.
    return _beginning(typed, [*_rules(library, matching), *operators])


def _rules(library: "Folders", owners: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Rules and limits of packs, with their titles; those of a mistaken pack are left out.

    Packs for others to extend are no targets: what they say is known by the targets' packs.
    """
    from dlpulint.basics.errors import PackError
    from dlpulint.manual.lists import entries
    from dlpulint.packs.load import load_pack

    targets = library.targets()
    known: dict[str, str] = {}
    for name in owners if set(owners) <= set(targets) else targets:
        try:
            known |= {id: title for id, _, title in entries(load_pack(name, library))}
        except PackError:
            continue
    yield from known.items()


def _library(context: "Context") -> "Folders":
    """The packs that `--rules` of this command line adds."""
    from pathlib import Path

    from dlpulint.packs.library import Folders

    given = context.params.get("rules") or ()
    return Folders(tuple(path for path in map(Path, given) if path.is_dir()))


def _titles(library: "Folders") -> Iterator[tuple[str, str]]:
    for name in library.targets():
        found = library.text(name)
        title = None if found is None else _TITLE.search(found[1])
        yield name, title[1] if title else ""


def _beginning(typed: str, known: Iterable[tuple[str, str]]) -> "list[CompletionItem]":
    return [_item(word, help=text or None) for word, text in known if word.startswith(typed)]


def _listed(typed: str, known: Iterable[tuple[str, str]]) -> "list[CompletionItem]":
    """The last of words with commas between; those before it are not offered again."""
    before, comma, last = typed.rpartition(",")
    present = before.split(",")
    further = ((word, text) for word, text in known if word not in present)
    return [
        _item(f"{before}{comma}{word}", help=text or None)
        for word, text in further
        if word.startswith(last)
    ]


def _item(word: str, *, type: str = "plain", help: str | None = None) -> "CompletionItem":
    from click.shell_completion import CompletionItem

    from dlpulint.basics.printable import printable

    return CompletionItem(printable(word), type=type, help=help and printable(help))
