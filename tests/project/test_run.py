"""Runs with a config, as processes: what files are for, what is remarked on, what fails."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.places import FIXTURES
from tests.running import run, run_json

CLEAN = "resnet_int8_per_tensor.tflite"
SLOW = "mobilenet_int8_per_channel.tflite"
CUT = "attention_int8.tflite"
ONNX = "resnet_opset17.onnx"
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"

CONFIG = """
targets = ["artpec9"]
[[models]]
files = "a8/**"
cameras = ["Q1656-LE"]
axis-os = ["12.9", "12.11.72"]
[[models]]
files = "cv/*.onnx"
targets = ["cv25"]
"""


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    for name, folder in ((SLOW, "a8"), (CUT, "a8/deep"), (ONNX, "cv"), (CLEAN, "other")):
        (tmp_path / folder).mkdir(exist_ok=True)
        shutil.copy(FIXTURES / name, tmp_path / folder / name)
    (tmp_path / "dlpulint.toml").write_text(CONFIG, "utf-8")
    return tmp_path


def pairs(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["path"], one["target"]) for one in document["reports"]]


def said(stderr: bytes) -> list[str]:
    return stderr.decode("utf-8").splitlines()


def test_without_a_path_the_models_of_the_configs_folder_are_linted(fleet: Path) -> None:
    document = run_json(cwd=fleet)
    assert pairs(document) == [
        (f"a8/deep/{CUT}", "artpec8"),
        (f"a8/{SLOW}", "artpec8"),
        (f"cv/{ONNX}", "cv25"),
        (f"other/{CLEAN}", "artpec9"),
    ]
    assert document["remarks"] == [f"other/{CLEAN}: no [[models]] of dlpulint.toml names it"]


def test_targets_alone_are_for_all_models_of_the_folder(fleet: Path) -> None:
    (fleet / "dlpulint.toml").write_text('targets = ["artpec9"]', "utf-8")
    assert {target for _, target in pairs(run_json(cwd=fleet))} == {"artpec9"}
    assert len(pairs(run_json(cwd=fleet))) == 4


def test_paths_are_told_as_they_are_reached_from_here(fleet: Path) -> None:
    assert pairs(run_json(cwd=fleet / "cv"))[0] == (f"../a8/deep/{CUT}", "artpec8")


def test_a_file_that_no_group_names_is_linted_for_the_rest_and_remarked_on(fleet: Path) -> None:
    document = run_json(".", cwd=fleet)
    assert pairs(document)[-1] == (f"other/{CLEAN}", "artpec9")
    assert document["remarks"] == [f"other/{CLEAN}: no [[models]] of dlpulint.toml names it"]
    text = run("-f", "summary", ".", cwd=fleet).stdout.decode("utf-8")
    told = f"note other/{CLEAN}: no [[models]] of dlpulint.toml names it"
    assert " ".join(text.split()).endswith(told)


def test_a_file_without_any_target_is_not_linted_and_remarked_on(fleet: Path) -> None:
    (fleet / "dlpulint.toml").write_text(CONFIG.replace('targets = ["artpec9"]', "", 1), "utf-8")
    document = run_json(".", cwd=fleet)
    assert len(document["reports"]) == 3
    told = (
        f"other/{CLEAN}: no [[models]] of dlpulint.toml names it, and it is not linted: no targets"
    )
    assert document["remarks"] == [told]
    done = run("other", cwd=fleet)
    assert (done.returncode, said(done.stderr)) == (2, [f"dlpulint: {told}"])


def test_strict_makes_remarks_fail_the_run(fleet: Path) -> None:
    (fleet / "dlpulint.toml").write_text("strict = true\n" + CONFIG, "utf-8")
    done = run(".", cwd=fleet)
    assert done.returncode == 2
    assert said(done.stderr) == [
        f"dlpulint: strict: other/{CLEAN}: no [[models]] of dlpulint.toml names it"
    ]
    annotations = [
        line
        for line in said(run(".", "--format", "github", cwd=fleet).stdout)
        if line.startswith("::error")
    ]
    assert annotations == [
        f"::error title=The run fails (strict)::other/{CLEAN}: no [[models]] of dlpulint.toml "
        "names it"
    ]
    assert run("a8", cwd=fleet).returncode == 0


def test_a_target_of_the_command_line_settles_the_chip_of_a_file_that_no_group_names(
    fleet: Path,
) -> None:
    (fleet / "dlpulint.toml").write_text("strict = true\n" + CONFIG, "utf-8")
    assert run(f"other/{CLEAN}", cwd=fleet).returncode == 2
    done = run(f"other/{CLEAN}", "--target", "artpec9", cwd=fleet)
    assert (done.returncode, done.stderr) == (0, b"")
    assert run_json(f"other/{CLEAN}", "--target", "artpec9", cwd=fleet)["remarks"] == []


def test_both_ends_of_a_range_are_asked_about(fleet: Path) -> None:
    text = CONFIG.replace('cameras = ["Q1656-LE"]', 'targets = ["artpec9"]')
    (fleet / "dlpulint.toml").write_text(text, "utf-8")
    (one,) = run_json(f"a8/{SLOW}", cwd=fleet)["reports"]
    assert [versions["axis_os"] for versions in one["stated"]] == ["12.9", "12.11.72"]
    assert one["notices"][0] == "For AXIS OS 12.9, and for AXIS OS 12.11.72."
    (only,) = [found for found in one["findings"] if found["rule"] == "artpec9/residual-add"]
    assert only["message"].startswith(
        "With AXIS OS 12.11.72: Only a CONV_2D reads each of 2 residual ADD"
    )


def test_the_command_line_takes_a_range_too(fleet: Path) -> None:
    arguments = [f"a8/{SLOW}", "--isolated", "-t", "artpec9", "--axis-os", "12.9,12.11.72"]
    document = run_json(*arguments, cwd=fleet)
    assert document["stated"]["axis_os"] is None
    assert len(document["reports"][0]["stated"]) == 2


def test_the_command_line_goes_before_the_config(fleet: Path) -> None:
    assert pairs(run_json(f"cv/{ONNX}", "--camera", "M2048-LE", cwd=fleet)) == [
        (f"cv/{ONNX}", "cv75")
    ]


def test_isolated_uses_no_config_and_config_another_one(fleet: Path) -> None:
    done = run(f"cv/{ONNX}", "--isolated", "-f", "json", cwd=fleet)
    assert done.returncode == 2
    assert said(done.stderr)[0].startswith("dlpulint: no target: use `--target` with one of ")
    (fleet / "other" / "x.toml").write_text('targets = ["cv75"]', "utf-8")
    assert pairs(run_json(f"cv/{ONNX}", "--config", "other/x.toml", cwd=fleet)) == [
        (f"cv/{ONNX}", "cv75")
    ]
    for wrong, told in (
        (["--isolated", "--config", "x.toml"], "--config and --isolated contradict each other"),
        (["--config", "absent.toml"], "--config absent.toml: there is no such file"),
    ):
        assert said(run(*wrong, cwd=fleet).stderr) == [f"dlpulint: {told}"]


def test_a_pointer_is_skipped_where_the_project_wants_it(fleet: Path) -> None:
    (fleet / "cv" / "z.onnx").write_text(POINTER, "utf-8")
    assert run("cv", cwd=fleet).returncode == 2
    (fleet / "dlpulint.toml").write_text('on-lfs-pointer = "skip"\nstrict = true\n' + CONFIG)
    document = run_json("cv", cwd=fleet)
    assert pairs(document) == [(f"cv/{ONNX}", "cv25")]
    assert document["remarks"] == ["cv/z.onnx: a Git LFS pointer, skipped"]
    done = run("cv/z.onnx", cwd=fleet)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_pack_of_another_version_stops_the_run(fleet: Path) -> None:
    text = 'requires = ["artpec8 == 1999.1", "cv25 >= 1999.1", "cpu <= 1999.1"]\n' + CONFIG
    (fleet / "dlpulint.toml").write_text(text, "utf-8")
    done = run(cwd=fleet)
    assert done.returncode == 2
    first, second = said(done.stderr)
    assert first.startswith("dlpulint: dlpulint.toml: requires artpec8 == 1999.1: this is artpec8 ")
    assert second.startswith("dlpulint: dlpulint.toml: requires cpu <= 1999.1: this is cpu ")


def test_a_bound_fails_a_run_and_says_for_what(fleet: Path) -> None:
    done = run(f"a8/deep/{CUT}", "--fail-on", "partitions>4", cwd=fleet)
    assert done.returncode == 1
    assert said(done.stderr) == [f"dlpulint: a8/deep/{CUT} on artpec8: 5 partitions (partitions>4)"]
    assert run(f"a8/deep/{CUT}", "--fail-on", "partitions>5", cwd=fleet).returncode == 0


def test_an_ignored_finding_fails_nothing_and_stays(fleet: Path) -> None:
    assert run(f"a8/{SLOW}", "--fail-on", "slow", cwd=fleet).returncode == 1
    ignore = '[[ignore]]\nrule = "artpec8/per-channel-weights"\nreason = "Too lossy per tensor."\n'
    (fleet / "dlpulint.toml").write_text(CONFIG + ignore, "utf-8")
    assert run(f"a8/{SLOW}", "--fail-on", "slow", cwd=fleet).returncode == 0
    (one,) = run_json(f"a8/{SLOW}", cwd=fleet)["reports"]
    assert one["verdict"] == "slow"
    reasons = {found["rule"]: found["suppressed"] for found in one["findings"]}
    assert reasons["artpec8/per-channel-weights"] == "ignored: Too lossy per tensor."
    assert set(reasons.values()) == {None, "ignored: Too lossy per tensor."}


def test_levels_are_those_of_the_project(fleet: Path) -> None:
    levels = '[severity]\n"artpec8/per-channel-*" = "error"\n'
    (fleet / "dlpulint.toml").write_text(CONFIG + levels, "utf-8")
    assert run(f"a8/{SLOW}", cwd=fleet).returncode == 1


def test_a_test_on_a_camera_makes_unknown_clean_until_the_file_changes(fleet: Path) -> None:
    model = fleet / "other" / CLEAN
    digest = hashlib.sha256(model.read_bytes()).hexdigest()
    test = f"""
[[confirmed]]
sha256 = "{digest}"
target = "cv25"
camera = "M3085-V"
axis-os = "12.11.72"
date = 2026-11-20
by = "N. N."
"""
    (fleet / "dlpulint.toml").write_text('targets = ["cv25"]' + test, "utf-8")

    def verdict() -> tuple[str, int]:
        (one,) = run_json("other", cwd=fleet)["reports"]
        return one["verdict"], run("other", "--fail-on", "unknown", cwd=fleet).returncode

    assert verdict() == ("clean", 0)
    assert run_json(cwd=fleet)["remarks"] == []
    model.write_bytes(model.read_bytes() + b"\0")
    assert verdict() == ("unknown", 1)
    assert run_json("other", cwd=fleet)["remarks"] == []
    assert run_json(cwd=fleet)["remarks"] == [
        f"dlpulint.toml: confirmed[0]: no model of this project has the SHA-256 {digest[:12]}…; it "
        "was confirmed on M3085-V and is gone or another file now"
    ]


def test_rules_are_selected_on_the_command_line(fleet: Path) -> None:
    (one,) = run_json(f"a8/{SLOW}", "--ignore", "artpec8/per-channel-weights", cwd=fleet)["reports"]
    assert "artpec8/per-channel-weights" not in {found["rule"] for found in one["findings"]}
    (one,) = run_json(f"a8/{SLOW}", "--select", "artpec8/per-channel-weights", cwd=fleet)["reports"]
    assert {found["rule"] for found in one["findings"]} == {"artpec8/per-channel-weights"}
    done = run("--select", "artpec8/per-chanel-weights", cwd=fleet)
    assert said(done.stderr) == [
        "dlpulint: --select: no rule 'artpec8/per-chanel-weights'; did you mean "
        "'artpec8/per-channel-weights'?"
    ]


def test_all_targets_of_one_group_excuse_no_other_file(fleet: Path) -> None:
    (fleet / "dlpulint.toml").write_text(
        '[[models]]\nfiles = "a8/*"\ntargets = ["all"]\n'
        '[[models]]\nfiles = "cv/*"\ntargets = ["artpec8"]\n',
        "utf-8",
    )
    assert run("a8", "--fail-on", "error", cwd=fleet).returncode == 0
    assert run(cwd=fleet).returncode == 1


@pytest.mark.parametrize("arguments", [["--list-targets"], ["--explain", "common/attention"]])
def test_the_manual_answers_whatever_is_wrong_with_the_config(
    fleet: Path, arguments: list[str]
) -> None:
    (fleet / "dlpulint.toml").write_text('targets = ["x"]', "utf-8")
    assert run(*arguments, cwd=fleet).returncode == 0
    assert run("cv", cwd=fleet).returncode == 2


def test_what_holds_for_a_model_is_shown(fleet: Path) -> None:
    text = run("--show-config", f"cv/{ONNX}", cwd=fleet).stdout.decode("utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith("  targets ")]
    assert line.split() == ["targets", "cv25", "dlpulint.toml:", "models[1]"]


def test_a_config_in_a_folder_without_models_is_told(tmp_path: Path) -> None:
    (tmp_path / "dlpulint.toml").write_text('[[models]]\nfiles = "*.onnx"', "utf-8")
    assert said(run(cwd=tmp_path).stderr) == [
        "dlpulint: dlpulint.toml: no .tflite or .onnx file in its folder"
    ]


def test_fifty_models_for_four_chips_are_one_run(tmp_path: Path) -> None:
    chips = {"a7": (CLEAN, "Q1615 Mk III"), "a8": (SLOW, "P3265-LVE"), "a9": (CUT, "Q1728")}
    chips["cv"] = (ONNX, "M3085-V")
    text = ""
    for number in range(50):
        chip = list(chips)[number % 4]
        (tmp_path / chip).mkdir(exist_ok=True)
        model = FIXTURES / chips[chip][0]
        shutil.copy(model, tmp_path / chip / f"model{number:02}{model.suffix}")
    for chip, (_, camera) in chips.items():
        text += f'[[models]]\nfiles = "{chip}/**"\ncameras = ["{camera}"]\n'
    (tmp_path / "dlpulint.toml").write_text(text, "utf-8")
    done = run("-f", "summary", "-f", "summary=page.html", "-f", "json=out.json", cwd=tmp_path)
    assert done.returncode in (0, 1)
    document = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert len(document["reports"]) == 50
    assert {one["target"] for one in document["reports"]} == {
        "artpec7",
        "artpec8",
        "artpec9",
        "cv25",
    }
    assert max(map(len, done.stdout.decode("utf-8").splitlines())) <= 80
    assert (tmp_path / "page.html").read_text("utf-8").count("model49") == 1
