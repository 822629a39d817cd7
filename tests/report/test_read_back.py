"""Reports read back from JSON: what pages show of them is what they showed before."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Verdict
from dlpulint.packs.library import Folders
from dlpulint.packs.pack import Pack
from dlpulint.packs.shelf import Shelf
from dlpulint.project.config.config import Project
from dlpulint.project.config.settings import Settings
from dlpulint.project.run import run
from dlpulint.report.contract import WrittenRun, read_run, written
from dlpulint.report.contract import write as as_json
from dlpulint.report.read_back import report_of
from dlpulint.report.report import Report
from dlpulint.reporters.html.page import write as as_page
from tests.places import FIXTURES
from tests.reporters.samples import model_report, report

SHELF = Shelf(Folders())
MODELS = (
    "mobilenet_int8_per_channel.tflite",
    "nchw_born_int8.tflite",
    "resnet_opset17.onnx",
    "mobilenet_float32.tflite",
    "silu_detector_int8.tflite",
    "damaged/truncated.tflite",
)


def linted(*models: str) -> Report:
    paths = [f"{FIXTURES.name}/{model}" for model in models]
    wanted = Settings(place="the test", targets=("artpec7", "artpec8", "cv25", "cpu"))
    return run(paths, Project(None, SHELF), wanted).report


def read_back(of: Report) -> Report:
    return report_of(read_run(as_json(of).encode("utf-8"), "report.json"), SHELF.pack)


@pytest.mark.parametrize("model", MODELS)
def test_a_page_of_it_is_the_page_of_the_run(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(FIXTURES).parent)
    before = linted(model)
    assert as_page(read_back(before)) == as_page(before)


def test_it_is_written_as_it_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(FIXTURES).parent)
    before = linted(*MODELS)
    after = read_back(before)
    assert written(after).reports == written(before).reports
    assert (after.stated, after.remarks) == (before.stated, before.remarks)


def test_without_its_pack_a_target_has_its_name_only() -> None:
    foreign = model_report(target="gone", verdict=Verdict.CONVERT)
    run: WrittenRun = written(report(model_report(target="gone"), foreign))

    def none(_name: str) -> Pack | None:
        return None

    back = report_of(run, none)
    first, second = back.reports
    assert (first.target_title, first.device, first.backend) == ("gone", "", "DLPU")
    assert (first.foreign, second.foreign) == (False, True)
    assert [(one.target, one.title, one.about) for one in back.targets] == [("gone", "gone", ())]


def test_a_cut_at_an_operator_that_is_not_listed_is_left_out() -> None:
    run = written(linted("mobilenet_int8_per_channel.tflite"))
    cut = [one for one in run.reports if one.placement is not None]
    placement = cut[0].placement
    assert placement is not None
    bare = replace(cut[0], placement=replace(placement, operators=()))
    back = report_of(replace(run, reports=(bare,)), SHELF.pack).reports[0].placement
    assert back is not None
    assert back.cut is None
    assert all(step.operators == () for step in back.steps)
