"""Runs in several processes: the same results, whatever becomes of a process."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dlpulint import lint
from dlpulint.basics.errors import UsageError
from dlpulint.engine import every_job, workers
from dlpulint.engine.job import Job
from dlpulint.engine.resources import Resources
from dlpulint.engine.worker import command
from tests.places import FIXTURES, ROOT
from tests.running import run, run_process

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and processes of POSIX")

MODELS = ("mobilenet_int8_per_channel.tflite", "edgetpu_compiled.tflite", "resnet_opset17.onnx")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve models, one of them damaged."""
    models = tmp_path / "models"
    models.mkdir()
    for number in range(11):
        name = MODELS[number % len(MODELS)]
        shutil.copy(FIXTURES / name, models / f"{number:02}_{name}")
    shutil.copy(FIXTURES / "damaged" / "truncated.tflite", models / "05_damaged.tflite")
    return models


ARGUMENTS = (".", "-t", "artpec8,cv25", "--isolated", "-f", "json")


def test_the_results_are_those_of_one_process(folder: Path) -> None:
    alone = run(*ARGUMENTS, "--jobs", "1", cwd=folder)
    for count in ("2", "3", "50"):
        several = run(*ARGUMENTS, "--jobs", count, cwd=folder)
        assert several.stdout == alone.stdout
        assert several.stderr == alone.stderr
        assert several.returncode == alone.returncode == 2


def test_graphs_come_along(folder: Path) -> None:
    html = (*ARGUMENTS[:-1], "html")
    assert run(*html, "-j2", cwd=folder).stdout == run(*html, "-j1", cwd=folder).stdout


def test_own_packs_come_along(folder: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / "docs" / "samples" / "lobby.toml", tmp_path)
    words = (".", "-t", "lobby", "--rules", "..", "--isolated", "-f", "json")
    assert run(*words, "-j2", cwd=folder).stdout == run(*words, "-j1", cwd=folder).stdout


def test_the_command_line_runs_so_in_a_process_of_its_own(folder: Path) -> None:
    several, alone = (run_process(*ARGUMENTS, jobs, cwd=folder) for jobs in ("-j3", "-j1"))
    assert several.stdout == alone.stdout
    assert (several.stderr, several.returncode) == (alone.stderr, 2)


def test_standard_input_is_linted_here(folder: Path) -> None:
    model = (FIXTURES / MODELS[0]).read_bytes()
    words = ("-", "-f", "json", *ARGUMENTS[:4])
    several, alone = (run(*words, jobs, cwd=folder, stdin=model) for jobs in ("-j2", "-j1"))
    assert several.stdout == alone.stdout
    assert b'"path": "-"' in several.stdout


def test_an_interface_of_python_uses_them_when_asked(folder: Path) -> None:
    assert lint(folder, "artpec8", jobs=2).reports == lint(folder, "artpec8").reports


def test_every_file_is_told_of_once(folder: Path) -> None:
    told: list[tuple[int, int, str]] = []
    lint(folder, "artpec8", jobs=2, on_progress=lambda *progress: told.append(progress))
    files = sorted(f"{file}" for file in folder.iterdir())
    assert [path for _, _, path in told] == files
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)
    assert {total for _, total, _ in told} == {len(files)}


FATAL = """
import os, signal
from dlpulint.engine import job
lint_file = job.lint_file
def fatal(path, *arguments, **named):
    if "damaged" in path:
        {end}
    return lint_file(path, *arguments, **named)
job.lint_file = fatal
"""


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
        ("os.kill(os.getpid(), signal.SIGBUS)", "SIGBUS"),
        ("os._exit(7)", "exit code 7"),
        ("raise SystemExit(3)", "exit code 3"),
    ],
)
def test_a_process_that_dies_takes_one_model_with_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, end: str, reason: str
) -> None:
    before = run(*ARGUMENTS[:4], "-j1", "-f", "csv", cwd=folder)
    ours = command()
    start = ours[-1].replace("; serve()", f"; exec({FATAL.format(end=end)!r}); serve()")
    monkeypatch.setattr(workers, "command", lambda: [*ours[:-1], start])
    done = run(*ARGUMENTS[:4], "-j2", "-f", "csv", cwd=folder)
    assert done.returncode == 2
    assert done.stderr.decode() == (
        f"dlpulint: 05_damaged.tflite: the process that checked it ended with {reason}\n"
    )
    assert done.stdout == before.stdout


def test_processes_that_cannot_start_are_done_without(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = run(*ARGUMENTS, "-j1", cwd=folder)
    for broken in (["/nonexistent/python"], [sys.executable, "-c", "raise SystemExit(1)"]):
        monkeypatch.setattr(workers, "command", lambda broken=broken: broken)
        assert run(*ARGUMENTS, "-j2", cwd=folder).stdout == alone.stdout


def test_the_first_mistake_is_reported(folder: Path) -> None:
    words = (*ARGUMENTS, "--input-shape", "1,2,3,4,5,6,7,8")
    alone, several = (run(*words, jobs, cwd=folder) for jobs in ("-j1", "-j3"))
    assert alone.stderr
    assert (several.stderr, several.returncode) == (alone.stderr, 2)


def test_no_process_outlives_a_run(folder: Path) -> None:
    started: list[subprocess.Popen[bytes]] = []
    with pytest.MonkeyPatch.context() as watch:
        popen = subprocess.Popen

        def watched(*arguments: object, **named: object) -> subprocess.Popen[bytes]:
            started.append(popen(*arguments, **named))  # type: ignore[call-overload]
            return started[-1]

        watch.setattr(workers.subprocess, "Popen", watched)
        with pytest.raises(UsageError):
            lint(folder, "artpec8", jobs=3, input_shapes={"": [1, 2, 3, 4, 5, 6, 7, 8]})
    assert len(started) == 3
    assert all(process.returncode is not None for process in started)


def test_what_lies_in_the_working_folder_is_not_run(folder: Path) -> None:
    for name in ("pickle", "struct", "msgspec", "queue", "zlib", "networkx", "onnx"):
        (folder / f"{name}.py").write_text("raise SystemExit('planted')")
    several, alone = (run_process(*ARGUMENTS, jobs, cwd=folder) for jobs in ("-j2", "-j1"))
    assert several.returncode == alone.returncode == 2
    assert several.stdout == alone.stdout
    assert b"the process that checked" not in several.stderr


def test_ctrl_c_ends_all_at_once(folder: Path) -> None:
    for number in range(400):
        shutil.copy(FIXTURES / MODELS[0], folder / f"more{number}.tflite")
    process = subprocess.Popen(
        [sys.executable, "-m", "dlpulint", *ARGUMENTS, "-t", "all", "-j2"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    deadline = time.monotonic() + 30
    while len(found := _children(process.pid)) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    # A terminal sends it to all processes of its foreground.
    os.killpg(process.pid, signal.SIGINT)
    printed, complaints = process.communicate(timeout=30)
    assert process.returncode == 130
    assert (printed, complaints.strip()) == (b"", b"")
    while any(Path(f"/proc/{child}").exists() for child in found):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_workers_end_with_their_parent(folder: Path) -> None:
    for number in range(400):
        shutil.copy(FIXTURES / MODELS[0], folder / f"more{number}.tflite")
    process = subprocess.Popen(
        [sys.executable, "-m", "dlpulint", *ARGUMENTS, "-j2"], cwd=folder, stdout=subprocess.PIPE
    )
    deadline = time.monotonic() + 30
    while len(found := _children(process.pid)) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.kill()
    process.communicate(timeout=30)
    while any(Path(f"/proc/{child}").exists() for child in found):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _children(parent: int) -> list[str]:
    if not Path("/proc/self/task").exists():
        pytest.skip("needs /proc")
    tasks = Path(f"/proc/{parent}/task")
    return [child for file in tasks.glob("*/children") for child in file.read_text().split()]


def test_short_runs_stay_in_one_process(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **named: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(workers.subprocess, "Popen", refuse)
    monkeypatch.setattr(every_job, "PATIENCE", 1000.0)
    assert run(*ARGUMENTS, cwd=folder).returncode == 2


def test_long_runs_go_on_in_several(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = run(*ARGUMENTS, "-j1", cwd=folder)
    here: list[str] = []
    linted = every_job.linted
    monkeypatch.setattr(
        every_job, "linted", lambda job, *a, **n: here.append(job.path) or linted(job, *a, **n)
    )
    monkeypatch.setattr(every_job, "PATIENCE", 0.0)
    monkeypatch.setattr(every_job, "SHARE", 1e-6)
    monkeypatch.setattr(workers, "processors", lambda: 2)
    assert run(*ARGUMENTS, cwd=folder).stdout == alone.stdout
    assert len(here) == 1
    here.clear()
    monkeypatch.setattr(workers, "processors", lambda: 1)
    assert run(*ARGUMENTS, cwd=folder).stdout == alone.stdout
    assert len(here) == 12


@pytest.mark.parametrize(
    ("quota", "count"),
    [("max 100000", 64), ("200000 100000", 2), ("150000 100000", 2), ("10000 100000", 1), ("", 64)],
)
def test_a_container_has_the_processors_of_its_quota(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quota: str, count: int
) -> None:
    (tmp_path / "cpu.max").write_text(quota)
    monkeypatch.setattr(workers, "_QUOTA", str(tmp_path / "cpu.max"))
    monkeypatch.setattr(
        os, "sched_getaffinity", lambda process: range(0 if process else 64), raising=False
    )
    assert workers.processors() == count


def test_no_more_processes_than_there_is_work_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "processors", lambda: 64)
    jobs = [Job(path=f"{number}", packs=()) for number in range(100)]
    counts = every_job._Run(jobs, None, False, None, Resources(processes=None))._count
    assert counts(0.9, 10, 100) == 1
    assert counts(1.1, 0, 100) == 1
    assert [counts(2.0, done, 100) for done in (90, 60, 40, 5)] == [0, 1, 3, workers.MOST]


def test_two_runs_at_once_share_a_cache(folder: Path, tmp_path: Path) -> None:
    cache = {"DLPULINT_CACHE_DIR": str(tmp_path / "cache")}
    alone = run(*ARGUMENTS, "--no-cache", "-j1", cwd=folder)
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "dlpulint", *ARGUMENTS],
            cwd=folder,
            env={**os.environ, **cache},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(3)
    ]
    for process in both:
        printed, complaints = process.communicate(timeout=120)
        assert (printed, complaints) == (alone.stdout, alone.stderr)
    assert run(*ARGUMENTS, cwd=folder, **cache).stdout == alone.stdout
    assert sorted({file.suffix for file in (tmp_path / "cache").rglob("*.*")}) == [".TAG", ".kept"]
