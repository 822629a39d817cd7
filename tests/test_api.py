"""What a Python user calls: what it takes, what it costs to import, and what docs/api.md shows."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dlpulint
from dlpulint import DlpulintError, Report, lint, stated_versions
from dlpulint.basics.terms import Verdict
from tests.documented import Block, File, Printed, blocks_of, give_models, steps_of
from tests.places import FIXTURES, ROOT

GOOD = FIXTURES / "resnet_int8_per_tensor.tflite"
PAGE = ROOT / "docs" / "api.md"


def test_one_path_or_several_one_target_or_several() -> None:
    alone = lint(str(GOOD), "artpec9")
    assert isinstance(alone, Report)
    assert (
        alone
        == lint(GOOD, ["artpec9"])
        == lint([GOOD], ("artpec9",))
        == lint([str(GOOD)], "artpec9")
    )
    assert [one.target for one in lint(GOOD, ["artpec9", "cv25"]).reports] == ["artpec9", "cv25"]
    assert len(lint(GOOD, "all").reports) == 7


def test_bytes_of_a_model_are_linted_as_the_file_is() -> None:
    (file,) = lint(GOOD, "artpec9").reports
    (content,) = lint(GOOD.read_bytes(), "artpec9").reports
    assert (content.path, content.verdict) == ("-", Verdict.CLEAN)
    assert (content.model, content.findings) == (file.model, file.findings)


def test_empty_bytes_are_a_model_that_cannot_be_read() -> None:
    (one,) = lint(b"", "artpec9").reports
    assert one.error == "empty file"


def test_a_folder_of_packs_may_be_one_path_or_several() -> None:
    folder = ROOT / "docs" / "samples"
    assert lint(GOOD, "lobby", rules=folder) == lint(GOOD, "lobby", rules=[str(folder)])


@pytest.mark.parametrize(("model", "target"), [("absent.tflite", "artpec8"), (GOOD, "artpec6")])
def test_what_is_not_there_is_an_error_of_ours(model: Path | str, target: str) -> None:
    with pytest.raises(DlpulintError):
        lint(model, target)


def test_versions_are_stated_as_text() -> None:
    report = lint(GOOD, "artpec9", versions=stated_versions(axis_os="12.11.72"))
    assert str(report.stated) == "AXIS OS 12.11.72"


def test_the_package_has_what_it_says() -> None:
    assert all(getattr(dlpulint, name) is not None for name in dlpulint.__all__)
    assert set(dlpulint.__all__) <= set(dir(dlpulint))
    with pytest.raises(AttributeError, match="module 'dlpulint' has no attribute 'lnt'"):
        dlpulint.lnt  # noqa: B018


def test_importing_the_package_imports_nothing_else() -> None:
    asked = (
        "import sys, dlpulint; print(sorted(m for m in sys.modules if m.startswith('dlpulint')))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "['dlpulint']\n"


def test_the_function_is_not_hidden_by_a_module_of_its_name() -> None:
    # A module dlpulint.lint would take the attribute's place as soon as somebody imports it.
    assert not (ROOT / "dlpulint" / "lint.py").exists()
    asked = "from dlpulint import lint; import dlpulint; assert dlpulint.lint is lint"
    subprocess.run([sys.executable, "-c", asked], check=True)


def test_the_page_shows_what_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give_models(tmp_path)
    shutil.copytree(ROOT / "docs" / "samples", tmp_path / "packs")
    monkeypatch.chdir(tmp_path)
    shown = [block for block in blocks_of(PAGE) if _is_program(block)]
    for block in shown:
        exec(compile("\n".join(block.lines), str(PAGE), "exec"), {})
    printed = capsys.readouterr().out
    assert len(shown) == 4
    assert "models/classifier.tflite on artpec9: clean\n" in printed
    assert "2,706,048 of 2,706,048 MACs on the DLPU\n" in printed
    assert "fallback -> clean\n" in printed
    assert (tmp_path / "mended" / "detector.artpec9.tflite").is_file()


def _is_program(block: Block) -> bool:
    if block.language != "python" or block.before.endswith("`test_export.py`:"):
        return False
    # Those with a framework for training are run by tests/outside/test_training_code.py.
    return not any(name in line for line in block.lines for name in ("torch", "ultralytics"))


def test_the_page_shows_how_an_export_is_tested(tmp_path: Path) -> None:
    give_models(tmp_path)
    file, output = (step for step in steps_of(PAGE) if isinstance(step, File | Printed))
    assert isinstance(file, File)
    assert isinstance(output, Printed)
    (tmp_path / file.name).write_text(file.text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--tb=short", file.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert "1 failed, 1 passed" in done.stdout
    told = "\n".join(line.removeprefix("E").strip() for line in done.stdout.splitlines())
    for line in output.text.splitlines():
        assert line.strip() in told


def test_a_caller_is_told_before_each_file_how_far_a_run_is() -> None:
    files = [FIXTURES / "mobilenet_float32.tflite", FIXTURES / "damaged" / "truncated.tflite"]
    told: list[tuple[int, int, str]] = []
    lint(files, ["artpec8", "artpec9"], on_progress=lambda *progress: told.append(progress))
    assert told == [(0, 2, str(files[0])), (1, 2, str(files[1]))]
