"""Files: each once, with its verdict and what to change; which of them give results."""

from typing import Any

from msgspec.structs import replace

from dlpulint.basics.terms import Device, Verdict
from dlpulint.placement.result import DeviceMacs, PartitionCount, PlacementFigures
from dlpulint.report.report import CutSummary, ModelReport, StepSummary
from tests.reporters.samples import (
    finding,
    model_report,
    placed,
    placement,
    report,
    unreadable,
)
from tests.reporters.sarif.logs import github_mistakes, log, many, schema_mistakes, uri_of


def test_artifacts_name_each_file_once_with_its_hash() -> None:
    run = log(many())["runs"][0]
    assert [
        (artifact["location"]["uri"], artifact.get("length")) for artifact in run["artifacts"]
    ] == [
        ("models/a%20b.tflite", 4_276_608),
        ("models/c.tflite", 4_276_608),
        ("models/broken.tflite", None),
    ]
    assert run["artifacts"][0]["hashes"] == {"sha-256": "0123456789abcdef" * 4}


def _outcome(linted: ModelReport) -> Any:
    (artifact,) = log(report(linted))["runs"][0]["artifacts"]
    return artifact.get("properties")


def test_a_file_says_its_verdict_where_it_runs_and_what_to_change() -> None:
    where = placement(limit=16)
    one_each, single = PartitionCount(1, 1), PartitionCount(1, 0)
    before = PlacementFigures(1, DeviceMacs(1_000_000, 1_000_000, 0), one_each, one_each)
    after = PlacementFigures(3, DeviceMacs(2_000_000, 0, 0), single, single)
    softmax = placed(1, "SOFTMAX", Device.CPU, direct=True)
    step = StepSummary((softmax,), ("artpec8/softmax/beta",), before, after)
    cut = CutSummary(softmax, 2, 1_000_000)
    cut_off = model_report(verdict=Verdict.FALLBACK, where=replace(where, steps=(step,), cut=cut))
    assert _outcome(cut_off) == {
        "verdict": "fallback",
        "summary": "The model runs; 2 of 3 operators fall back to the CPU; 50 % of the MACs run on "
        "the DLPU.",
        "placed": "1 of 3 operators (33.3 %) and 50 % of 2 M MACs on the DLPU, the rest on the "
        "CPU, 2 partitions (larod accepts at most 16).",
        "cut": "The DLPU partition ends before SOFTMAX #1; because of it, 2 of 3 operators and "
        "50 % of the MACs run on the CPU.",
        "change": [
            "With SOFTMAX #1 changed, 100 % of the MACs run on the DLPU (now 50 %), in 1 "
            "partition (now 2)."
        ],
    }


def test_a_preview_says_so() -> None:
    linted = model_report("a.onnx", where=replace(placement(), preview=True), foreign=True)
    assert (_outcome(linted)["preview"], _outcome(linted)["otherFormat"]) == (True, True)


def test_what_was_not_read_has_no_outcome() -> None:
    assert _outcome(unreadable()) is None


def test_an_operators_name_of_a_hundred_thousand_characters_is_cut() -> None:
    softmax = placed(1, "n" * 100_000, Device.CPU, direct=True)
    where = replace(placement(), cut=CutSummary(softmax, 2, 1_000_000))
    document = log(report(model_report(where=where)))
    assert schema_mistakes(document) == []
    assert len(document["runs"][0]["artifacts"][0]["properties"]["cut"]) == 1_024


def test_a_file_is_found_by_its_own_name_where_another_is_printed() -> None:
    linted = replace(
        model_report("\N{REPLACEMENT CHARACTER}.tflite", findings=[finding()]),
        raw_path="\udcff.tflite",
    )
    document = log(report(linted))
    assert uri_of(document["runs"][0]["results"][0]) == "%FF.tflite"
    assert github_mistakes(document) == []
