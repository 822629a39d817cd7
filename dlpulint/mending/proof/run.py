"""Comparison of a mended file with its original in a child process."""

import subprocess
import sys
from importlib.util import find_spec

import msgspec
from msgspec.structs import replace

from dlpulint.mending.proof.result import Comparison, ProofRequest, ProofResult

_SECONDS = 600
"""Longest comparison; YOLOv5m at 640 x 640 takes some 40 seconds on one core."""

INSTALL = "pip install ai-edge-litert"
"""The command that installs what comparisons need, wherever dlpulint itself comes from."""


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
    request = ProofRequest(original=original, mended=mended, tail=tail, comparison=comparison)
    result = _answer(request)
    if result.status == "original-fails" and result.litert == "":
        # LiteRT crashed on the original. The mended file has to run nevertheless.
        return _answer(replace(request, original=None, refusal=result.reason))
    return result


def _answer(request: ProofRequest) -> ProofResult:
    # By pipes: a folder would stay behind if this process were killed. -P keeps modules of the
    # working folder out of the child.
    command = [sys.executable, "-P", "-m", "dlpulint.mending.proof.child"]
    asked = msgspec.json.encode(request)
    try:
        done = subprocess.run(
            command, input=asked, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return ProofResult(status="mended-fails", reason=f"not finished after {_SECONDS} s")
    *_, said = [b"", *done.stdout.splitlines()]
    if done.returncode == 0:
        return msgspec.json.decode(said, type=ProofResult)
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    last = lines[-1][:300] if lines else ""
    how = f"LiteRT crashed (signal {-done.returncode})" if done.returncode < 0 else last
    if said == b"tail":
        return ProofResult(status="tail-fails", reason=how)
    return ProofResult(
        status="original-fails" if said == b"original" else "mended-fails", reason=how
    )
