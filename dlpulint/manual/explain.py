"""All about one rule, limit or row; and of operators, what tables say of them."""

from collections.abc import Iterable, Iterator, Sequence

from dlpulint.basics.errors import UsageError
from dlpulint.basics.spelling import nearest
from dlpulint.manual.lists import entries
from dlpulint.manual.operator import operator_text
from dlpulint.manual.paragraphs import paragraph
from dlpulint.manual.words import limit_in_words
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.packs.pack import Limit, Pack, Row, Rule, level_of
from dlpulint.packs.tables import Examples

MOST_ALIKE = 5
"""Ids that are named to somebody who may have meant them."""


def explanation(word: str, library: Folders, targets: Sequence[str] = ()) -> str:
    """All about a rule, limit or row by its id, or about an operator by any of its names.

    It is told as it is for the targets, or for all. Raises UsageError for what nobody knows.
    """
    asked = dict.fromkeys(
        name for target in targets or ("all",) for name in _named(target, library)
    )
    packs = [load_pack(target, library, examples="/" in word) for target in asked]
    known = [entry for pack in packs for entry, _, _ in entries(pack)]
    if "/" not in word:
        try:
            return operator_text(word, packs)
        except UsageError as error:
            raise UsageError(_rules_instead(word, known) or f"{error}") from None
    for pack in packs:
        found = pack.find(word)
        if found is not None:
            return "\n".join(_explain(found, pack))
        if word == pack.unlisted_id:
            return "\n".join(_explain_unlisted(pack))
    raise UsageError(f"no rule {word!r}{nearest(word, known) or '; see --list-rules'}")


def _rules_instead(word: str, known: Iterable[str]) -> str | None:
    """What to say of a word that is in the ids of rules, and is no operator."""
    alike = [entry for entry in dict.fromkeys(known) if word.casefold() in entry]
    if not alike:
        return None
    listed = ", ".join(alike[:MOST_ALIKE]) + (" …" if len(alike) > MOST_ALIKE else "")
    return f"no operator {word!r}; in the ids of rules: {listed}"


def _named(target: str, library: Folders) -> tuple[str, ...]:
    return library.targets() if target == "all" else (target,)


def _explain(rule: Rule | Limit | Row, pack: Pack) -> Iterator[str]:
    if isinstance(rule, Rule | Limit):
        if isinstance(rule, Rule):
            yield f"{rule.id}: {rule.title}"
            yield f"{rule.level.value}, effect {rule.effect.value}, {rule.evidence.value}"
        else:
            yield f"{rule.id}: a limit of the operator table of {pack.title}"
            level = level_of(rule.effect, rule.evidence)
            yield f"{level.value}, effect {rule.effect.value}, {rule.evidence.value}"
        asked = rule.check.statement if isinstance(rule, Rule) else limit_in_words(rule)
        yield from paragraph("What is asked", asked)
        yield from paragraph("What is said", rule.message)
        yield from paragraph("Why", rule.why)
    else:
        yield f"{rule.id}: a row of the operator table of {pack.title}"
        yield f"{rule.status}, {rule.evidence.value}"
        yield from paragraph("Note", rule.note)
    yield from paragraph("What to do", rule.fix)
    yield from paragraph("When it holds", str(rule.validity))
    source = rule.source
    yield from paragraph("Source", f"{source.title}, read {source.read}: {source.url}")
    yield from _sketches(_examples(rule, pack), rule)


def _examples(rule: Rule | Limit | Row, pack: Pack) -> Examples | None:
    """The written examples; of limits and rows else the models that prove them."""
    if not isinstance(rule, Row) and rule.examples is not None:
        return rule.examples
    if isinstance(rule, Rule):
        return None
    # Made by building models: only an explanation that shows them pays for it.
    from dlpulint.proof.examples import made_examples

    return made_examples(rule, pack)


def _sketches(examples: Examples | None, rule: Rule | Limit | Row) -> Iterator[str]:
    if examples is None:
        return
    good = "An example" if isinstance(rule, Row) else "Good"
    shown = (("Bad", examples.bad), ("Cannot tell", examples.unknown), (good, examples.good))
    for name, text in shown:
        if text:
            yield ""
            yield f"{name}:"
            yield from (f"    {line}" for line in text.strip().splitlines())


def _explain_unlisted(pack: Pack) -> Iterator[str]:
    yield f"{pack.unlisted_id}: Operator outside the list"
    yield f"{pack.fallback.severity.value}, effect {pack.fallback.value}"
    reading = {
        "dlpu": "The table names exceptions only; what it does not name runs.",
        "cpu": "What the table does not name runs on the CPU.",
        "unknown": "The published table is not complete: what it does not name may run or not.",
    }
    yield from paragraph("What it means", reading[pack.unlisted])
    source = pack.unlisted_source
    yield from paragraph("Source", f"{source.title}, read {source.read}: {source.url}")
