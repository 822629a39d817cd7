"""Several files in one run: versions, ranges of versions, shapes, and what the report states."""

from pathlib import Path

import pytest

from dlpulint.basics.errors import UsageError
from dlpulint.basics.version import UNSTATED, Version, Versions
from dlpulint.engine.many_files import Job, lint_jobs
from dlpulint.model.input_shapes import InputShape
from dlpulint.packs.pack import Pack
from dlpulint.report.report import ModelReport
from tests.pack_files import header, limit, load, row
from tests.places import FIXTURES

MODEL = str(FIXTURES / "mobilenet_int8_per_tensor.tflite")
ONNX = str(FIXTURES / "resnet_dynamic_axes.onnx")
OLD, NEW = (Versions(axis_os=Version((major, 0))) for major in (11, 12))
SINCE = limit("rank-limits", "params = { max = 3 }", 'since = { axis_os = "12" }', id="since")


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return load(tmp_path, header(), row("conv"), SINCE)


def job(pack: Pack, path: str = MODEL, **changed: object) -> Job:
    return Job(path=path, packs=(pack,), **changed)  # type: ignore[arg-type]


def test_versions_of_all_jobs_are_those_of_the_report(pack: Pack) -> None:
    report = lint_jobs([job(pack, versions=(NEW,)), job(pack, versions=(NEW,))])
    assert report.stated == NEW
    assert [each.stated for each in report.reports] == [(), ()]
    assert [each.notices for each in report.reports] == [(), ()]


def test_a_job_with_versions_of_its_own_states_them(pack: Pack) -> None:
    report = lint_jobs([job(pack, versions=(NEW,)), job(pack)])
    assert report.stated == UNSTATED
    first, second = report.reports
    assert (first.stated, second.stated) == ((NEW,), ())
    assert first.notices[0] == "For AXIS OS 12.0."
    assert second.notices == ()


def test_jobs_of_which_none_states_a_version_by_itself(pack: Pack) -> None:
    report = lint_jobs([job(pack, versions=(OLD, NEW))])
    assert report.stated == UNSTATED
    (only,) = report.reports
    assert only.stated == (OLD, NEW)
    assert only.notices[0] == "For AXIS OS 11.0, and for AXIS OS 12.0."


def since(report: ModelReport) -> list[str]:
    return [f.message for f in report.findings if f.rule == "mine/conv/since"]


def test_a_range_has_what_holds_at_one_end_only(pack: Pack) -> None:
    (old,) = lint_jobs([job(pack, versions=(OLD,))]).reports
    (new,) = lint_jobs([job(pack, versions=(NEW,))]).reports
    (both,) = lint_jobs([job(pack, versions=(OLD, NEW))]).reports
    assert since(old) == []
    (message,) = since(new)
    assert since(both) == [f"With AXIS OS 12.0: {message}"]


def test_a_range_in_which_nothing_changes_is_one_report(tmp_path: Path) -> None:
    pack = load(tmp_path, header(), row("conv"))
    reports = lint_jobs([job(pack, versions=(OLD, NEW)), job(pack)]).reports
    assert [len(each.findings) for each in reports] == [len(reports[1].findings)] * 2


def test_a_shape_that_no_model_has_an_input_for_is_refused(pack: Pack) -> None:
    shapes = (InputShape("nothing", (1, 3, 224, 224)),)
    with pytest.raises(UsageError, match="nothing"):
        lint_jobs([job(pack, ONNX, shapes=shapes)])


def test_of_a_file_that_cannot_be_read_the_reason_matters_more(pack: Pack, tmp_path: Path) -> None:
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"no model")
    shapes = (InputShape("nothing", (1, 3, 224, 224)),)
    jobs = [job(pack, ONNX, shapes=shapes), job(pack, str(broken), shapes=shapes)]
    first, second = lint_jobs(jobs).reports
    assert (first.error, second.error is None) == (None, False)


def test_a_shape_fills_in_what_an_onnx_file_leaves_open(pack: Pack) -> None:
    (open_,) = lint_jobs([job(pack, ONNX)]).reports
    assert open_.model is not None
    name = open_.model.inputs[0].name
    (fixed,) = lint_jobs([job(pack, ONNX, shapes=(InputShape(name, (1, 3, 64, 64)),))]).reports
    assert fixed.model is not None
    assert open_.model.inputs[0].shape != (1, 3, 64, 64)
    assert fixed.model.inputs[0].shape == (1, 3, 64, 64)
    assert fixed.model.macs != open_.model.macs


def test_files_are_announced_before_they_are_read_and_targets_that_nobody_asked_for_marked(
    pack: Pack,
) -> None:
    said: list[tuple[int, int, str]] = []
    jobs = [job(pack), job(pack, asked_for=False)]
    report = lint_jobs(jobs, on_progress=lambda *words: said.append(words))
    assert said == [(0, 2, MODEL), (1, 2, MODEL)]
    assert [each.asked_for for each in report.reports] == [True, False]
    assert [each.outline for each in report.reports] == [None, None]
    assert [(each.target, each.title) for each in report.targets] == [("mine", "My chip")]
