"""What SECURITY.md promises of a run, as Python's own audit sees it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.places import FIXTURES

_WATCHED = """
import json, os, sys
events = []
def hook(event, arguments):
    name = event.partition(".")[0]
    # numpy has ctypes open Python itself, which has no name.
    if event == "ctypes.dlopen":
        events.extend([[event, arguments[0]]] if arguments[0] else [])
    elif name in ("socket", "subprocess", "ctypes", "pty", "webbrowser", "urllib", "http"):
        events.append([event, ""])
    elif event in ("os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn"):
        events.append([event, ""])
    elif event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
        if arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC):
            events.append(["written", os.fsdecode(arguments[0])])
    elif event in ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink",
                   "os.chmod", "os.truncate", "os.utime"):
        two = event in ("os.rename", "os.link", "os.symlink")
        events.append([event, os.fsdecode(arguments[1 if two else 0])])
sys.dont_write_bytecode = True
from dlpulint.cli.main import main
sys.addaudithook(hook)
code = 0
try:
    main(sys.argv[2:])
except SystemExit as exit:
    code = exit.code
watched = list(events)
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump([code, watched], file)
"""


def events(tmp_path: Path, *arguments: str) -> tuple[int, list[list[str]]]:
    """Exit code of a run, and what it did beyond reading and computing."""
    log = tmp_path / "events.json"
    work = tmp_path / "work"
    work.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED, log, *arguments],
        cwd=work,
        capture_output=True,
        text=True,
        check=False,
    )
    assert log.exists(), done.stderr
    code, found = json.loads(log.read_text("utf-8"))
    return code, found


MODELS = (
    "resnet_int8_per_tensor.tflite",
    "edgetpu_compiled.tflite",
    "hostile_names.tflite",
    "flex_float32.tflite",
    "resnet_opset17.onnx",
    "external_data.onnx",
    "microsoft_domain.onnx",
    "damaged/lfs_pointer.tflite",
)


@pytest.mark.parametrize("format", ["text", "html", "sarif"])
def test_a_run_uses_no_network_and_no_program_and_writes_nothing_of_its_own(
    tmp_path: Path, format: str
) -> None:
    models = [str(FIXTURES / name) for name in MODELS]
    code, found = events(tmp_path, *models, "--target", "artpec8,cv25", "--format", format)
    assert (code, found) == (2, [])


def test_a_run_of_many_models_writes_into_its_cache_only(tmp_path: Path) -> None:
    models = [str(FIXTURES / name) for name in (*MODELS, "mobilenet_float32.tflite")]
    models += [str(FIXTURES / "attention_int8.tflite"), *("--target", "cpu", "--jobs", "1")]
    code, found = events(tmp_path, *models, "--no-cache")
    assert (code, found) == (2, [])
    (tmp_path / "work").rmdir()
    cache = tmp_path / "cache"
    with pytest.MonkeyPatch.context() as variables:
        variables.setenv("DLPULINT_CACHE_DIR", str(cache))
        code, found = events(tmp_path, *models)
    assert code == 2
    assert found
    assert all(Path(path).is_relative_to(cache) for _, path in found)


def test_what_is_written_is_in_the_folder_of_the_output(tmp_path: Path) -> None:
    report = tmp_path / "reports" / "report.html"
    report.parent.mkdir()
    model = str(FIXTURES / "resnet_int8_per_tensor.tflite")
    _, found = events(tmp_path, model, "--target", "artpec8", "--format", f"html={report}")
    assert report.exists()
    assert found
    assert {Path(path).parent for _, path in found} == {report.parent}
