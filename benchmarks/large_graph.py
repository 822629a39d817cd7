"""The report of a large detector, made without a file: what pages and layouts are measured with."""

from collections.abc import Iterator, Sequence

from dlpulint.engine.judge import judge
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.library import Folders
from dlpulint.packs.pack import Pack
from dlpulint.packs.shelf import load_packs
from dlpulint.report.report import ModelReport, Report, TargetSummary
from dlpulint.report.summary import model_summary, placement_summary

BLOCK = 10
"""Operators of a block."""


def large_report(operators: int = 2_500, targets: Sequence[str] = ("artpec8", "artpec9")) -> Report:
    """A detector of blocks with branches, skips and a lane to its heads, with its outline."""
    facts = Facts(model_from_sketch("\n".join(_lines(operators))))
    packs = load_packs(list(targets), Folders())
    return Report(
        "0",
        tuple(TargetSummary(pack.target, pack.title, pack.version, ()) for pack in packs),
        tuple(_report(facts, pack) for pack in packs),
    )


def _report(facts: Facts, pack: Pack) -> ModelReport:
    judgement = judge(facts, pack)
    return ModelReport(
        path=f"detector{len(facts.model.operators)}.tflite",
        format="tflite",
        target=pack.target,
        target_title=pack.title,
        pack_version=pack.version,
        device=pack.device,
        verdict=judgement.verdict,
        error=None,
        foreign=False,
        model=model_summary(facts, "0" * 64, 3_000_000),
        findings=judgement.findings,
        placement=placement_summary(judgement.placement, pack),
        reference=None,
        backend=pack.backend,
        outline=facts.outline,
    )


def _lines(operators: int) -> Iterator[str]:
    """A backbone of inception-like blocks; every fortieth feeds a head of its own."""
    shape = "int8[1,40,40,64] scale=0.02 zp=-3"
    weights = "weights: int8[64,3,3,64] per-channel(0)"
    options = "{stride=1 padding=same}"
    yield f"input serving_default_images: {shape}"
    last, heads = "serving_default_images", []
    for block in range(operators // BLOCK):
        at = f"model_1/stage_{block // 20}/block_{block}/batch_normalization/FusedBatchNormV3"
        yield f"conv {at}/stem: {shape} <- {last}, {weights} {options}"
        for branch in "abc":
            yield f"conv {at}/{branch}: {shape} <- {at}/stem, {weights} {options}"
            yield f"logistic {at}/{branch}/s: {shape} <- {at}/{branch}"
        yield f"add {at}/ab: {shape} <- {at}/a/s, {at}/b/s"
        yield f"add {at}/abc: {shape} <- {at}/ab, {at}/c/s"
        yield f"add {at}/out: {shape} <- {at}/abc, {last}"
        last = f"{at}/out"
        if block % 40 == 0:
            heads.append(last)
    joined = ", ".join(heads)
    wide = f"int8[1,40,40,{64 * len(heads)}] scale=0.02 zp=-3"
    yield f"concatenation heads: {wide} <- {joined} {{axis=3}}"
    yield "output heads"
    yield f"output {last}"
