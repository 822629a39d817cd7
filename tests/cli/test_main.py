"""The command line in a process of its own: exit codes, outputs, errors of one line."""

import json
import os
import shutil
import sys
from pathlib import Path

import click
import pytest

from dlpulint.cli.main import command, main
from dlpulint.conversion.as_if import SCHEMES
from tests.places import FIXTURES, ROOT
from tests.running import run, run_in_terminal, run_json

GOOD = FIXTURES / "resnet_int8_per_tensor.tflite"
SLOW = FIXTURES / "mobilenet_int8_per_channel.tflite"
BAD = FIXTURES / "nchw_born_int8.tflite"
FLOAT = FIXTURES / "mobilenet_float32.tflite"
ONNX = FIXTURES / "resnet_opset17.onnx"
DAMAGED = FIXTURES / "damaged" / "truncated.tflite"


def errors(done_stderr: bytes) -> list[str]:
    return done_stderr.decode("utf-8").splitlines()


def test_a_clean_model_exits_with_0() -> None:
    assert run(GOOD, "--target", "artpec9").returncode == 0


def test_an_error_exits_with_1() -> None:
    assert run(BAD, "--target", "artpec8").returncode == 1


def test_a_warning_exits_with_0_until_it_is_asked_for() -> None:
    assert run(SLOW, "--target", "artpec8").returncode == 0
    assert run(SLOW, "--target", "artpec8", "--fail-on", "warning").returncode == 1
    assert run(SLOW, "--target", "artpec8", "--fail-on", "slow").returncode == 1
    assert run(SLOW, "--target", "artpec8", "--fail-on", "fallback").returncode == 0


def test_standard_error_names_the_gate_the_model_and_the_target(tmp_path: Path) -> None:
    done = run(SLOW, "--target", "artpec8", "--fail-on", "error,slow", "-q")
    (line,) = errors(done.stderr)
    assert line == f"dlpulint: {SLOW} on artpec8: Fails by artpec8/per-channel-weights (slow)"
    assert errors(run(SLOW, "--target", "artpec8", "--fail-on", "fallback", "-q").stderr) == []
    for number in range(22):
        shutil.copy(SLOW, tmp_path / f"{number}.tflite")
    done = run(tmp_path, "--target", "artpec8", "--fail-on", "slow", "-q")
    lines = errors(done.stderr)
    assert (done.returncode, len(lines)) == (1, 21)
    assert lines[-1] == "dlpulint: 2 more fail by findings; the report has them"


@pytest.mark.parametrize("gate", ["error", "warning", "slow", "fallback", "unknown", "never"])
def test_junit_agrees_with_the_exit_code(gate: str, tmp_path: Path) -> None:
    file = tmp_path / "report.xml"
    done = run(SLOW, "-t", "artpec8", "--fail-on", gate, "-q", "-f", f"junit={file}")
    assert f'failures="{done.returncode}"' in file.read_text("utf-8").splitlines()[1]


def test_a_file_for_another_target_fails_no_test_unless_it_was_meant(tmp_path: Path) -> None:
    file = tmp_path / "report.xml"
    run(ONNX, "-t", "all", "--fail-on", "error", "-q", "-f", f"junit={file}")
    assert file.read_text("utf-8").count("<skipped ") == 5
    run(ONNX, "-t", "artpec8", "--fail-on", "error", "-q", "-f", f"junit={file}")
    assert file.read_text("utf-8").count("<failure ") == 1


def test_an_open_question_fails_only_when_asked_for() -> None:
    model = FIXTURES / "mobilenet_int8_per_tensor.tflite"
    assert run(model, "--target", "artpec8", "--fail-on", "warning").returncode == 0
    assert run(model, "--target", "artpec8", "--fail-on", "unknown").returncode == 1


def test_fail_on_never_exits_with_0() -> None:
    assert run(BAD, "--target", "artpec8", "--fail-on", "never").returncode == 0


def test_exit_zero_turns_1_into_0_and_leaves_2() -> None:
    assert run(BAD, "--target", "artpec8", "--exit-zero").returncode == 0
    assert run(DAMAGED, "--target", "artpec8", "--exit-zero").returncode == 2


def test_a_damaged_model_hides_no_other_and_exits_with_2() -> None:
    done = run(DAMAGED, BAD, "--target", "artpec8", "--format", "json")
    reports = json.loads(done.stdout)["reports"]
    assert done.returncode == 2
    assert [one["error"] is None for one in reports] == [False, True]
    assert reports[1]["verdict"] == "wrong"
    assert errors(done.stderr) == [
        f"dlpulint: {DAMAGED.as_posix()}: damaged or truncated TFLite file (a table runs out of it)"
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            [],
            "no model: name a .tflite or .onnx file, a folder, or - (see --help); or set "
            "`targets` or [[models]] in dlpulint.toml",
        ),
        (
            [str(GOOD), "-f", "json"],
            "no target: use `--target` with one of artpec7, artpec8, artpec9, artpec9-cpu, cpu, "
            "cv25, cv75, or `targets` in dlpulint.toml",
        ),
        ([str(GOOD), "--target", "artpec6"], "no target 'artpec6'; did you mean 'artpec9'?"),
        (["absent.tflite", "--target", "cv25"], "absent.tflite: there is no such file or folder"),
        (["absent*.onnx", "--target", "cv25"], "absent*.onnx: nothing matches"),
        (["docs", "--target", "cv25"], "docs: no .tflite or .onnx file in this folder"),
        (
            [str(GOOD), "--target", "cv25", "--format", "jason"],
            "--format jason: no format 'jason'; did you mean 'json'?",
        ),
        (
            [str(GOOD), "--target", "cv25", "--format", "json="],
            "--format json=: no file after the =",
        ),
        (
            [str(GOOD), "--target", "cv25", "--format", "json", "--format", "text"],
            "json and text cannot both go to standard output: name files",
        ),
        (
            [str(GOOD), "--target", "cv25", "--fail-on", "warnings"],
            "--fail-on warnings: no gate 'warnings'; did you mean 'warning'?",
        ),
        (["--explain", "artpec8/per-chanel-weights"], None),
        (["--rules", "nowhere", "--list-rules"], "--rules nowhere: there is no such folder"),
        ([str(GOOD), "--no-such-option"], None),
    ],
)
def test_a_usage_error_is_one_line_and_exits_with_2(
    arguments: list[str], message: str | None
) -> None:
    done = run(*arguments)
    lines = errors(done.stderr)
    assert done.returncode == 2
    assert done.stdout == b""
    assert len(lines) == 1
    if message is not None:
        assert lines == [f"dlpulint: {message}"]


def test_an_unknown_rule_is_told_with_the_nearest_one() -> None:
    done = run("--explain", "artpec8/per-chanel-weights")
    assert errors(done.stderr) == [
        "dlpulint: no rule 'artpec8/per-chanel-weights'; "
        "did you mean 'artpec8/per-channel-weights'?"
    ]


def test_several_formats_are_written_by_one_run(tmp_path: Path) -> None:
    done = run(
        GOOD,
        "--target",
        "artpec8,cv25",
        "--format",
        "text",
        "--format",
        f"json={tmp_path / 'out.json'}",
        "--format",
        f"sarif={tmp_path / 'out.sarif'}",
        "--format",
        f"html={tmp_path / 'out.html'}",
    )
    assert done.returncode == 0
    assert b"artpec8" in done.stdout
    assert len(json.loads((tmp_path / "out.json").read_text("utf-8"))["reports"]) == 2
    assert len(json.loads((tmp_path / "out.sarif").read_text("utf-8"))["runs"]) == 2
    assert "<html" in (tmp_path / "out.html").read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.html", "out.json", "out.sarif"]


def test_output_names_the_file_of_the_only_format(tmp_path: Path) -> None:
    done = run(GOOD, "-t", "artpec9", "-f", "json", "-o", tmp_path / "out.json")
    assert done.stdout == b""
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))["schema_version"] == 1


def test_a_file_that_cannot_be_written_leaves_the_old_one_and_exits_with_2(tmp_path: Path) -> None:
    done = run(GOOD, "-t", "artpec9", "-f", "json", "-o", tmp_path / "absent" / "out.json")
    assert done.returncode == 2
    assert errors(done.stderr) == [
        f"dlpulint: {tmp_path / 'absent' / 'out.json'}: cannot be written: "
        "No such file or directory"
    ]
    assert list(tmp_path.iterdir()) == []


def test_standard_input_is_read_as_a_dash() -> None:
    done = run("-", "--target", "artpec9", "--format", "json", stdin=GOOD.read_bytes())
    (one,) = json.loads(done.stdout)["reports"]
    assert (one["path"], one["format"], one["verdict"]) == ("-", "tflite", "clean")


def test_empty_standard_input_is_told() -> None:
    done = run("-", "--target", "artpec9", stdin=b"")
    assert done.returncode == 2
    assert errors(done.stderr) == ["dlpulint: -: empty file"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such file names")
@pytest.mark.parametrize("name", [b"\x1b[2J.tflite", b"\xff\xfe.tflite", b"a\nb.tflite"])
def test_a_hostile_file_name_is_made_printable(name: bytes, tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(name)
    shutil.copy(DAMAGED, file)
    out = tmp_path / "out.json"
    done = run(file, "--target", "artpec9", "--format", "text", "--format", f"json={out}")
    assert done.returncode == 2
    assert b"\x1b" not in done.stdout + done.stderr
    assert len(errors(done.stderr)) == 1
    (one,) = json.loads(out.read_text("utf-8"))["reports"]
    assert one["path"].isprintable()
    assert "\\" in one["path"]


def test_a_folder_is_walked_in_sorted_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b/two.tflite", "a/one.tflite", ".hidden/three.tflite", "b/.four.tflite"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(GOOD, tmp_path / name)
    (tmp_path / "a" / "notes.txt").write_text("not a model")
    document = run_json(".", "--target", "artpec9", cwd=tmp_path)
    assert [one["path"] for one in document["reports"]] == ["a/one.tflite", "b/two.tflite"]


def test_a_file_named_twice_is_linted_once(tmp_path: Path) -> None:
    shutil.copy(GOOD, tmp_path / "one.tflite")
    document = run_json("one.tflite", ".", "*.tflite", "--target", "artpec9", cwd=tmp_path)
    assert [one["path"] for one in document["reports"]] == ["one.tflite"]


def test_all_targets_leave_files_of_another_format_out_of_the_gate() -> None:
    alone = run(FIXTURES / "resnet_opset17.onnx", "--target", "artpec8")
    every = run(FIXTURES / "resnet_opset17.onnx", "--target", "all")
    assert (alone.returncode, every.returncode) == (1, 0)
    assert b"convert" in every.stdout


def test_colour_is_for_terminals_only() -> None:
    assert b"\x1b" not in run(SLOW, "--target", "artpec8").stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_gets_colour_unless_it_is_refused(
    environment: dict[str, str], coloured: bool
) -> None:
    printed = run_in_terminal(SLOW, "--target", "artpec8", **environment)
    assert (b"\x1b[" in printed) is coloured
    assert b"artpec8/per-channel-weights" in printed


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
@pytest.mark.parametrize(("term", "linked"), [("xterm", False), ("xterm-kitty", True)])
def test_a_terminal_that_can_gets_links(term: str, linked: bool) -> None:
    printed = run_in_terminal(SLOW, "--target", "artpec8", TERM=term)
    assert (b"\x1b]8;;https://developer.axis.com/" in printed) is linked


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_the_report_is_as_wide_as_the_terminal() -> None:
    printed = run_in_terminal(SLOW, "--target", "artpec8", NO_COLOR="1", COLUMNS="60")
    assert 55 <= max(map(len, printed.decode("utf-8").splitlines())) <= 60


def test_a_summary_is_text_or_what_its_file_is_named(tmp_path: Path) -> None:
    files = [tmp_path / f"summary.{suffix}" for suffix in ("csv", "HTML", "txt")]
    formats = [part for file in files for part in ("--format", f"summary={file}")]
    done = run(SLOW, GOOD, "--target", "artpec8,artpec9", "--format", "summary", *formats)
    assert done.returncode == 0
    as_csv, as_html, as_text = (file.read_bytes() for file in files)
    assert as_csv.startswith(b"path,target,verdict,")
    assert as_csv.count(b"\r\n") == 5
    assert as_html.startswith(b"<!DOCTYPE html>")
    assert done.stdout == as_text
    assert as_text.startswith(b"2 models, 2 targets: ")


def test_quiet_prints_no_summary() -> None:
    assert run(SLOW, "--target", "artpec8", "--format", "summary", "--quiet").stdout == b""


def test_links_are_never_written_into_files(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    run(SLOW, "--target", "artpec8", "--output", file, FORCE_HYPERLINK="1")
    assert b"\x1b" not in file.read_bytes()


def test_a_pipe_that_closes_early_gives_no_traceback() -> None:
    import subprocess

    process = subprocess.Popen(
        [sys.executable, "-m", "dlpulint", str(SLOW), "-t", "artpec8", "-f", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    complaints = process.stderr.read()
    process.stderr.close()
    process.wait()
    assert b"Traceback" not in complaints


def test_a_pack_of_ones_own_extends_and_adjusts(tmp_path: Path) -> None:
    pack = _pack_of_the_manual()
    (tmp_path / "lobby.toml").write_text(pack, "utf-8")
    checked = run("--check-pack", tmp_path / "lobby.toml")
    assert checked.stderr == b""
    assert checked.returncode == 0
    document = run_json(SLOW, "--target", "lobby", "--rules", tmp_path)
    (one,) = document["reports"]
    levels = {finding["rule"]: finding["level"] for finding in one["findings"]}
    assert levels["artpec8/per-channel-weights"] == "note"
    assert levels["lobby/small-input"] == "error"
    assert one["verdict"] == "wrong"


def _pack_of_the_manual() -> str:
    """The pack that docs/packs.md leads to, which users copy."""
    return (ROOT / "docs" / "samples" / "lobby.toml").read_text("utf-8")


def test_mistakes_of_a_pack_are_told_together(tmp_path: Path) -> None:
    pack = _pack_of_the_manual().replace('"input-dimension-limits"', '"input-dimension-limit"')
    pack = pack.replace('effect = "advice"', 'effect = "advise"')
    (tmp_path / "lobby.toml").write_text(pack, "utf-8")
    done = run("--check-pack", tmp_path / "lobby.toml")
    file = tmp_path / "lobby.toml"
    assert done.returncode == 2
    assert errors(done.stderr) == [
        f"dlpulint: {file}: adjust artpec8/per-channel-weights.effect: expected one of "
        "'rejected', 'wrong', 'fallback', 'slow', 'advice', found 'advise'; did you mean 'advice'?",
    ]


def test_an_example_that_proves_nothing_is_a_mistake(tmp_path: Path) -> None:
    pack = _pack_of_the_manual().replace("uint8[1,160,160,3]", "uint8[1,640,640,3]")
    (tmp_path / "lobby.toml").write_text(pack, "utf-8")
    done = run("--check-pack", tmp_path / "lobby.toml")
    assert done.returncode == 2
    assert errors(done.stderr) == [
        f"dlpulint: {tmp_path / 'lobby.toml'}: rule lobby/small-input: examples.bad: "
        "the bad example does not prove it: nothing is objected to"
    ]


def test_the_same_tree_in_another_place_gives_the_same_bytes(tmp_path: Path) -> None:
    outputs = []
    for place in ("one", "two"):
        (tmp_path / place / "models").mkdir(parents=True)
        shutil.copy(SLOW, tmp_path / place / "models" / "slow.tflite")
        outputs.append(run("models", "-t", "artpec8", "-f", "json", cwd=tmp_path / place).stdout)
    assert outputs[0] == outputs[1]


def test_paths_are_posix_and_as_reached_from_here(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    shutil.copy(GOOD, tmp_path / "models" / "good.tflite")
    inside = run_json("../models", "--target", "artpec9", cwd=_made(tmp_path / "elsewhere"))
    absolute = run_json(tmp_path / "models", "--target", "artpec9")
    assert [one["path"] for one in inside["reports"]] == ["../models/good.tflite"]
    assert [one["path"] for one in absolute["reports"]] == [
        (tmp_path / "models" / "good.tflite").as_posix()
    ]


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_lists_name_every_target_and_rule() -> None:
    targets = run("--list-targets").stdout.decode("utf-8")
    assert [line.split()[0] for line in targets.splitlines() if line[:1] not in ("", " ")][:7] == [
        "artpec7",
        "artpec8",
        "artpec9",
        "artpec9-cpu",
        "cpu",
        "cv25",
        "cv75",
    ]
    rules = run("--list-rules").stdout.decode("utf-8")
    assert "warning  artpec8/per-channel-weights" in rules
    assert "error    cv25/interleaved-input" in rules


def test_the_table_of_a_target_is_printed() -> None:
    text = run("--show-target", "artpec9").stdout.decode("utf-8")
    assert text.startswith("artpec9: Axis ARTPEC-9 DLPU\n")
    assert "    kernel: kernel height and kernel width 1, 2, 3, 5, 7 or 9\n" in text


def test_a_table_of_an_unknown_target_is_a_usage_error() -> None:
    done = run("--show-target", "artpec10")
    assert done.returncode == 2
    assert errors(done.stderr) == ["dlpulint: no target 'artpec10'; did you mean 'artpec9'?"]


def test_a_limit_that_nothing_proves_is_a_mistake(tmp_path: Path) -> None:
    pack = (
        _pack_of_the_manual()
        + """
[[operator]]
kind = "sign"
source = "lab"
evidence = "measured"
[[operator.limit]]
check = "attribute-limits"
params = { beta = [1] }
message = "{subject} has a beta of {beta}"
fix = "Leave beta at 1."
"""
    )
    (tmp_path / "lobby.toml").write_text(pack, "utf-8")
    done = run("--check-pack", tmp_path / "lobby.toml")
    assert done.returncode == 2
    assert errors(done.stderr)[0].startswith(
        f"dlpulint: {tmp_path / 'lobby.toml'}: row lobby/sign: the target accepts no model of it: "
        "lobby/sign/attribute-limits cannot tell: its beta is not in the file."
    )


def test_explain_tells_source_cure_and_both_examples() -> None:
    text = run("--explain", "artpec8/per-channel-weights").stdout.decode("utf-8")
    for word in ("Why:", "\nCure", "Source:", "Bad:", "Good:", "per-channel(0)"):
        assert word in text


def test_a_what_if_is_asked_for_by_scheme() -> None:
    done = run(FIXTURES / "mobilenet_float32.tflite", "-t", "artpec7", "--as-if", "int8-per-tensor")
    assert done.returncode == 0
    assert done.stdout.startswith(b"Checked as if float models were quantized")
    done = run(FIXTURES / "mobilenet_float32.tflite", "-t", "artpec7")
    assert done.returncode == 1


def test_the_schemes_are_those_that_there_are() -> None:
    (option,) = [one for one in command.params if one.name == "as_if"]
    assert isinstance(option.type, click.Choice)
    assert tuple(option.type.choices) == SCHEMES
    done = run(FIXTURES / "mobilenet_float32.tflite", "-t", "artpec7", "--as-if", "int4")
    assert (done.returncode, len(errors(done.stderr))) == (2, 1)


def test_versions_that_are_stated_choose_the_rules() -> None:
    hybrid = FIXTURES / "mobilenet_dynamic_range.tflite"

    def rules(*stated: str) -> set[str]:
        document = run_json(str(hybrid), "--target", "artpec9", *stated)
        return {finding["rule"] for finding in document["reports"][0]["findings"]}

    assert "tflite/newer-runtime" in rules()
    assert {"tflite/newer-runtime", "tflite/runtime-too-old"} & rules("--runtime", "2.4") == set()
    assert "tflite/runtime-too-old" in rules("--runtime", "2.3.1")
    assert "tflite/runtime-too-old" in rules("--axis-os", "10.6.1")
    assert "tflite/newer-runtime" in rules("--axis-os", "12.11.72")


def test_versions_that_are_stated_are_told_in_the_report() -> None:
    stated = ["--axis-os", "12.11.72", "--edgetpu-runtime", "13"]
    document = run_json(str(GOOD), "--target", "artpec7", *stated)
    assert document["stated"] == {
        "axis_os": "12.11.72",
        "runtime": None,
        "edgetpu_runtime": "13",
        "compiler": None,
    }
    done = run(GOOD, "--target", "artpec7", *stated)
    first = done.stdout.decode("utf-8").splitlines()[0]
    assert first == "For AXIS OS 12.11.72 and Edge TPU runtime 13:"


def test_the_residual_note_is_told_for_the_releases_that_it_is_about() -> None:
    def told(*stated: str) -> list[str]:
        document = run_json(str(SLOW), "--target", "artpec9", *stated)
        return [
            finding["message"]
            for finding in document["reports"][0]["findings"]
            if finding["rule"] == "artpec9/residual-add"
        ]

    assert told() == told("--axis-os", "12.9.1") == told("--axis-os", "12.11.78") == []
    assert len(told("--axis-os", "12.11.77")) == 1


def test_a_mistake_of_ours_is_one_line_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fall(*_: object, **__: object) -> None:
        raise RuntimeError("two\nlines")

    monkeypatch.setattr("dlpulint.report.contract.write", fall)
    monkeypatch.setattr("gc.freeze", lambda: None)
    monkeypatch.setattr("gc.set_threshold", lambda _: None)
    with pytest.raises(SystemExit) as ended:
        main([str(GOOD), "--target", "artpec9", "--format", "json"])
    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        "dlpulint: internal error, please report it (DLPULINT_DEBUG=1 shows the traceback): "
        "RuntimeError: two�lines\n"
    )


def test_a_camera_alone_is_named_with_its_chip(tmp_path: Path) -> None:
    done = run("--camera", "p3285-lve", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("utf-8").splitlines()[:2] == [
        "p3285-lve: ARTPEC-9",
        "  target  artpec9",
    ]


def test_a_camera_alone_is_named_in_a_project_too(tmp_path: Path) -> None:
    shutil.copy(GOOD, tmp_path)
    (tmp_path / "dlpulint.toml").write_text('targets = ["cpu"]\n', "utf-8")
    done = run("--camera", "Q1728-LE", cwd=tmp_path)
    assert (done.returncode, done.stdout[:20]) == (0, b"Q1728-LE: ARTPEC-9\n ")
    (report,) = run_json(".", "--camera", "Q1728-LE", cwd=tmp_path)["reports"]
    assert report["target"] == "artpec9"
    # What asks for a run is one.
    done = run("--camera", "Q1728-LE", "--write-baseline", "b.json", cwd=tmp_path)
    assert (done.returncode, (tmp_path / "b.json").is_file()) == (0, True)


def test_a_camera_with_a_model_is_its_target() -> None:
    (report,) = run_json(GOOD, "--camera", "Q1728-LE")["reports"]
    assert report["target"] == "artpec9"


def test_a_target_is_known_by_alias_and_in_any_case() -> None:
    (report,) = run_json(GOOD, "--target", "ARTPEC-8,a8")["reports"]
    assert report["target"] == "artpec8"
    assert run("--show-target", "cvflow").stdout.startswith(b"cv25: ")


def test_cameras_are_listed_for_a_target() -> None:
    assert run("--list-cameras", "-t", "cv75").stdout.startswith(b"cv75: CV75 (1)\n    M2048-LE\n")
