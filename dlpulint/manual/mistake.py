"""The text of an issue about a wrong finding or verdict, without the model and its names."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from dlpulint.basics.build import code_build
from dlpulint.basics.errors import UsageError
from dlpulint.basics.spelling import nearest
from dlpulint.basics.version import UNSTATED, Versions, __version__
from dlpulint.engine.judge import Judgement, judge
from dlpulint.engine.what_if import is_previewed, preview_of
from dlpulint.facts.facts import Facts
from dlpulint.facts.preparation.settled import settled
from dlpulint.findings.finding import Finding
from dlpulint.loader import open_model
from dlpulint.model.graph import Model
from dlpulint.packs.applying import pack_for
from dlpulint.packs.pack import Pack
from dlpulint.proof.excerpt import excerpt, plain_name
from dlpulint.reporters.untrusted_text import inert_markdown

_ASKED = (
    "**What happened instead?** (on which camera and AXIS OS, with which lines of its log or of "
    "the compiler)",
    "",
    "…",
)


class _Case(Struct, frozen=True):
    """A model as a pack judges it."""

    pack: Pack
    facts: Facts
    judgement: Judgement
    previewed: bool


def issue_text(model: Path, wrong: str, packs: Sequence[Pack], stated: Versions = UNSTATED) -> str:
    """Markdown about a finding, by its rule's id, or about the verdict, by its target.

    It has operators, shapes and versions, and no name of the model. Raises UsageError where the
    model has no such finding, ModelFileError for a file that cannot be read.
    """
    read = settled(open_model.load(model))
    cases = [case for pack in packs for case in _cases(read, pack_for(pack, stated))]
    for case in cases:
        if case.pack.target == wrong:
            return "\n".join(_of_verdict(case, stated)) + "\n"
        for finding in case.judgement.findings:
            if finding.rule == wrong:
                return "\n".join(_of_finding(case, finding, stated)) + "\n"
    found = sorted({finding.rule for case in cases for finding in case.judgement.findings})
    raise UsageError(
        f"the model has no finding of {wrong!r}{nearest(wrong, found)}; for a wrong verdict, give "
        "the target in place of the rule"
    )


def _cases(model: Model, pack: Pack) -> Iterator[_Case]:
    """The model's judgement; before it that of the model after conversion, where one is needed."""
    preview = preview_of(model) if is_previewed(model, pack) else None
    if isinstance(preview, Facts):
        yield _Case(pack, preview, judge(preview, pack), True)
    facts = Facts(model)
    yield _Case(pack, facts, judge(facts, pack), False)


def _of_finding(case: _Case, finding: Finding, stated: Versions) -> Iterator[str]:
    yield f"### Wrong finding: `{finding.rule}`"
    yield ""
    rows = {
        "Finding": inert_markdown(f"{finding.title}: {finding.count} times"),
        "Level": f"{finding.level.value}, effect {finding.effect.value}",
        "Ground": inert_markdown(
            f"{finding.evidence.value}, {finding.source.title}, read {finding.source.read}"
        ),
    }
    yield from _table(case, stated, rows)
    yield ""
    shown = excerpt(case.facts.model, finding, case.pack)
    if shown is None:
        yield "The finding is about the file or its ends, not about an operator."
    elif shown.finding is None:
        yield "Its first operator, which alone does not have the finding:"
    else:
        yield f"Operators that have the finding as well ({shown.finding.message}):"
    if shown is not None:
        yield from ("", "```", *shown.sketch.rstrip("\n").splitlines(), "```")
    yield from ("", *_ASKED)


def _of_verdict(case: _Case, stated: Versions) -> Iterator[str]:
    target = case.pack.target
    yield f"### Wrong verdict on {target}: `{case.judgement.verdict.value}`"
    yield ""
    counts = Counter(finding.rule for finding in case.judgement.findings)
    rows = {"Findings": ", ".join(f"`{rule}`" for rule in counts) or "none"}
    yield from _table(case, stated, rows)
    yield from ("", "| Operator | Types | Device | Count |", "|---|---|---|--:|")
    yield from _operators(case)
    yield from ("", *_ASKED)


def _operators(case: _Case) -> Iterator[str]:
    """A row per operator, types of its tensors and device, in the order of their first place."""
    placement = case.judgement.placement
    devices = {}
    if placement is not None:
        devices = {placed.operator: placed.device.value for placed in placement.operators}
    rows: Counter[tuple[str, str, str]] = Counter()
    for operator in case.facts.model.operators:
        read = [tensor.dtype for tensor in operator.inputs if tensor is not None]
        written = [tensor.dtype for tensor in operator.outputs]
        types = f"{', '.join(dict.fromkeys(read))} to {', '.join(dict.fromkeys(written))}"
        rows[plain_name(operator.native), types, devices.get(operator, "")] += 1
    for (name, types, device), count in rows.items():
        yield f"| {name} | {types} | {device} | {count} |"


def _table(case: _Case, stated: Versions, rows: dict[str, str]) -> Iterator[str]:
    model, pack = case.facts.model, case.pack
    after = " (what a conversion to TFLite would write)" if case.previewed else ""
    every = {
        "Target": f"{pack.target}, rules {pack.version} ({pack.build or 'no build'})",
        **rows,
        "File": f"{model.format}, {len(model.operators)} operators{after}",
        "Made by": inert_markdown(model.metadata.made_by or "not stated in the file"),
        "Versions": str(stated) or "none stated",
        "dlpulint": f"{__version__} ({code_build()})",
    }
    yield from ("| | |", "|---|---|")
    yield from (f"| {name} | {text} |" for name, text in every.items())
