"""A certificate tried again. What LiteRT itself answers is in tests/outside/test_fix_proof.py."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dlpulint.basics.errors import UsageError
from dlpulint.mending.certificate import read_certificate
from dlpulint.mending.proof.result import OutputError, ProofResult
from dlpulint.mending.verify import verification
from tests.mending.files import DETECTOR, given
from tests.running import run

STEM = "ssd_postprocess_int8.artpec8"
CERTIFICATE = f"{STEM}.fix.json"


@pytest.fixture
def folder(tmp_path: Path, without_litert: None) -> Path:
    """A detector with its mended copy, tail and certificate."""
    given(tmp_path, DETECTOR)
    done = run(DETECTOR, "-t", "artpec8", "--fix", "--isolated", "-q", cwd=tmp_path)
    assert done.returncode == 0
    return tmp_path


def verified(folder: Path) -> tuple[int, str, str]:
    """Exit code and output of `--verify-fix`."""
    done = run("--verify-fix", CERTIFICATE, cwd=folder)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def answering(monkeypatch: pytest.MonkeyPatch, result: ProofResult) -> None:
    """LiteRT gives this result."""
    monkeypatch.setattr("dlpulint.mending.verify.can_run", lambda: True)
    monkeypatch.setattr("dlpulint.mending.verify.proof_of", lambda *files: result)


def changed(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """The certificate with a change."""
    path = folder / CERTIFICATE
    document = json.loads(path.read_text("utf-8"))
    change(document)
    path.write_text(json.dumps(document), "utf-8")


EXACT = ProofResult(
    status="compared",
    litert="2.3.0",
    seeds=(0, 1, 2),
    outputs=(OutputError(name="Conv2D_32", exact=True, steps=0.0),),
    tail_exact=True,
)


def test_the_same_results_hold(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, EXACT)
    assert verified(folder) == (
        0,
        f"{STEM}.tflite: LiteRT 2.3.0 ran both files on 3 random inputs: every output has the "
        "same bytes, and so has the mended file followed by the tail file.\n",
        "",
    )


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (
            {"outputs": (OutputError(name="a\x1b[1m", exact=False, steps=2.0),)},
            "The mended file gives other results than the original ('a\N{REPLACEMENT CHARACTER}[1m'"
            ", by 2).",
        ),
        (
            {"tail_exact": False},
            "Mended file and tail file together give other results than the original.",
        ),
        (
            {"status": "mended-fails", "reason": "no kernel"},
            "The mended file does not run in LiteRT (no kernel).",
        ),
        (
            {"status": "neither-loads", "reason": "no kernel"},
            "LiteRT loads neither the file nor a mended one (no kernel).",
        ),
    ],
)
def test_other_results_do_not_hold(
    values: dict[str, Any], text: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, msgspec.structs.replace(EXACT, **values))
    assert verified(folder) == (1, f"{STEM}.tflite: {text}\n", "")


def test_what_was_compared_has_to_be_compared_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails = ProofResult(status="original-fails", reason="bad input", litert="2.3.0")
    answering(monkeypatch, fails)
    code, out, _ = verified(folder)
    assert code == 0
    assert "Not compared: LiteRT does not run the original (bad input)." in out
    changed(folder, lambda document: document["proof"].update(status="compared"))
    assert verified(folder) == (
        1,
        f"{STEM}.tflite: LiteRT ran both files before, and does not now (bad input).\n",
        "",
    )


@pytest.mark.parametrize("name", [DETECTOR, f"{STEM}.tflite", f"{STEM}.tail.tflite"])
@pytest.mark.parametrize("longer", [False, True], ids=["same-size", "longer"])
def test_a_changed_file_does_not_hold(
    name: str, longer: bool, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, EXACT)
    data = bytearray((folder / name).read_bytes())
    data[-20] ^= 1
    (folder / name).write_bytes(bytes(data) + b"\0" * longer)
    assert verified(folder) == (1, f"{name}: not the file of the certificate\n", "")


@pytest.mark.parametrize("name", [DETECTOR, f"{STEM}.tflite", f"{STEM}.tail.tflite"])
def test_a_missing_file_is_named(name: str, folder: Path) -> None:
    (folder / name).unlink()
    assert verified(folder) == (2, "", f"dlpulint: {CERTIFICATE}: there is no file {name}\n")


def test_a_folder_may_be_moved_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, EXACT)
    moved = folder / "elsewhere"
    moved.mkdir()
    for path in list(folder.iterdir()):
        if path != moved:
            path.rename(moved / path.name)
    done = run("--verify-fix", f"elsewhere/{CERTIFICATE}", cwd=folder)
    assert done.returncode == 0


def test_without_litert_the_command_that_installs_it_is_named(folder: Path) -> None:
    assert verified(folder) == (
        2,
        "",
        "dlpulint: --verify-fix runs both files in LiteRT: pip install ai-edge-litert\n",
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no certificate, as --fix writes it (.fix.json)"),
        (b"{", "no certificate, as --fix writes it (.fix.json)"),
        (b"[" * 100_000, "no certificate, as --fix writes it (.fix.json)"),
        (b'{"a": "\xff"}', "no certificate, as --fix writes it (.fix.json)"),
        (b'{"schema_version": 1, "tool": {"name": "other", "version": "1"}}', "no certificate"),
        (
            b'{"schema_version": 2, "tool": {"name": "dlpulint", "version": "9.0"}}',
            "a certificate of schema version 2; this dlpulint reads version 1",
        ),
        (
            b'{"schema_version": 1, "tool": {"name": "dlpulint", "version": "0.1.0"}}',
            "a damaged certificate: Object missing required field `target`",
        ),
    ],
)
def test_what_is_no_certificate_is_one_line(content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / CERTIFICATE).write_bytes(content)
    code, out, err = verified(tmp_path)
    assert (code, out) == (2, "")
    (line,) = err.splitlines()
    assert line.startswith(f"dlpulint: {CERTIFICATE}: {message}")


@pytest.mark.parametrize("name", [".", "/dev/zero", "absent.json", "n" * 300, "a\x1b[1m"])
def test_what_is_no_file_is_one_line(name: str, tmp_path: Path) -> None:
    done = run("--verify-fix", name, cwd=tmp_path)
    (line,) = done.stderr.decode().splitlines()
    assert (done.returncode, done.stdout) == (2, b"")
    assert line.isprintable()
    assert "internal error" not in line


@pytest.mark.parametrize(
    "name",
    [
        "../../../../../../../../etc/passwd",
        "/etc/passwd",
        "/dev/zero",
        "/dev/stdin",
        "",
        ".",
        "a\0b",
        "a\x1b[31m\nb",
        "n" * 5000,
        "\u202eb",
    ],
)
@pytest.mark.parametrize("key", ["original", "mended", "tail"])
def test_a_path_of_malice_gives_away_nothing(
    key: str, name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, EXACT)
    changed(folder, lambda document: document[key].update(name=name))
    code, out, err = verified(folder)
    assert code in (1, 2)
    (line,) = (out + err).splitlines()
    assert line.isprintable()
    assert "internal error" not in line
    assert "root" not in line


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    changed(folder, lambda document: document["original"].update(name="pipe"))
    assert verified(folder) == (2, "", f"dlpulint: {CERTIFICATE}: there is no file pipe\n")


def test_fifty_gigabytes_without_content_are_refused_unread(folder: Path) -> None:
    certificate = next(folder.glob("*.fix.json"))
    os.truncate(certificate, 50 * 10**9)
    done = run("--verify-fix", certificate)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.endswith(b".fix.json: larger than 64 MiB, the most that is read\n")


def test_numbers_that_are_none_are_refused(folder: Path) -> None:
    text = (folder / CERTIFICATE).read_text("utf-8")
    (folder / CERTIFICATE).write_text(text.replace('"bytes": 19560', '"bytes": NaN'), "utf-8")
    with pytest.raises(UsageError, match="no certificate"):
        read_certificate(folder / CERTIFICATE)


def test_the_result_is_a_sentence_for_python_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, EXACT)
    path = folder / CERTIFICATE
    assert verification(path, read_certificate(path)).holds
