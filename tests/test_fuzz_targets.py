"""Every fuzz target reads its seeds and damaged ones: targets that nobody runs go stale."""

from pathlib import Path
from random import Random

import pytest
import yaml

from dlpulint.basics.errors import DlpulintError, UsageError
from tests.fuzzing.registry import TARGETS, target
from tests.fuzzing.replay import escapes, stored
from tests.fuzzing.words import SCHEMAS, write_words
from tests.mutations.plain import PLAIN
from tests.places import ROOT

FEW = 3
"""Seeds of a target that the quick tests read."""


def damaged(name: str, times: int) -> list[tuple[str, bytes]]:
    """Seeds of a target with one or two kinds of damage each."""
    seeds = list(target(name).seeds())
    found = []
    for number in range(times):
        random = Random(number)
        label, data = seeds[number % len(seeds)]
        for _ in range(random.choice((1, 1, 2))):
            data = random.choice(PLAIN)(data or b"\0", random)
        found.append((f"{label} {number}", data))
    return found


def test_every_target_is_registered() -> None:
    folder = ROOT / "tests" / "fuzzing" / "targets"
    assert {path.stem for path in folder.glob("[!_]*.py")} == set(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_are_sound(name: str) -> None:
    seeds = list(target(name).seeds())[:FEW]
    assert seeds
    for _, data in seeds:
        if name == "certificate":
            with pytest.raises(UsageError, match="there is no file"):
                target(name).read(data)
        else:
            target(name).read(data)


@pytest.mark.parametrize("name", TARGETS)
def test_damage_does_no_harm(name: str) -> None:
    assert list(escapes(name, iter(damaged(name, 30)))) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_more_damage_does_no_harm(name: str) -> None:
    assert list(escapes(name, iter(damaged(name, 2_000)))) == []


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_no_such_file_is_refused(name: str) -> None:
    if name in ("edgetpu", "report", "log"):
        # A package that cannot be read states nothing, nor does what is no log; what is no JSON is
        # linted as a model.
        target(name).read(b"\xff\0nothing")
        return
    with pytest.raises(DlpulintError):
        target(name).read(b"\xff\0nothing")


def test_an_escape_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def crash(_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("tests.fuzzing.targets.baseline.read_baseline", crash)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.json").write_bytes(b"{}")
    (found,) = escapes("baseline", stored([str(tmp_path)]))
    file = tmp_path / "deep" / "a.json"
    assert found.startswith(f"{file}: RecursionError at test_fuzz_targets.py:")


@pytest.mark.parametrize("name", SCHEMAS)
def test_dictionaries_have_the_keys_of_a_format(name: str, tmp_path: Path) -> None:
    file = tmp_path / "words"
    assert write_words(name, file)
    assert len(file.read_text("utf-8").splitlines()) > 15
    assert not write_words("tflite", file)


def test_every_target_is_fuzzed_at_night() -> None:
    text = (ROOT / ".github" / "workflows" / "fuzz.yml").read_text("utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["jobs"]["targets"]["strategy"]["matrix"]["target"] == list(TARGETS)
