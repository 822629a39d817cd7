"""Sketches and packs of a few lines, and the edits that their findings are marked with."""

from pathlib import Path

from dlpulint.engine.judge import judge
from dlpulint.engine.mendable.marks import with_fixes
from dlpulint.facts.facts import Facts
from dlpulint.findings.finding import Fixable
from dlpulint.model.graph import Model
from tests.pack_files import header, load, rule


def marks(
    folder: Path, model: Model, *tables: str, path: str = "a/net.tflite"
) -> dict[str, Fixable | None]:
    """The edit of each rule's finding, on a target that runs all operators without a row."""
    pack = load(folder, header(unlisted="dlpu"), *tables)
    facts = Facts(model)
    judgement = judge(facts, pack)
    fixed = with_fixes(judgement.findings, path, facts, pack, judgement)
    return {finding.rule: finding.fixable for finding in fixed}


def edits(folder: Path, model: Model, *tables: str) -> dict[str, str | None]:
    """The name of the edit of each rule's finding."""
    found = marks(folder, model, *tables)
    return {rule: None if fixable is None else fixable.edit for rule, fixable in found.items()}


def against(*kinds: str, effect: str = "slow", name: str = "x") -> str:
    """A rule against kinds of operators."""
    listed = ", ".join(f'"{kind}"' for kind in kinds)
    params = f"params = {{ operators = [{listed}] }}"
    return rule(f"mine/{name}", "forbidden-operators", params, effect=effect)
