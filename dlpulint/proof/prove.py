"""Proves a pack: its examples against its rules, and its operator table by models made from it."""

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from dlpulint.basics.errors import ModelFileError
from dlpulint.basics.terms import Answer
from dlpulint.engine.judge import judge
from dlpulint.facts.facts import Facts
from dlpulint.findings.finding import Finding
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack_file
from dlpulint.packs.pack import Pack, Rule
from dlpulint.packs.tables import Examples
from dlpulint.proof.mistakes import mistakes_of_table
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
    for rule in pack.rules:
        if pack.abstract and rule.check.scope == "placement":
            continue  # It has no operator table; the packs that extend it prove the rule.
        if rule.id.startswith(f"{pack.target}/") or rule.examples is not None:
            if rule.examples is None:
                yield f"rule {rule.id}: it has no examples; one bad and one good are wanted"
            else:
                yield from _prove(rule, rule.examples, pack)
    if not pack.abstract:
        yield from mistakes_of_table(pack)
    yield from unknown_natives(pack)


def _prove(rule: Rule, examples: Examples, pack: Pack) -> Iterator[str]:
    if not examples.bad and not examples.unknown:
        yield f"rule {rule.id}: examples.bad is missing"
    wanted: tuple[tuple[str, str, set[Answer]], ...] = (
        ("bad", examples.bad, {Answer.BAD}),
        ("unknown", examples.unknown, {Answer.UNKNOWN}),
        ("good", examples.good, set()),
    )
    for name, text, answers in wanted:
        if not text:
            continue
        try:
            findings = findings_of(rule, text, pack)
        except ModelFileError as error:
            yield f"rule {rule.id}: examples.{name}: {error}"
            continue
        # A bad model may have further places of which nothing can be told.
        found = {finding.answer for finding in findings}
        if not (answers <= found if name == "bad" else found == answers):
            said = findings[0].message if findings else "nothing is objected to"
            yield f"rule {rule.id}: examples.{name}: the {name} example does not prove it: {said}"


def findings_of(rule: Rule, sketch: str, pack: Pack) -> list[Finding]:
    """What a rule says about a sketch."""
    model = model_from_sketch(sketch, rule.formats[0] if rule.formats else "tflite")
    return [finding for finding in judge(Facts(model), pack).findings if finding.rule == rule.id]
