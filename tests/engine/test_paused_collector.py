"""The search for cycles, which a lint run pauses and gives back."""

import gc
from collections.abc import Iterator

import pytest

from dlpulint import lint
from dlpulint.basics.errors import UsageError
from dlpulint.engine.paused_collector import paused_collector
from tests.places import FIXTURES

MODEL = FIXTURES / "mobilenet_int8_per_tensor.tflite"


@pytest.fixture(autouse=True)
def enabled() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_while_a_file_is_linted_nothing_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    from dlpulint.engine import one_file as linting

    seen: list[bool] = []
    load = linting.loader.load_bytes

    def watched(*arguments: object, **named: object) -> object:
        seen.append(gc.isenabled())
        return load(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(linting.loader, "load_bytes", watched)
    lint(MODEL, "artpec8")
    assert seen == [False]
    assert gc.isenabled()


def test_it_is_on_again_after_an_error() -> None:
    with pytest.raises(UsageError), paused_collector():
        raise UsageError("no")
    assert gc.isenabled()


def test_whoever_had_it_off_has_it_off_afterwards() -> None:
    gc.disable()
    lint(MODEL, "artpec8")
    assert not gc.isenabled()
