"""Reports that are kept for the next run: when they hold, and when they do not."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dlpulint.engine import every_job, kept_reports
from dlpulint.engine.file_state import FileState, SeenState, seen
from dlpulint.engine.job import Job
from dlpulint.report.report import ModelReport
from dlpulint.reporters.formats import FORMATS, SINGLE
from tests.places import CORPUS, FIXTURES, ROOT
from tests.running import run

MODELS = (
    "mobilenet_int8_per_channel.tflite",
    "mobilenet_int8_per_tensor.tflite",
    "mobilenet_float32.tflite",
    "edgetpu_compiled.tflite",
    "resnet_opset17.onnx",
    "damaged/truncated.tflite",
)

OLD = time.time() - 3600
"""A time long enough ago for a file's state to be trusted."""


class Runs:
    """Runs over a folder of models, with the files that each has linted."""

    def __init__(self, folder: Path, cache: Path, linted: list[str]) -> None:
        self.folder, self.cache, self._linted = folder, cache, linted

    def __call__(self, *arguments: str | Path) -> list[str]:
        """The files that were linted, and not taken from the cache; `printed` has the report."""
        self._linted.clear()
        words = arguments or ("-t", "artpec8,cv25")
        done = run(
            *(".", "--isolated", "--jobs", "1", "-f", "json", *words),
            cwd=self.folder,
            DLPULINT_CACHE_DIR=str(self.cache),
        )
        self.printed = done.stdout
        self.complaints = done.stderr.decode()
        return sorted(self._linted)

    @property
    def entries(self) -> list[Path]:
        return sorted(self.cache.rglob("*.kept"))


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runs]:
    """Runs over copies of MODELS, all from an hour ago."""
    folder = tmp_path / "models"
    folder.mkdir()
    for name in MODELS:
        copy = folder / Path(name).name
        shutil.copy(FIXTURES / name, copy)
        os.utime(copy, (OLD, OLD))
    found: list[str] = []
    lint = every_job.linted

    def watched(job: Job, *arguments: Any, **named: Any) -> Iterator[ModelReport]:
        found.append(job.path)
        return lint(job, *arguments, **named)

    monkeypatch.setattr(every_job, "linted", watched)
    monkeypatch.setattr(every_job, "FEW", 2)
    # Nothing sets back the time at which a copy was made; an hour passes instead.
    monkeypatch.setattr("dlpulint.engine.file_state._RACY", -1)
    return Runs(folder, tmp_path / "cache", found)


ALL = sorted(Path(name).name for name in MODELS)


def test_the_second_run_lints_nothing_and_says_the_same(runs: Runs) -> None:
    assert runs() == ALL
    first = runs.printed, runs.complaints
    assert runs() == []
    assert (runs.printed, runs.complaints) == first
    assert runs("--no-cache", "-t", "artpec8,cv25") == ALL
    assert (runs.printed, runs.complaints) == first


def test_a_changed_file_is_linted_again_and_no_other(runs: Runs) -> None:
    runs()
    changed = runs.folder / "mobilenet_float32.tflite"
    shutil.copy(FIXTURES / "silu_detector_int8.tflite", changed)
    assert runs() == [changed.name]
    assert runs() == []


def test_a_file_of_the_same_size_and_time_is_told_by_its_inode(runs: Runs) -> None:
    runs()
    changed = runs.folder / "mobilenet_float32.tflite"
    content = bytearray(changed.read_bytes())
    content[-1] ^= 1
    changed.write_bytes(content)
    os.utime(changed, (OLD, OLD))
    assert runs() == [changed.name]


def test_a_touched_file_is_told_by_its_checksum(runs: Runs) -> None:
    runs()
    os.utime(runs.folder / "mobilenet_float32.tflite")
    os.replace(shutil.copy(runs.folder / "resnet_opset17.onnx", runs.folder / "x"),
               runs.folder / "resnet_opset17.onnx")  # fmt: skip
    first = runs.printed
    assert runs() == []
    assert runs.printed == first


def test_the_state_of_a_young_file_is_not_trusted(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dlpulint.engine.file_state._RACY", 2_000_000_000)
    file = runs.folder / "mobilenet_float32.tflite"
    fixed: dict[str, FileState] = {}

    def unmoved(path: str) -> SeenState | None:
        """A file system that counts by so many seconds that no change shows."""
        now = seen(path)
        return now and SeenState(fixed.setdefault(path, now.state), now.at)

    monkeypatch.setattr(every_job, "seen", unmoved)
    monkeypatch.setattr(kept_reports, "seen", unmoved)
    monkeypatch.setattr("dlpulint.engine.file_state.seen", unmoved)
    # A file that is no model has no checksum yet, and is linted again while it is young.
    assert runs() == ALL
    assert runs() == ["truncated.tflite"]
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    assert runs() == ["mobilenet_float32.tflite", "truncated.tflite"]


def test_a_state_is_trusted_two_seconds_after_the_last_change() -> None:
    second = 1_000_000_000
    state = FileState(1, 2, 3, 100 * second, 100 * second)
    assert not SeenState(state, 102 * second).is_settled
    assert SeenState(state, 102 * second + 1).is_settled
    # A clock that goes wrong, or a time that was set: never.
    assert not SeenState(FileState(1, 2, 3, 900 * second, 0), 102 * second + 1).is_settled
    assert not SeenState(FileState(1, 2, 3, 0, 900 * second), 102 * second + 1).is_settled


def test_a_file_that_changes_while_it_is_linted_is_not_kept(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    lint = every_job.linted
    file = runs.folder / "mobilenet_float32.tflite"

    def overtaken(job: Job, *arguments: Any, **named: Any) -> Iterator[ModelReport]:
        yield from lint(job, *arguments, **named)
        if job.path == file.name:
            os.utime(file)

    monkeypatch.setattr(every_job, "linted", overtaken)
    runs()
    assert len(runs.entries) == len(MODELS) - 1
    assert runs() == [file.name]


OPTIONS: tuple[tuple[str, ...], ...] = (
    ("-t", "artpec8"),
    ("-t", "cv25,artpec8"),
    ("-t", "artpec8,cv25", "--as-if", "int8-per-tensor"),
    ("-t", "artpec8,cv25", "--axis-os", "12.9"),
    ("-t", "artpec8,cv25", "--axis-os", "12.9,12.11.72"),
    ("-t", "artpec8,cv25", "--runtime", "2.3.1"),
    ("-t", "artpec8,cv25", "-f", "html=page.html"),
)


@pytest.mark.parametrize("options", OPTIONS, ids=" ".join)
def test_other_options_have_other_reports(runs: Runs, options: tuple[str, ...]) -> None:
    runs()
    assert runs(*options) == ALL
    first = runs.printed
    assert runs(*options) == []
    assert runs.printed == first
    runs(*options, "--no-cache")
    assert runs.printed == first


def test_a_given_shape_has_another_report(runs: Runs) -> None:
    for name in ALL:
        (runs.folder / name).unlink()
    for name in ("a.onnx", "b.onnx"):
        shutil.copy(FIXTURES / "resnet_dynamic_axes.onnx", runs.folder / name)
    for shape in ("1,3,64,64", "1,3,32,32"):
        options = ("-t", "cv25", "--input-shape", shape)
        assert runs(*options) == ["a.onnx", "b.onnx"]
        first = runs.printed
        assert runs(*options) == []
        assert runs.printed == first
    # A shape that no model has an input for is a mistake, with reports from the cache as well.
    wrong = ("-t", "cv25", "--input-shape", "nowhere=1,3,64,64")
    complaints = [(runs(*wrong), runs.complaints)[1] for _ in range(2)]
    assert complaints[0] == complaints[1] != ""


def test_options_that_change_no_report_share_them(runs: Runs) -> None:
    runs()
    few = ("--ignore", "artpec8/*", "--fail-on", "warning", "--full", "--quiet")
    assert runs("-t", "artpec8,cv25", *few) == []


def test_a_changed_pack_is_asked_again(runs: Runs) -> None:
    packs = runs.folder.parent / "packs"
    packs.mkdir()
    own = packs / "lobby.toml"
    own.write_text((ROOT / "docs" / "samples" / "lobby.toml").read_text())
    options = ("-t", "lobby", "--rules", packs)
    assert runs(*options) == ALL
    assert runs(*options) == []
    own.write_text(own.read_text() + "\n# changed\n")
    assert runs(*options) == ALL


def test_another_dlpulint_asks_again(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    runs()
    monkeypatch.setattr(kept_reports, "code_build", lambda: "0" * 16)
    assert runs() == ALL


def test_another_onnx_asks_again(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    runs()
    assert any(name.startswith("onnx-") for name in kept_reports._installed(sys.path))
    monkeypatch.setattr(kept_reports, "_installed", lambda folders: {"onnx-99.dist-info"})
    assert runs() == ALL


def test_the_path_belongs_to_the_report(runs: Runs) -> None:
    runs()
    first = runs.printed
    done = run(
        *("models", "--isolated", "--jobs", "1", "-f", "json", "-t", "artpec8,cv25"),
        cwd=runs.folder.parent,
        DLPULINT_CACHE_DIR=str(runs.cache),
    )
    assert b'"models/mobilenet_float32.tflite"' in done.stdout
    assert b'"models/mobilenet_float32.tflite"' not in first


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: content[:-20] + bytes([content[-20] ^ 1]) + content[-19:],
        lambda content: b"",
        lambda content: b"\x80\x04\x95cposix\nsystem\n",
    ],
)
def test_damaged_entries_are_ignored_and_written_anew(
    runs: Runs, damage: Callable[[bytes], bytes]
) -> None:
    runs()
    first = runs.printed, runs.complaints
    for entry in runs.entries:
        entry.write_bytes(damage(entry.read_bytes()))
    assert runs() == ALL
    assert (runs.printed, runs.complaints) == first
    assert runs() == []


def test_an_entry_under_another_name_is_not_taken(runs: Runs) -> None:
    runs()
    first = runs.printed
    contents = [entry.read_bytes() for entry in runs.entries]
    for entry, content in zip(runs.entries, contents[1:] + contents[:1], strict=True):
        entry.write_bytes(content)
    assert runs() == ALL
    assert runs.printed == first


def test_links_in_the_cache_are_not_followed(runs: Runs) -> None:
    runs()
    victim = runs.folder.parent / "victim"
    victim.write_bytes(b"precious")
    for entry in runs.entries:
        entry.unlink()
        entry.symlink_to(victim)
    assert runs() == ALL
    assert victim.read_bytes() == b"precious"
    assert runs() == []


@pytest.mark.parametrize("cache", ["", "/dev/null/x", "/proc/dlpulint"])
def test_without_a_cache_all_is_as_ever(runs: Runs, cache: str) -> None:
    runs("--no-cache", "-t", "artpec8,cv25")
    first = runs.printed, runs.complaints
    runs.cache = Path(cache) if cache else Path()
    if not cache:
        runs.cache = runs.folder / "mobilenet_float32.tflite"
    assert runs() == ALL
    assert (runs.printed, runs.complaints) == first


def test_no_cache_neither_reads_nor_writes(runs: Runs) -> None:
    assert runs("--no-cache", "-t", "artpec8,cv25") == ALL
    assert not runs.cache.exists()


def test_who_looks_for_a_bug_gets_no_kept_reports(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs()
    monkeypatch.setenv("DLPULINT_DEBUG", "1")
    assert runs() == ALL


def test_a_run_that_mends_is_on_its_own(runs: Runs) -> None:
    options = ("-t", "artpec8", "--fix", "--fix-to", runs.folder.parent / "mended")
    runs("-t", "artpec8")
    shutil.rmtree(runs.cache)
    assert set(runs(*options)) >= set(ALL)
    assert not runs.cache.exists()


def test_a_crash_is_not_kept(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*arguments: object) -> object:
        raise AssertionError("a bug")

    with monkeypatch.context() as bug:
        bug.setattr("dlpulint.engine.one_file.judge", crash)
        runs()
    assert "internal error" in runs.complaints
    assert runs() == [name for name in ALL if name != "truncated.tflite"]
    assert "internal error" not in runs.complaints


READS = """
import os, sys
from dlpulint import lint
read = set()
def hook(event, arguments):
    if event in ("open", "os.listdir", "os.scandir") and isinstance(arguments[0], str):
        read.add(arguments[0])
def code_or_pack(path):
    parts = set(path.split(os.sep))
    return path.endswith((".py", ".pyc", ".so")) or bool(parts & {"rules", "dist-packages"})
sys.path = [os.path.abspath(folder) for folder in sys.path]
models = sys.argv[1:]
sys.addaudithook(hook)
lint(models, "all", as_if="int8-per-tensor", outlined=True)
known = {*sys.path, *models}
print([p for p in sorted(read) if not code_or_pack(p) and p not in known and not os.path.isdir(p)])
"""


def test_a_report_depends_on_no_other_file() -> None:
    """What a lint reads has to be in the name of its entry: external data and labels are not."""
    names = (*MODELS, "external_data.onnx", "silu_detector_int8.tflite", "vit_opset17.onnx")
    models = [str(FIXTURES / name) for name in names]
    words = [sys.executable, "-c", READS, *models]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_small_runs_have_no_cache(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(every_job, "FEW", len(MODELS) + 1)
    assert runs() == ALL
    assert not runs.cache.exists()


OUTPUTS = [format for format in FORMATS if format not in SINGLE]


def compared_in_every_format(paths: list[Path], folder: Path) -> None:
    """Fails unless a run without cache, one that fills it and one that uses it write the same."""
    written: list[dict[str, bytes]] = []
    models = [os.path.relpath(path, ROOT) for path in paths]
    for number, options in enumerate((["--no-cache", "-j1"], ["-j2"], ["-j1"], ["-j2"])):
        place = folder / f"{number}"
        place.mkdir()
        outputs = [word for name in OUTPUTS for word in ("-f", f"{name}={place / name}")]
        outputs += ["-f", f"json={place / 'full.json'}", "--full"]
        outputs += ["-f", f"model-explorer={place / 'graph.json'}"]
        done = run(
            *(*models, "-t", "all", "--isolated", *outputs, *options),
            DLPULINT_CACHE_DIR=str(folder / "cache"),
        )
        assert done.returncode in (0, 1, 2)
        files = {file.name: file.read_bytes() for file in place.iterdir()}
        written.append({**files, "stdout": done.stdout, "stderr": done.stderr})
    assert len(written[0]) > len(OUTPUTS)
    for later in written[1:]:
        assert later.keys() == written[0].keys()
        assert [name for name in later if later[name] != written[0][name]] == []


def test_every_format_is_the_same_from_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(every_job, "FEW", 2)
    compared_in_every_format([FIXTURES / name for name in MODELS], tmp_path)


@pytest.mark.slow
def test_every_format_of_every_model_is_the_same_from_the_cache(tmp_path: Path) -> None:
    files = (f for f in FIXTURES.rglob("*") if f.suffix in (".tflite", ".onnx"))
    for number, start in enumerate(range(0, len(every := sorted(files)), 60)):
        (tmp_path / f"{number}").mkdir()
        compared_in_every_format(every[start : start + 60], tmp_path / f"{number}")


@pytest.mark.slow
@pytest.mark.skipif(CORPUS is None, reason="needs DLPULINT_MODELS")
def test_a_corpus_has_the_same_reports_from_the_cache(tmp_path: Path) -> None:
    assert CORPUS is not None
    printed = [
        run(CORPUS, "-t", "all", "--isolated", "-f", "json", DLPULINT_CACHE_DIR=cache).stdout
        for cache in ("", str(tmp_path), str(tmp_path))
    ]
    assert printed[1] == printed[0]
    assert printed[2] == printed[0]
