"""Explanations of a rule, limit, row, operator, term, topic or error message."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NoReturn

from dlpulint.basics.errors import UsageError
from dlpulint.basics.spelling import nearest
from dlpulint.findings.help_page import help_page
from dlpulint.findings.source import Source
from dlpulint.manual.camera_list import camera_text
from dlpulint.manual.cures import headed_cures
from dlpulint.manual.entry import entry_lines
from dlpulint.manual.examples import examples_of
from dlpulint.manual.lists import entries
from dlpulint.manual.operator import operator_text
from dlpulint.manual.operator_names import every_spelling, is_native
from dlpulint.manual.paragraphs import paragraph
from dlpulint.manual.vocabulary import Vocabulary, vocabulary
from dlpulint.manual.words import limit_in_words
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.packs.pack import Limit, Pack, Row, Rule, level_of
from dlpulint.packs.tables import Examples
from dlpulint.packs.target_names import ALL, targets_named
from dlpulint.packs.titles import limit_title, row_title

MOST_ALIKE = 5
"""Most ids that are suggested for a word without a match."""


def explanation(word: str, library: Folders, targets: Sequence[str] = ()) -> str:
    """Explanation of a rule, limit or row by its id, an operator by any name, or a word.

    It covers the given targets, or all of them. Raises UsageError for an unknown word.
    """
    packs = packs_for(word, library, targets)
    ids = [id for pack in packs for id, _, _ in entries(pack)]
    if not is_id(word):
        return _word_text(word, packs, ids)
    for pack in packs:
        found = pack.find(word)
        if found is not None:
            return "\n".join(_explain(found, pack))
        if word == pack.unlisted_id:
            return "\n".join(_explain_unlisted(pack))
    raise UsageError(f"no rule {word!r}{nearest(word, ids) or '; see --list-rules'}")


def is_id(word: str) -> bool:
    """Whether a word is written as the id of a rule, limit or row."""
    return "/" in word and not word.strip().count(" ")


def packs_for(word: str, library: Folders, targets: Sequence[str]) -> list[Pack]:
    """The packs of the given targets, or of all, with examples where an id asks for them."""
    names = targets_named(targets or (ALL,), library)
    return [load_pack(name, library, examples=is_id(word)) for name in names]


def _word_text(word: str, packs: Sequence[Pack], ids: Sequence[str]) -> str:
    """A term, topic or message; after a topic, or alone, the operator of that exact name."""
    words = vocabulary()
    entry = words.find(word)
    if entry in words.term and is_native(word):
        entry = None
    parts = [] if entry is None else ["\n".join(entry_lines(entry, word, packs))]
    if entry is None or is_native(word):
        try:
            parts.append(operator_text(word, packs))
        except UsageError:
            if not parts:
                parts.append(_camera(word) or _refused(word, ids, words))
    return "\n\n".join(parts)


def _camera(word: str) -> str | None:
    """The chip of a camera with this name; `None` without one."""
    try:
        return camera_text(word)
    except UsageError:
        return None


def _refused(word: str, ids: Iterable[str], words: Vocabulary) -> NoReturn:
    """Raise UsageError for an unknown word, with rules that contain it, or the nearest word."""
    alike = [id for id in dict.fromkeys(ids) if word.casefold() in id]
    if alike:
        listed = ", ".join(alike[:MOST_ALIKE]) + (" …" if len(alike) > MOST_ALIKE else "")
        raise UsageError(f"unknown word {word!r}; rules with it: {listed}")
    near = nearest(word, (*words.names, *every_spelling()))
    hint = near or "; `dlpulint --explain glossary` lists the words, `--list-rules` the rules"
    raise UsageError(f"unknown word {word!r}{hint}")


def _explain(entry: Rule | Limit | Row, pack: Pack) -> Iterator[str]:
    if isinstance(entry, Row):
        yield f"{entry.id}: {row_title(entry, pack)} on {pack.title}"
        yield f"{entry.status}, {entry.evidence.value}"
        yield from paragraph("Note", entry.note)
    else:
        if isinstance(entry, Rule):
            title, level, question = entry.title, entry.level, entry.check.statement
        else:
            title = f"{limit_title(entry, pack)} on {pack.title}"
            level, question = level_of(entry.effect, entry.evidence), limit_in_words(entry)
        yield f"{entry.id}: {title}"
        yield f"{level.value}, effect {entry.effect.value}, {entry.evidence.value}"
        yield from paragraph("Requirement", question)
        yield from paragraph("Message", entry.message)
        yield from paragraph("Why", entry.why)
    for head, text in headed_cures("Cure", entry.fix, entry.fix_for):
        yield from paragraph(head, text)
    yield from paragraph("Valid for", str(entry.validity))
    yield from _source(entry.source, entry.id)
    yield from _sketches(examples_of(entry, pack), entry)


def _source(source: Source, id: str) -> Iterator[str]:
    yield from paragraph("Source", f"{source.title}, read {source.read}: {source.url}")
    yield from paragraph("Page", help_page(id) or "")


def _sketches(examples: Examples | None, entry: Rule | Limit | Row) -> Iterator[str]:
    if examples is None:
        return
    good = "An example" if isinstance(entry, Row) else "Good"
    shown = (("Bad", examples.bad), ("Unknown", examples.unknown), (good, examples.good))
    for name, text in shown:
        if text:
            yield ""
            yield f"{name}:"
            yield from (f"    {line}" for line in text.strip().splitlines())


def _explain_unlisted(pack: Pack) -> Iterator[str]:
    yield f"{pack.unlisted_id}: Operator outside the list"
    yield f"{pack.fallback.severity.value}, effect {pack.fallback.value}"
    meaning = {
        "dlpu": "The table lists exceptions only: every other operator runs on the DLPU.",
        "cpu": "An operator outside the table runs on the CPU.",
        "unknown": "The published table is incomplete: whether other operators run is unknown.",
    }
    yield from paragraph("Meaning", meaning[pack.unlisted])
    if pack.unlisted_why:
        yield from paragraph("Why", pack.unlisted_why.format(native="it", number="N"))
    yield from _source(pack.unlisted_source, pack.unlisted_id)
