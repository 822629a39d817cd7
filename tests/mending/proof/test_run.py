"""Comparisons where LiteRT is not installed, or crashes."""

import subprocess
from pathlib import Path

import msgspec
import pytest

from dlpulint.mending.proof import run
from dlpulint.mending.proof.result import Comparison, ProofRequest, ProofResult


def test_without_litert_nothing_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "find_spec", lambda name: None)
    assert not run.can_run()
    result = run.proof_of(Comparison(inputs=(), outputs=()), b"", b"", None)
    assert result.status == "not-run"
    assert result.reason == "LiteRT is not installed (pip install ai-edge-litert)"
    assert not result.exact


@pytest.mark.parametrize("missing", ["ai_edge_litert", "numpy"])
def test_both_packages_are_needed(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "find_spec", lambda name: None if name == missing else object())
    assert not run.can_run()


def test_a_comparison_leaves_no_folder_whatever_ends_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answer = msgspec.json.encode(ProofResult(status="compared", litert="2"))
    answers = [
        subprocess.CompletedProcess((), -11, b"original\n", b""),
        subprocess.CompletedProcess((), 0, b"original\nmended\n" + answer, b""),
    ]
    seen: list[ProofRequest] = []

    def child(*_: object, input: bytes, **__: object) -> "subprocess.CompletedProcess[bytes]":
        assert list(tmp_path.iterdir()) == []
        seen.append(msgspec.json.decode(input, type=ProofRequest))
        return answers.pop(0)

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(run, "can_run", lambda: True)
    monkeypatch.setattr("subprocess.run", child)
    result = run.proof_of(Comparison(inputs=(), outputs=()), b"before", b"after", None)
    assert result.status == "compared"
    first, second = seen
    assert (first.original, first.mended, first.tail) == (b"before", b"after", None)
    assert (second.original, second.refusal) == (None, "LiteRT crashed (signal 11)")
