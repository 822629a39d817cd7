"""Findings that `--fix` mends in a copy of the file, each with its edit."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from dlpulint.basics.terms import Answer, Device, Effect, Verdict
from dlpulint.engine.judge import Judgement
from dlpulint.engine.mendable.cuts import CUT_TAIL, cut_postprocess, cut_tail
from dlpulint.engine.mendable.ends import first_transpose, quantized_ends
from dlpulint.engine.mendable.kernels import odd_kernel
from dlpulint.engine.mendable.layers import ZERO_BIAS, zero_bias
from dlpulint.engine.mendable.places import places_of
from dlpulint.engine.mendable.scores import split_concat
from dlpulint.engine.mendable.weights import per_tensor
from dlpulint.engine.model_files import STDIN
from dlpulint.facts.compiled import is_compiled_for_a_chip
from dlpulint.facts.facts import Facts
from dlpulint.findings.finding import Finding, Fixable
from dlpulint.packs.pack import Pack

Finder: TypeAlias = Callable[[Facts, Finding, Pack], Fixable | None]
"""Finds the edit that mends a finding of a model on a target; `None` where its edit does not."""

_MOVING = frozenset({ZERO_BIAS, "odd-kernel", "fold-pad,odd-kernel", "per-tensor-dense"})
"""Edits that move layers to the DLPU; the others only remove operators."""

FINDERS: tuple[Finder, ...] = (
    first_transpose, quantized_ends, zero_bias, odd_kernel, cut_postprocess, cut_tail, split_concat,
    per_tensor,
)  # fmt: skip
"""The edits that mend findings; of several for one finding, the first."""


def with_fixes(
    findings: Sequence[Finding], path: str, facts: Facts, pack: Pack, judgement: Judgement
) -> tuple[Finding, ...]:
    """The findings, those that `--fix` mends with their edit.

    Previews, clean files, and files that are compiled, come from standard input or are for other
    targets are never mended. An edit counts only where the file gets better by it.
    """
    if judgement.placement is None or judgement.verdict is Verdict.CLEAN or path == STDIN:
        return tuple(findings)
    if not _is_mendable(facts, pack):
        return tuple(findings)
    marked = [_marked(finding, facts, pack) for finding in findings]
    edits = {finding.fixable.edit for finding in marked if finding.fixable is not None}
    useful = {edit for edit in edits if _is_useful(edit, marked, facts, judgement)}
    return tuple(
        after if after.fixable is not None and after.fixable.edit in useful else before
        for before, after in zip(findings, marked, strict=True)
    )


def _is_mendable(facts: Facts, pack: Pack) -> bool:
    model = facts.model
    if model.format != "tflite" or "tflite" not in pack.formats:
        return False
    return model.metadata.origin != "preview" and not is_compiled_for_a_chip(facts)


def _marked(finding: Finding, facts: Facts, pack: Pack) -> Finding:
    """The finding with the first edit that mends it."""
    if finding.answer is not Answer.BAD:
        return finding
    edits = (finder(facts, finding, pack) for finder in FINDERS)
    first = next((fixable for fixable in edits if fixable is not None), None)
    return finding if first is None else replace(finding, fixable=first)


def _is_useful(edit: str, findings: Sequence[Finding], facts: Facts, judgement: Judgement) -> bool:
    """Whether a file gets better by an edit: by its verdict, or by operators on the DLPU."""
    mended = [f for f in findings if f.fixable is not None and f.fixable.edit == edit]
    if _betters_the_verdict(mended, findings, judgement.verdict):
        return True
    if judgement.verdict is Verdict.REJECTED:
        return False
    if judgement.verdict is Verdict.CPU_ONLY and edit not in _MOVING:
        return False
    placed = () if judgement.placement is None else judgement.placement.operators
    if edit == ZERO_BIAS:
        rules = {finding.rule for finding in mended}
        return any(p.reasons and {reason.id for reason in p.reasons} <= rules for p in placed)
    gone = facts.tail if edit == CUT_TAIL else frozenset()
    if all(p.device is Device.CPU for p in placed if p.operator not in gone):
        # The CPU runs all of it, before and after.
        return False
    on_dlpu = {(p.operator.subgraph, p.operator.index) for p in placed if p.device is Device.DLPU}
    return any(
        finding.effect is not Effect.ADVICE or not places_of(finding) <= on_dlpu
        for finding in mended
    )


def _betters_the_verdict(
    mended: Sequence[Finding], findings: Sequence[Finding], verdict: Verdict
) -> bool:
    """Whether edits mend all findings that reject the model, or that spoil its results.

    The findings `mended` by one edit have to be among them.
    """
    if verdict not in (Verdict.REJECTED, Verdict.WRONG):
        return False
    deciding = [f for f in findings if f.effect.value == verdict and f.answer is Answer.BAD]
    of_edit = any(finding.effect.value == verdict for finding in mended)
    return of_edit and all(finding.fixable is not None for finding in deciding)
