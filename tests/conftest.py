"""What tests of several folders need before they run."""

import os

import pytest

# Results of another day, or of another test, must not stand for those of the code at hand.
os.environ["DLPULINT_CACHE_DIR"] = ""


@pytest.fixture
def without_litert(monkeypatch: pytest.MonkeyPatch) -> None:
    """LiteRT is not installed, as on a machine with README's installation."""
    monkeypatch.setattr("dlpulint.mending.proof.run.find_spec", lambda name: None)
