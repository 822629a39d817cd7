"""Explanations of one rule, limit, row or operator."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from dlpulint.basics.errors import UsageError
from dlpulint.basics.spelling import nearest
from dlpulint.findings.source import Source
from dlpulint.manual.cures import headed_cures
from dlpulint.manual.lists import entries
from dlpulint.manual.operator import operator_text
from dlpulint.manual.paragraphs import paragraph
from dlpulint.manual.words import limit_in_words
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.packs.pack import Limit, Pack, Row, Rule, level_of
from dlpulint.packs.tables import Examples

MOST_ALIKE = 5
"""Most ids that are suggested for a word without a match."""


def explanation(word: str, library: Folders, targets: Sequence[str] = ()) -> str:
    """Explanation of a rule, limit or row by its id, or of an operator by any of its names.

    It covers the given targets, or all of them. Raises UsageError for an unknown word.
    """
    names = (library.targets() if target == "all" else (target,) for target in targets or ("all",))
    unique = dict.fromkeys(chain.from_iterable(names))
    packs = [load_pack(name, library, examples="/" in word) for name in unique]
    ids = [id for pack in packs for id, _, _ in entries(pack)]
    if "/" not in word:
        try:
            return operator_text(word, packs)
        except UsageError as error:
            raise UsageError(_rules_instead(word, ids) or f"{error}") from None
    for pack in packs:
        found = pack.find(word)
        if found is not None:
            return "\n".join(_explain(found, pack))
        if word == pack.unlisted_id:
            return "\n".join(_explain_unlisted(pack))
    raise UsageError(f"no rule {word!r}{nearest(word, ids) or '; see --list-rules'}")


def _rules_instead(word: str, ids: Iterable[str]) -> str | None:
    """Error for a word that names no operator but occurs in the ids of rules; else `None`."""
    alike = [id for id in dict.fromkeys(ids) if word.casefold() in id]
    if not alike:
        return None
    listed = ", ".join(alike[:MOST_ALIKE]) + (" …" if len(alike) > MOST_ALIKE else "")
    return f"no operator {word!r}; in the ids of rules: {listed}"


def _explain(entry: Rule | Limit | Row, pack: Pack) -> Iterator[str]:
    if isinstance(entry, Row):
        yield f"{entry.id}: a row of the operator table of {pack.title}"
        yield f"{entry.status}, {entry.evidence.value}"
        yield from paragraph("Note", entry.note)
    else:
        if isinstance(entry, Rule):
            title, level, question = entry.title, entry.level, entry.check.statement
        else:
            title = f"a limit of the operator table of {pack.title}"
            level, question = level_of(entry.effect, entry.evidence), limit_in_words(entry)
        yield f"{entry.id}: {title}"
        yield f"{level.value}, effect {entry.effect.value}, {entry.evidence.value}"
        yield from paragraph("What is asked", question)
        yield from paragraph("What is said", entry.message)
        yield from paragraph("Why", entry.why)
    for head, text in headed_cures("What to do", entry.fix, entry.fix_for):
        yield from paragraph(head, text)
    yield from paragraph("When it holds", str(entry.validity))
    yield from _source(entry.source)
    yield from _sketches(_examples(entry, pack), entry)


def _source(source: Source) -> Iterator[str]:
    return paragraph("Source", f"{source.title}, read {source.read}: {source.url}")


def _examples(entry: Rule | Limit | Row, pack: Pack) -> Examples | None:
    """The written examples; for limits and rows without them, the models that prove them."""
    if not isinstance(entry, Row) and entry.examples is not None:
        return entry.examples
    if isinstance(entry, Rule):
        return None
    # These are built as models, so only an explanation that shows them builds them.
    from dlpulint.proof.examples import made_examples

    return made_examples(entry, pack)


def _sketches(examples: Examples | None, entry: Rule | Limit | Row) -> Iterator[str]:
    if examples is None:
        return
    good = "An example" if isinstance(entry, Row) else "Good"
    shown = (("Bad", examples.bad), ("Cannot tell", examples.unknown), (good, examples.good))
    for name, text in shown:
        if text:
            yield ""
            yield f"{name}:"
            yield from (f"    {line}" for line in text.strip().splitlines())


def _explain_unlisted(pack: Pack) -> Iterator[str]:
    yield f"{pack.unlisted_id}: Operator outside the list"
    yield f"{pack.fallback.severity.value}, effect {pack.fallback.value}"
    meaning = {
        "dlpu": "The table names exceptions only; what it does not name runs.",
        "cpu": "What the table does not name runs on the CPU.",
        "unknown": "The published table is not complete: what it does not name may run or not.",
    }
    yield from paragraph("What it means", meaning[pack.unlisted])
    if pack.unlisted_why:
        yield from paragraph("Why", pack.unlisted_why.format(native="it", number="N"))
    yield from _source(pack.unlisted_source)
