"""The ledger: a row per operator, whose sums are the figures of the report."""

import pytest

from dlpulint import lint
from dlpulint.basics.terms import Device
from dlpulint.basics.version import UNSTATED
from dlpulint.engine.judge import judge
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.applying import pack_for
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.report.estimate import latency_of
from dlpulint.report.latency import Latency
from dlpulint.report.ledger import WITH_LEDGER, LedgerRow
from dlpulint.report.ledger_rows import ledger_of
from dlpulint.report.summary import placement_summary
from tests.facts.families.networks import Network, mobilenet_v2
from tests.places import CORPUS, FIXTURES
from tests.test_measured_networks import classifier, per_tensor


def ledger(sketch: str, target: str = "artpec8") -> tuple[tuple[LedgerRow, ...], Latency]:
    pack = pack_for(load_pack(target, Folders()), UNSTATED)
    facts = Facts(model_from_sketch(sketch))
    judgement = judge(facts, pack)
    latency = latency_of(facts, judgement.placement, pack, judgement.verdict)
    assert latency is not None
    placement = placement_summary(judgement.placement, pack)
    return ledger_of(facts, placement, latency, pack), latency


def sums(rows: tuple[LedgerRow, ...]) -> tuple[float, float, float]:
    low, likely, high = (
        sum(getattr(row, name) or 0 for row in rows) for name in ("low_ms", "likely_ms", "high_ms")
    )
    return low, likely, high


@pytest.mark.parametrize("target", ["artpec7", "artpec8", "artpec9"])
def test_the_times_add_up_to_the_estimate(target: str) -> None:
    rows, latency = ledger(per_tensor(classifier(mobilenet_v2, Network())), target)
    assert sums(rows) == pytest.approx((latency.low, latency.likely, latency.high))


@pytest.mark.slow
@pytest.mark.skipif(CORPUS is None, reason="DLPULINT_MODELS names no corpus")
def test_the_sums_of_a_detector_with_its_tail_are_those_of_the_report() -> None:
    assert CORPUS is not None
    yolo = CORPUS / "axis" / "axis-model-zoo__yolov5n.tflite"
    [linted] = lint(yolo, ["artpec8"], outlined=True).reports
    latency, model = linted.latency, linted.model
    assert latency is not None
    assert model is not None
    assert len(linted.ledger) == model.operators
    assert sum(row.macs or 0 for row in linted.ledger) == model.macs
    assert sums(linted.ledger) == pytest.approx((latency.low, latency.likely, latency.high))
    tail = latency.part("tail")
    assert tail is not None
    logistic = [row for row in linted.ledger if row.op == "LOGISTIC"]
    assert {row.device for row in logistic} == {Device.CPU}
    assert all(row.likely_ms and row.switches == 1 for row in logistic)
    assert {row.because for row in logistic} == {("artpec8/logistic",)}


def test_only_reports_that_are_asked_for_it_have_a_ledger_without_times() -> None:
    model = FIXTURES / "mobilenet_int8_per_tensor.tflite"
    assert lint(model, "artpec8").reports[0].ledger == ()
    assert lint(model, "artpec8", outlined=True).reports[0].ledger == ()
    assert lint(model, "artpec8", outlined=WITH_LEDGER).reports[0].ledger != ()


def test_without_an_estimate_a_row_has_its_work_but_no_time() -> None:
    rows, latency = ledger(per_tensor(classifier(mobilenet_v2, Network(96))))
    assert latency.low is None
    assert {(row.low_ms, row.likely_ms, row.high_ms) for row in rows} == {(None, None, None)}
    first = rows[0]
    assert (first.op, first.macs) == ("CONV_2D", 48 * 48 * 32 * 27)
    assert (first.read_bytes, first.written_bytes) == (96 * 96 * 3, 48 * 48 * 32)
    assert first.constant_bytes == 32 * 27 + 4 * 32


CONV = """
input x: int8[1,8,8,4] scale=0.1 zp=3
conv y: int8[1,8,8,8] scale=0.1 zp=3 <- x, weights: int8[8,3,3,4] scale=0.01 zp=0 {stride=1}
"""
TWO_LAYERS = f"""{CONV}
conv z: int8[1,8,8,6] scale=0.1 zp=3 <- y, weights: int8[6,3,3,8] scale=0.01 zp=0 {{stride=1}}
conv w: int8[1,8,8,8] scale=0.1 zp=3 <- z, weights: int8[8,3,3,6] scale=0.01 zp=0 {{stride=1}}
output w
"""


def test_channels_that_do_not_fill_the_hardware_are_padded() -> None:
    rows, _ = ledger(TWO_LAYERS)
    # ARTPEC-8 computes six channels at once: 8 cost as much as 12. The last layer does not count.
    assert [row.padded_percent for row in rows] == [50.0, 0.0, 0.0]


def test_an_operator_that_only_changes_the_scale_requantizes() -> None:
    quantize = "quantize q: int8[1,8,8,8] scale=0.2 zp=3 <- y\noutput q"
    rows, _ = ledger(f"{CONV}{quantize}")
    assert [row.requantizes for row in rows] == [False, True]
    floats = quantize.replace("int8[1,8,8,8] scale=0.2 zp=3", "float32[1,8,8,8]")
    rows, _ = ledger(f"{CONV}{floats.replace('quantize', 'dequantize')}")
    assert [row.requantizes for row in rows] == [False, False]


def test_a_row_has_the_devices_and_the_switches_before_it() -> None:
    gate = "logistic g: int8[1,8,8,8] scale=0.00390625 zp=-128 <- y"
    last = "mul m: int8[1,8,8,8] scale=0.1 zp=3 <- y, g\noutput m"
    rows, _ = ledger(f"{CONV}{gate}\n{last}")
    assert [row.device for row in rows] == [Device.DLPU, Device.CPU, Device.DLPU]
    assert [row.switches for row in rows] == [0, 1, 1]
    assert [row.could_run_on for row in rows] == ["cpu", "", "cpu"]
    assert rows[1].because == ("artpec8/logistic",)


def test_where_the_whole_graph_runs_or_nothing_there_is_no_other_device() -> None:
    rows, _ = ledger(classifier(mobilenet_v2, Network(onnx=True)), "cv25")
    assert {row.could_run_on for row in rows} == {""}
