"""Comparison of a mended file with its original in a child process."""

import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import msgspec
from msgspec.structs import replace

from dlpulint.mending.proof.result import Comparison, ProofRequest, ProofResult

_SECONDS = 600
"""Longest comparison; YOLOv5m at 640 x 640 takes some 40 seconds on one core."""

INSTALL = "pip install 'dlpulint[fix]'"
"""The command that installs what comparisons need."""


def can_run() -> bool:
    """Whether LiteRT is installed here."""
    return find_spec("ai_edge_litert") is not None and find_spec("numpy") is not None


def proof_of(
    comparison: Comparison, original: bytes, mended: bytes, tail: bytes | None
) -> ProofResult:
    """Result of running files against each other.

    Args:
        comparison: What to compare.
        original: The file before any edit.
        mended: The file after them.
        tail: What was cut off, if anything.
    """
    if not can_run():
        return ProofResult(status="not-run", reason=f"LiteRT is not installed ({INSTALL})")
    with tempfile.TemporaryDirectory(prefix="dlpulint-fix-") as name:
        folder = Path(name)
        names = {"original": original, "mended": mended, "tail": tail}
        for stem, data in names.items():
            if data is not None:
                (folder / f"{stem}.tflite").write_bytes(data)
        request = ProofRequest(
            original=str(folder / "original.tflite"),
            mended=str(folder / "mended.tflite"),
            tail=None if tail is None else str(folder / "tail.tflite"),
            comparison=comparison,
        )
        (folder / "request.json").write_bytes(msgspec.json.encode(request))
        result = _answer(folder)
        if result.status == "original-fails" and result.litert == "":
            # LiteRT crashed on the original. The mended file has to run nevertheless.
            alone = replace(request, original=None, refusal=result.reason)
            (folder / "request.json").write_bytes(msgspec.json.encode(alone))
            return _answer(folder)
        return result


def _answer(folder: Path) -> ProofResult:
    # -P keeps modules of the working folder out of the child.
    command = [sys.executable, "-P", "-m", "dlpulint.mending.proof.child", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return ProofResult(status="mended-fails", reason=f"not finished after {_SECONDS} s")
    answer = folder / "result.json"
    if done.returncode == 0 and answer.is_file():
        return msgspec.json.decode(answer.read_bytes(), type=ProofResult)
    stage = folder / "stage"
    crashed = stage.read_text() if stage.is_file() else ""
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    last = lines[-1][:300] if lines else ""
    how = f"LiteRT crashed (signal {-done.returncode})" if done.returncode < 0 else last
    if crashed == "tail":
        return ProofResult(status="tail-fails", reason=how)
    return ProofResult(
        status="original-fails" if crashed == "original" else "mended-fails", reason=how
    )
