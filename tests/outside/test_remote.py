"""Models at addresses: of fsspec's memory, and of a server on this machine."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest

from dlpulint import DlpulintError, lint
from dlpulint.loader import remote
from dlpulint.loader.onnx.wire import length_prefix
from dlpulint.report.report import ModelReport
from tests.outside.http_server import Behaviour, serving
from tests.places import FIXTURES
from tests.running import run, run_json, run_process

ONNX = FIXTURES / "resnet_opset17.onnx"
TFLITE = FIXTURES / "mobilenet_int8_per_channel.tflite"
HUGE = 1_500_000_000


@pytest.fixture
def memory() -> Iterator[Any]:
    """Files that fsspec has in this process."""
    system = fsspec.filesystem("memory")
    yield system
    system.rm("/", recursive=True)


@pytest.fixture
def behaviour() -> Behaviour:
    """How the server answers."""
    return Behaviour()


@pytest.fixture
def server(tmp_path: Path, behaviour: Behaviour) -> Iterator[str]:
    """The address of the test's folder."""
    with serving(tmp_path, behaviour) as address:
        yield address


def with_weights(path: Path, size: int, tensors: int) -> None:
    """A model whose tensors, added to those that it uses, take room in holes of the file only."""
    each = size // tensors
    heads = []
    for number in range(tensors):
        name = b"weights-%04d" % number
        head = b"\x10\x03" + length_prefix(8, len(name)) + name + length_prefix(9, each)
        heads.append(length_prefix(5, len(head) + each) + head)
    with path.open("wb") as file:
        file.write(ONNX.read_bytes())
        # A graph that comes again adds to the first one.
        file.write(length_prefix(7, sum(map(len, heads)) + each * tensors))
        for head in heads:
            file.write(head)
            file.seek(each, 1)
        file.truncate(file.tell())


def one(path: str, target: str = "artpec8") -> ModelReport:
    """The only report."""
    (report,) = lint(path, target).reports
    return report


def same(report: ModelReport, local: ModelReport) -> bool:
    """Whether reports on a remote and a local file agree on all but file and checksum."""
    assert report.model is not None
    assert local.model is not None
    return (report.verdict, report.findings, report.placement, report.model.operators) == (
        local.verdict,
        local.findings,
        local.placement,
        local.model.operators,
    )


@pytest.mark.parametrize("path", [ONNX, TFLITE], ids=lambda path: path.suffix)
def test_a_small_file_is_read_whole_with_its_checksum(path: Path, memory: Any, server: str) -> None:
    memory.pipe_file(f"/models/{path.name}", path.read_bytes())
    local = one(str(path))
    report = one(f"memory://models/{path.name}")
    assert report.path == f"memory://models/{path.name}"
    assert report.model == local.model
    assert report.notices == local.notices
    assert same(report, local)


def test_a_folder_and_a_glob_are_searched(memory: Any) -> None:
    for name in ("b/two.onnx", "one.onnx", "b/notes.txt", ".hidden/three.onnx", "b/.four.onnx"):
        memory.pipe_file(f"/models/{name}", ONNX.read_bytes())
    found = [report.path for report in lint("memory://models", "artpec8").reports]
    assert found == ["memory:///models/b/two.onnx", "memory:///models/one.onnx"]
    found = [report.path for report in lint("memory://models/*.onnx", "artpec8").reports]
    assert found == ["memory:///models/one.onnx"]
    memory.pipe_file("/empty/notes.txt", b"")
    with pytest.raises(DlpulintError, match=r"memory://empty: no .tflite or .onnx file there"):
        lint("memory://empty", "artpec8")


def test_an_address_twice_is_one_model(memory: Any) -> None:
    memory.pipe_file("/one.onnx", ONNX.read_bytes())
    assert len(lint(["memory://one.onnx", "memory://one.onnx"], "artpec8").reports) == 1


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (None, "there is no such file"),
        (b"", "empty file"),
        (b"version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer"),
        (b"TFL3", "too short to be a model"),
    ],
)
def test_what_is_no_model_is_an_error_of_its_report(
    data: bytes | None, error: str, memory: Any
) -> None:
    memory.pipe_file("/one.onnx", ONNX.read_bytes())
    if data is not None:
        memory.pipe_file("/other.onnx", data)
    done = run("memory://other.onnx", "memory://one.onnx", "--target", "artpec8")
    assert done.returncode == 2
    assert f"dlpulint: memory://other.onnx: {error}" in done.stderr.decode()
    assert "CONVERT  memory://one.onnx" in done.stdout.decode()


def test_other_formats_of_reports_name_the_address(memory: Any) -> None:
    memory.pipe_file("/models/one.onnx", ONNX.read_bytes())
    words = ("memory://models/one.onnx", "--target", "artpec8", "--exit-zero", "--format")
    sarif = json.loads(run(*words, "sarif").stdout)
    (artifact,) = sarif["runs"][0]["artifacts"]
    assert artifact["location"]["uri"] == "memory://models/one.onnx"
    assert "memory://models/one.onnx" in run(*words, "html").stdout.decode()
    assert "file=" not in run(*words, "github").stdout.decode()


def test_a_baseline_accepts_findings_of_an_address(memory: Any, tmp_path: Path) -> None:
    memory.pipe_file("/one.onnx", ONNX.read_bytes())
    file = tmp_path / "baseline.json"
    words = ("memory://one.onnx", "--target", "artpec8", "--fail-on", "note")
    assert run(*words, "--write-baseline", file).returncode == 0
    assert {entry["path"] for entry in json.loads(file.read_text())["entries"]} == {
        "memory://one.onnx"
    }
    assert run(*words).returncode == 1
    assert run(*words, "--baseline", file).returncode == 0


def test_ranges_of_a_large_onnx_file_are_read_only(
    tmp_path: Path, server: str, behaviour: Behaviour
) -> None:
    with_weights(tmp_path / "huge.onnx", HUGE, 200)
    report = one(f"{server}/huge.onnx")
    assert report.model is not None
    assert report.model.bytes > HUGE
    assert report.model.sha256 is None
    assert behaviour.sent < 0.005 * HUGE
    *_, notice = report.notices
    assert notice == (
        f"No checksum: it needs all {report.model.bytes:,} bytes of the file, of which "
        f"{behaviour.sent:,} were read."
    )


def test_by_ranges_a_report_is_that_of_the_local_file(tmp_path: Path, server: str) -> None:
    with_weights(tmp_path / "large.onnx", remote.WHOLE + 1, 2)
    report, local = one(f"{server}/large.onnx"), one(str(tmp_path / "large.onnx"))
    assert same(report, local)
    assert report.notices[:-1] == local.notices


def test_a_report_without_checksum_says_so_and_fits_its_schema(tmp_path: Path, server: str) -> None:
    with_weights(tmp_path / "large.onnx", remote.WHOLE + 1, 2)
    words = (f"{server}/large.onnx", "--target", "artpec8")
    (report,) = run_json(*words)["reports"]  # Compares it with the schema.
    assert report["model"]["sha256"] is None
    assert any(notice.startswith("No checksum: ") for notice in report["notices"])
    text = " ".join(run(*words, "--full").stdout.decode().split())
    assert "no checksum: not all bytes were read" in text
    assert "No checksum: it needs all" in text
    assert "not computed" in run(*words, "--format", "html").stdout.decode()
    sarif = json.loads(run(*words, "--format", "sarif").stdout)
    assert "hashes" not in sarif["runs"][0]["artifacts"][0]


def test_a_large_onnx_file_without_ranges_is_read_whole(
    tmp_path: Path, server: str, behaviour: Behaviour
) -> None:
    behaviour.ranges = False
    with_weights(tmp_path / "large.onnx", remote.WHOLE + 1, 2)
    report, local = one(f"{server}/large.onnx"), one(str(tmp_path / "large.onnx"))
    assert report.model == local.model
    assert report.model is not None
    assert report.notices == (
        *local.notices,
        f"The server does not send parts of a file: all {report.model.bytes:,} bytes were read.",
    )


def test_a_large_file_without_a_stated_size_is_read_whole(
    tmp_path: Path, server: str, behaviour: Behaviour
) -> None:
    behaviour.sizes = False
    with_weights(tmp_path / "large.onnx", remote.WHOLE + 1, 2)
    report, local = one(f"{server}/large.onnx"), one(str(tmp_path / "large.onnx"))
    assert report.model == local.model
    assert report.notices[-1].startswith("The server does not state the size of the file: all ")


def test_a_large_tflite_file_is_read_whole(tmp_path: Path, server: str) -> None:
    path = tmp_path / "large.tflite"
    path.write_bytes(TFLITE.read_bytes() + bytes(remote.WHOLE))
    report, local = one(f"{server}/large.tflite"), one(str(path))
    assert report.model == local.model
    assert report.notices == local.notices


@pytest.mark.parametrize("size", [1000, remote.WHOLE + 1])
@pytest.mark.parametrize("answers", [1, 2, 3, 4])
def test_a_file_that_changes_while_it_is_read_is_an_error(
    size: int, answers: int, tmp_path: Path, server: str, behaviour: Behaviour
) -> None:
    with_weights(tmp_path / "model.onnx", size, 2)
    one(f"{server}/model.onnx")
    every, behaviour.answers = behaviour.answers, 0
    behaviour.changes_after = min(answers, every - 1)
    assert one(f"{server}/model.onnx").error == "the file changed while it was read"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, "there is no such file"),
        (403, "cannot be read: 403 Forbidden"),
        (500, "cannot be read: 500 Internal Server Error"),
    ],
)
def test_what_the_server_refuses_is_one_line_without_secrets(
    status: int, error: str, server: str, behaviour: Behaviour
) -> None:
    behaviour.status = status
    address = server.replace("://", "://me:pass@")
    done = run(f"{address}/a.onnx?sig=abc", "--target", "artpec8")
    assert done.returncode == 2
    assert done.stderr.decode() == f"dlpulint: {server}/a.onnx: {error}\n"
    assert b"abc" not in done.stdout
    assert b"pass" not in done.stdout


def test_a_signed_address_is_asked_for_with_its_signature_and_shown_without(
    tmp_path: Path, server: str, behaviour: Behaviour
) -> None:
    (tmp_path / "a.onnx").write_bytes(ONNX.read_bytes())
    done = run(f"{server}/a.onnx?sig=abc", "--target", "artpec8", "--format", "json")
    assert behaviour.paths == {"/a.onnx?sig=abc"}
    assert b"sig" not in done.stdout
    assert json.loads(done.stdout)["reports"][0]["path"] == f"{server}/a.onnx"


def test_a_server_that_is_not_there_is_one_line() -> None:
    done = run("http://127.0.0.1:9/a.onnx", "--target", "artpec8")
    assert done.returncode == 2
    assert done.stderr.decode().startswith(
        "dlpulint: http://127.0.0.1:9/a.onnx: cannot be read: Cannot connect to host"
    )


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("abc://a.onnx", "abc://a.onnx: Protocol not known: abc"),
        ("dropbox://a.onnx", "dropbox://a.onnx: "),
    ],
)
def test_a_scheme_that_nothing_reads_is_one_line(address: str, error: str) -> None:
    done = run(address, "--target", "artpec8")
    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith(f"dlpulint: {error}")


def test_many_models_are_read_by_several_processes_and_not_kept(
    tmp_path: Path, server: str, behaviour: Behaviour
) -> None:
    names = [f"{number}.onnx" for number in range(12)]
    for name in names:
        (tmp_path / name).write_bytes(ONNX.read_bytes())
    words = [f"{server}/{name}" for name in names]
    cache = str(tmp_path / "cache")
    runs = [
        run_process(
            *(*words, "--target", "artpec8", "--format", "json", "--jobs", "2"),
            DLPULINT_CACHE_DIR=cache,
        )
        for _ in range(2)
    ]
    assert runs[0].stderr == b""
    assert runs[0].stdout == runs[1].stdout
    assert len(json.loads(runs[0].stdout)["reports"]) == 12
    # Whether they have changed is known only by reading them again.
    assert behaviour.sent >= 2 * 12 * ONNX.stat().st_size


def test_models_in_memory_are_read_in_this_process(memory: Any) -> None:
    names = [f"/models/{number}.onnx" for number in range(4)]
    for name in names:
        memory.pipe_file(name, ONNX.read_bytes())
    report = lint("memory://models", "artpec8", jobs=2)
    assert [linted.error for linted in report.reports] == [None] * 4


def test_a_difference_reads_both_sides(memory: Any) -> None:
    memory.pipe_file("/old.onnx", ONNX.read_bytes())
    memory.pipe_file("/new.onnx", (FIXTURES / "resnet_opset13.onnx").read_bytes())
    done = run("--diff", "memory://old.onnx", "memory://new.onnx", "--target", "artpec8")
    assert done.returncode in (0, 1)
    assert "memory://new.onnx" in done.stdout.decode()
