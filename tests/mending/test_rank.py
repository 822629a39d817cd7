"""Which of two reports is better."""

from itertools import pairwise

from msgspec.structs import replace

from dlpulint.basics.terms import Verdict
from dlpulint.mending.rank import rank_of
from dlpulint.mending.search import report_on
from dlpulint.packs.library import Folders
from dlpulint.packs.shelf import load_packs
from dlpulint.report.report import ModelReport
from tests.places import FIXTURES


def report(name: str, target: str) -> ModelReport:
    (pack,) = load_packs([target], Folders())
    return report_on((FIXTURES / f"{name}.tflite").read_bytes(), pack)


def test_the_verdict_counts_first() -> None:
    one = report("silu_detector_int8", "artpec8")
    ranks = [rank_of(replace(one, verdict=verdict)) for verdict in Verdict]
    assert all(worse < better for worse, better in pairwise(ranks))


def test_fewer_operators_on_the_cpu_are_better() -> None:
    one = report("silu_detector_int8", "artpec8")
    assert one.placement is not None
    operators = one.placement.operators
    on_cpu = [operator for operator in operators if operator.device.value == "cpu"]
    fewer = [operator for operator in operators if operator is not on_cpu[0]]
    better = replace(one, placement=replace(one.placement, operators=tuple(fewer)))
    assert rank_of(better) > rank_of(one)


def test_fewer_operators_are_no_gain_where_nothing_runs_on_the_dlpu() -> None:
    one = report("mobilenet_dynamic_range", "artpec8")
    assert one.placement is not None
    fewer = replace(one, placement=replace(one.placement, operators=one.placement.operators[:3]))
    assert rank_of(fewer) == rank_of(one)


def test_a_report_without_placement_has_a_rank() -> None:
    one = replace(report("silu_detector_int8", "artpec8"), placement=None)
    assert rank_of(one)[1:] == (0, 0, 0.0, 0)
