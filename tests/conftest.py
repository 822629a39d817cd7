"""What tests of several folders need before they run."""

import pytest


@pytest.fixture
def without_litert(monkeypatch: pytest.MonkeyPatch) -> None:
    """LiteRT is not installed, as on a machine with README's installation."""
    monkeypatch.setattr("dlpulint.mending.proof.run.find_spec", lambda name: None)
