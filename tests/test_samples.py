"""The packs in docs/samples/: proved, and as docs/packs.md says that they come about."""

from pathlib import Path

import pytest

from dlpulint import lint
from dlpulint.basics.terms import Verdict
from dlpulint.packs.library import Folders
from dlpulint.proof.prove import check_pack
from tests.documented import File, steps_of
from tests.places import FIXTURES, ROOT

SAMPLES = ROOT / "docs" / "samples"


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.toml")), ids=lambda path: path.name)
def test_a_sample_pack_is_proved(path: Path) -> None:
    assert check_pack(path, Folders()) == []


def test_the_sample_is_what_the_walk_through_leads_to() -> None:
    steps = [step for step in steps_of(ROOT / "docs" / "packs.md") if isinstance(step, File)]
    written = "".join(step.text for step in steps if step.name == "packs/lobby.toml")
    schema, _, sample = (SAMPLES / "lobby.toml").read_text("utf-8").partition("\n")
    assert schema == "#:schema ../pack.schema.json"
    assert sample == written


def test_the_sample_answers_with_its_own_numbers() -> None:
    report = lint(FIXTURES / "silu_detector_int8.tflite", "lobby", rules=SAMPLES)
    (one,) = report.reports
    (first,) = [finding for finding in one.findings if finding.rule == "lobby/small-input"]
    assert first.message == "The input is 64 wide (1x64x64x3); heads need at least 320"
    assert one.verdict is Verdict.WRONG
    # Its own row has LOGISTIC on the DLPU, where ARTPEC-8 has none.
    on_artpec8 = lint(FIXTURES / "silu_detector_int8.tflite", "artpec8").reports[0]
    assert "artpec8/logistic" in {finding.rule for finding in on_artpec8.findings}
    assert not {"artpec8/logistic", "artpec8/silu-activation"} & {f.rule for f in one.findings}


def test_the_sample_adjusts_what_it_extends() -> None:
    report = lint(FIXTURES / "mobilenet_int8_per_channel.tflite", "lobby", rules=SAMPLES)
    levels = {finding.rule: finding.level.value for finding in report.reports[0].findings}
    assert levels["artpec8/per-channel-weights"] == "note"
