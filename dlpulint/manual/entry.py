"""An entry of the vocabulary as text: its explanation, and the rules that it leads to."""

import re
from collections.abc import Iterator, Sequence

from dlpulint.manual.operator_names import numbered
from dlpulint.manual.paragraphs import wrapped
from dlpulint.manual.vocabulary import Entry
from dlpulint.packs.pack import Limit, Pack, Rule, level_of


def entry_lines(entry: Entry, word: str, packs: Sequence[Pack]) -> Iterator[str]:
    """The entry of a word; of its rules those of the packs, each with the first step of its fix."""
    others = [name for name in entry.names[1:] if len(name) <= _SHORT][:_OTHERS]
    also = f" (also: {', '.join(others)})" if others else ""
    yield from wrapped(f"{entry.title}{also}")
    yield from wrapped(entry.text, "    ")
    if entry.cure:
        yield from ("", *wrapped(f"Cure: {entry.cure}", "    "))
    operator = re.search(r"\bop ([0-9]+)\b", word)
    name = None if operator is None else numbered(int(operator[1]))
    if operator is not None and name is not None:
        yield from ("", f"Operator {operator[1]} is {name}: dlpulint --explain {name}")
    found = list(_found(entry.rules, packs))
    if found:
        yield from ("", "Rules:")
        for rule in found:
            yield from _rule_lines(rule)
        yield from ("", f"More: dlpulint --explain {found[0].id}")
    if entry.source:
        yield from ("", f"Source: {entry.source}")


_OTHERS, _SHORT = 4, 30
"""Most further names that are listed, and their greatest length: error messages are longer."""


def _found(ids: Sequence[str], packs: Sequence[Pack]) -> Iterator[Rule | Limit]:
    """The rules and limits with these ids, in their order."""
    for id in ids:
        found = next((rule for pack in packs if (rule := pack.find(id)) is not None), None)
        if isinstance(found, Rule | Limit):
            yield found


def _rule_lines(rule: Rule | Limit) -> Iterator[str]:
    # Reporters' first sentence of a cure: imported here, as most questions need no report.
    from dlpulint.reporters.cures import first_sentence

    if isinstance(rule, Rule):
        level, title = rule.level.value, f": {rule.title}"
    else:
        level, title = level_of(rule.effect, rule.evidence).value, ""
    yield from wrapped(f"{rule.id}{title}", " " * 13, f"    {level:9}")
    fix = re.sub(r"\{(\w+)\}", lambda slot: slot[1].upper(), rule.fix.replace(" {cure}", ""))
    yield from wrapped(first_sentence(fix), " " * 13)
