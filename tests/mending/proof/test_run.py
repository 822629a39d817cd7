"""Comparisons where LiteRT is not installed."""

import pytest

from dlpulint.mending.proof import run
from dlpulint.mending.proof.result import Comparison


def test_without_litert_nothing_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "find_spec", lambda name: None)
    assert not run.can_run()
    result = run.proof_of(Comparison(inputs=(), outputs=()), b"", b"", None)
    assert result.status == "not-run"
    assert result.reason == "LiteRT is not installed (pip install 'dlpulint[fix]')"
    assert not result.exact


@pytest.mark.parametrize("missing", ["ai_edge_litert", "numpy"])
def test_both_packages_are_needed(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "find_spec", lambda name: None if name == missing else object())
    assert not run.can_run()
