"""A pack's own examples against its rules: bad ones are objected to, good ones are not."""

from collections.abc import Iterator
from pathlib import Path

from dlpulint.engine import judge
from dlpulint.errors import ModelFileError
from dlpulint.facts import Facts
from dlpulint.finding import Finding
from dlpulint.loader.from_sketch import model_from_sketch
from dlpulint.packs import Examples, Folders, Limit, Pack, Rule, load_pack_file


def check_pack(path: Path, library: Folders) -> list[str]:
    """All mistakes of a pack file: of form, and of examples that do not prove their rule.

    Raises PackError if the file cannot be read as a pack at all.
    """
    return list(mistakes_of(load_pack_file(path, library)))


def mistakes_of(pack: Pack) -> Iterator[str]:
    """What a loaded pack's examples do not prove; its own rules need one of each."""
    for rule in pack.rules:
        if pack.abstract and rule.check.scope == "placement":
            continue  # It has no operator table; the packs that extend it prove the rule.
        if rule.id.startswith(f"{pack.target}/") or rule.examples is not None:
            if rule.examples is None:
                yield f"rule {rule.id}: it has no examples; one bad and one good are wanted"
            else:
                yield from _prove(rule, rule.examples, pack)
    for limit in pack.every_limit():
        if limit.examples is not None:
            yield from _prove(limit, limit.examples, pack)


def _prove(one: Rule | Limit, examples: Examples, pack: Pack) -> Iterator[str]:
    for name, text, wanted in (("bad", examples.bad, True), ("good", examples.good, False)):
        try:
            findings = findings_of(one, text, pack)
        except ModelFileError as error:
            yield f"rule {one.id}: examples.{name}: {error}"
            continue
        if bool(findings) != wanted:
            said = findings[0].message if findings else "nothing is objected to"
            yield f"rule {one.id}: examples.{name}: the {name} example does not prove it: {said}"


def findings_of(one: Rule | Limit, sketch: str, pack: Pack) -> list[Finding]:
    """What a rule or limit says about a sketch."""
    formats = one.formats if isinstance(one, Rule) else pack.formats
    default = formats[0] if formats else "tflite"
    model = model_from_sketch(sketch, default)
    return [finding for finding in judge(Facts(model), pack).findings if finding.rule == one.id]
