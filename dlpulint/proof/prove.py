"""Proves a pack: its examples against its rules, and its operator table by models made from it."""

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from dlpulint.basics.errors import ModelFileError
from dlpulint.basics.terms import Answer
from dlpulint.engine.judge import Judgement, judge
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack_file
from dlpulint.packs.pack import Pack, Rule
from dlpulint.packs.tables import Examples
from dlpulint.proof.mistakes import described, mistakes_of_table, where_examples_go
from dlpulint.proof.unknown_natives import unknown_natives


def check_pack(path: Path, library: Folders) -> list[str]:
    """All mistakes of a pack file: of form, and rules, rows and limits that nothing proves.

    Rules of shipped packs that it extends are proved where they are written: where the file
    adjusts them, or what they ask about, their examples are of another pack's numbers. Raises
    PackError if the file cannot be read as a pack at all.
    """
    pack = load_pack_file(path, library)
    elsewhere = frozenset(Folders().names()) - {pack.target}
    rules = (rule for rule in pack.rules if rule.id.split("/")[0] not in elsewhere)
    return list(mistakes_of(replace(pack, rules=tuple(rules))))


def mistakes_of(pack: Pack) -> Iterator[str]:
    """What is not proved in a loaded pack; its own rules need written examples."""
    yield from _without_cure(pack)
    for rule in pack.rules:
        if pack.abstract and rule.check.scope == "placement":
            continue  # It has no operator table; the packs that extend it prove the rule.
        if rule.examples is not None:
            yield from _prove(rule, rule.examples, pack)
        elif rule.id.startswith(f"{pack.target}/"):
            yield f"rule {rule.id}: it has no examples; {where_examples_go(rule, 'rule')}"
    if not pack.abstract:
        yield from mistakes_of_table(pack)
    yield from unknown_natives(pack)


def _without_cure(pack: Pack) -> Iterator[str]:
    """Rules and limits without a fix: a report could not say what to do about them."""
    rules = [("rule", rule.id, rule.fix) for rule in pack.rules]
    limits = [("limit", limit.id, limit.fix) for limit in pack.every_limit()]
    for table, id, fix in (*rules, *limits):
        if not fix:
            yield (
                f"{table} {id}: it has no cure; write in its `fix` what to type or change, or "
                "that nothing can be done"
            )


def _prove(rule: Rule, examples: Examples, pack: Pack) -> Iterator[str]:
    if not examples.bad and not examples.unknown:
        yield f"rule {rule.id}: examples.bad is missing; {where_examples_go(rule, 'rule')}"
    wanted: tuple[tuple[str, str, set[Answer]], ...] = (
        ("bad", examples.bad, {Answer.BAD}),
        ("unknown", examples.unknown, {Answer.UNKNOWN}),
        ("good", examples.good, set()),
    )
    for name, sketch, answers in wanted:
        if not sketch:
            continue
        try:
            judgement = judged(rule, sketch, pack)
        except ModelFileError as error:
            yield f"rule {rule.id}: examples.{name}: {error}"
            continue
        findings = [finding for finding in judgement.findings if finding.rule == rule.id]
        # A bad model may have further operators that the rule cannot judge.
        found = {finding.answer for finding in findings}
        if not (answers <= found if name == "bad" else found == answers):
            message = findings[0].message if findings else "nothing is objected to"
            placement = judgement.placement if rule.check.scope == "placement" else None
            operators = placement.operators if placement is not None else ()
            blamed = dict.fromkeys(described(r) for placed in operators for r in placed.reasons)
            begin = f"rule {rule.id}: examples.{name}: the {name} example does not prove it"
            yield f"{begin}: {'; '.join((message, *blamed))}"


def judged(rule: Rule, sketch: str, pack: Pack) -> Judgement:
    """A pack's findings in a sketch of the rule's format, and its placement."""
    model = model_from_sketch(sketch, rule.formats[0] if rule.formats else "tflite")
    return judge(Facts(model), pack)
