"""Reports as bytes: what is read back is what was written, to the type of each number."""

import zlib
from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from dlpulint import lint
from dlpulint.findings.finding import Location
from dlpulint.report.packed import packed, unpacked
from dlpulint.report.report import ModelReport
from tests.places import CORPUS, FIXTURES

MODELS = (
    "mobilenet_int8_per_channel.tflite",
    "silu_detector_int8.tflite",
    "edgetpu_compiled.tflite",
    "hostile_names.tflite",
    "vit_opset17.onnx",
    "damaged/truncated.tflite",
)


def reports_on(paths: Iterable[Path]) -> Iterable[tuple[ModelReport, ...]]:
    for path in paths:
        yield lint(path, "all", outlined=True).reports


def lossless(reports: tuple[ModelReport, ...]) -> None:
    """Fails unless the reports come back, with 1.0 as 1.0 and True as True."""
    data = packed(reports)
    assert data is not None
    found = unpacked(data)
    assert found == reports
    assert zlib.decompress(packed(found) or b"") == zlib.decompress(data)
    assert repr(found) == repr(reports)


@pytest.mark.parametrize("name", MODELS)
def test_they_come_back_as_they_were(name: str) -> None:
    lossless(lint(FIXTURES / name, "all", outlined=True).reports)


@pytest.mark.slow
def test_reports_on_every_model_come_back_as_they_were() -> None:
    folders = [FIXTURES, *([] if CORPUS is None else [CORPUS])]
    files = [f for folder in folders for f in folder.rglob("*") if f.suffix in (".tflite", ".onnx")]
    assert len(files) > 500
    for reports in reports_on(sorted(files)):
        lossless(reports)


def test_every_field_of_a_report_comes_back() -> None:
    (report,) = lint(FIXTURES / MODELS[0], "artpec8", outlined=True).reports
    odd = replace(
        report,
        asked_for=False,
        raw_path="a\x1b.tflite",
        notices=("one", "two"),
        error="no reason",
    )
    lossless((odd,))


def test_numbers_keep_their_types() -> None:
    (report,) = lint(FIXTURES / MODELS[0], "artpec8").reports
    values = {"a": True, "b": 1, "c": 1.0, "d": -0.0, "e": float("inf"), "f": "1", "g": 2**63}
    location = Location(0, None, None, None, None, (), values)
    finding = replace(report.findings[0], locations=(location,))
    (found,) = unpacked(packed([replace(report, findings=(finding,))]) or b"") or ()
    assert repr(found.findings[0].locations[0].values) == repr(values)


def test_reports_that_share_a_graph_share_it_afterwards() -> None:
    targets = ("artpec7", "artpec8", "cv25")
    reports = lint(FIXTURES / "vit_opset17.onnx", targets, outlined=True).reports
    seven, eight, cv25 = unpacked(packed(reports) or b"") or ()
    assert seven.outline is not None
    assert (seven.outline is eight.outline) is (reports[0].outline is reports[1].outline)
    assert (seven.outline is cv25.outline) is (reports[0].outline is reports[2].outline)
    assert len({id(report.outline) for report in reports}) == 2


def test_what_messagepack_cannot_hold_is_not_packed() -> None:
    (report,) = lint(FIXTURES / MODELS[0], "artpec8").reports
    assert report.model is not None
    assert packed([replace(report, model=replace(report.model, macs=2**64))]) is None
    assert packed([replace(report, raw_path="\udcff.tflite")]) is None


def test_other_bytes_are_no_reports() -> None:
    (report,) = lint(FIXTURES / MODELS[0], "artpec8").reports
    data = packed([report]) or b""
    for place in range(0, len(data), 7):
        assert unpacked(data[:place]) is None
    for strange in (b"", b"x", zlib.compress(b""), zlib.compress(b"\xc1"), b"\x80\x04N."):
        assert unpacked(strange) is None
    for value in (None, [], [[], []], [[[1]], [], [0]], [[[]], [], [None]], [[], [], [0]]):
        assert unpacked(zlib.compress(msgspec.msgpack.encode(value))) is None


def test_bytes_that_swell_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dlpulint.report.packed._LONGEST", 1 << 16)
    assert unpacked(zlib.compress(bytes(1 << 20))) is None
    (report,) = lint(FIXTURES / MODELS[0], "artpec8").reports
    assert packed([replace(report, notices=("x" * (1 << 17),))]) is None
