"""JUnit XML read by a library that others read it with."""

import tomllib
from pathlib import Path

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

from tests.expected import MODELS, TARGETS, fixture_files
from tests.places import ROOT
from tests.running import run


@pytest.mark.parametrize("gate", ["error", "warning", "never"])
def test_a_run_over_every_fixture_is_read_as_it_was_meant(gate: str, tmp_path: Path) -> None:
    models = [f"fixtures/{name}" for name in fixture_files()]
    file = tmp_path / "report.xml"
    run(*models, "-t", "all", "-q", "--fail-on", gate, "-f", f"junit={file}", cwd=ROOT)
    read = JUnitXml.fromfile(str(file))
    suites = list(read)
    assert [suite.name for suite in suites] == list(TARGETS)
    assert {suite.tests for suite in suites} == {len(models)}
    results: list[type] = []
    for suite in suites:
        of_suite = [type(case.result[0]) for case in suite if case.result]
        assert suite.failures == of_suite.count(Failure)
        assert suite.errors == of_suite.count(Error)
        assert suite.skipped == of_suite.count(Skipped)
        results += of_suite
    expected = [model["expect"] for model in tomllib.loads(MODELS.read_text("utf-8"))["model"]]
    damaged = sum("error" in one for expect in expected for one in expect.values())
    assert results.count(Error) == damaged
    assert (Failure in results) is (gate != "never")
    assert Skipped in results


@pytest.mark.parametrize("gate", ["error", "warning", "slow", "unknown", "never"])
@pytest.mark.parametrize("target", ["artpec8", "cv25", "all"])
@pytest.mark.parametrize("name", ["mobilenet_int8_per_channel.tflite", "resnet_opset17.onnx"])
def test_failures_agree_with_the_exit_code(
    name: str, target: str, gate: str, tmp_path: Path
) -> None:
    file = tmp_path / "report.xml"
    done = run(f"fixtures/{name}", "-t", target, "-q", "--fail-on", gate, "-f", f"junit={file}")
    assert done.returncode == int(JUnitXml.fromfile(str(file)).failures > 0)
