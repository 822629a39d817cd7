"""What is known to be answered wrongly: `known_misses.toml` says what, and who says so.

A miss that is answered otherwise than it says there fails: take it out if the answer is right now,
else write down the new one.
"""

import tomllib
from functools import cache
from pathlib import Path

import msgspec
import pytest
from msgspec import Struct

from dlpulint.api import lint
from dlpulint.packs.library import Folders
from dlpulint.report.report import ModelReport
from dlpulint.reporters.first_step import first_step
from tests.places import CORPUS, FIXTURES, ROOT

LIST = ROOT / "tests" / "known_misses.toml"
MODELS = CORPUS or Path("none")


class Answer(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An answer as far as it is wrong; what is not given may be anything."""

    verdict: str | None = None
    first: str | None = None
    """The beginning of the first advice."""
    says: str | None = None
    """A text that some finding has in its message, cure or id."""
    lacks: str | None = None
    """A text that no finding has there."""
    on_dlpu: tuple[int, ...] = ()
    """Operators of the first graph that are placed on the DLPU, or may be."""
    off_dlpu: tuple[int, ...] = ()
    """Operators of the first graph that are not, or may not be."""


class Miss(Struct, frozen=True, forbid_unknown_fields=True):
    """A file that is answered wrongly on a target."""

    file: str
    """Below fixtures/ or DLPULINT_MODELS, or in a folder beside the latter."""
    target: str
    ours: Answer
    right: str
    judge: str
    """Who says what is right: a compiler, a runtime, a report with its address."""
    why: str
    """Why it is answered wrongly, and what it would take to mend that."""


class _List(Struct, frozen=True, forbid_unknown_fields=True):
    miss: tuple[Miss, ...] = ()


MISSES = msgspec.convert(tomllib.loads(LIST.read_text("utf-8")), _List).miss


def place(miss: Miss) -> Path | None:
    """The file of a miss; `None` where there is no folder that could have it."""
    for folder in (FIXTURES, MODELS, MODELS.parent):
        if (folder / miss.file).is_file() or (folder / miss.file.split("/")[0]).is_dir():
            return folder / miss.file
    return None


@cache
def answer(path: str, target: str) -> ModelReport:
    return lint([path], targets=[target]).reports[0]


def mended(report: ModelReport, ours: Answer) -> list[str]:
    """What is not, or not any more, as the list says."""
    step = first_step(report)
    first = "" if step is None else f"{step.gain} {step.how}".strip()
    text = "\n".join(f"{f.rule} {f.message} {f.fix}" for f in report.findings)
    placement = report.placement
    devices = {
        operator.index: operator.device.value
        for operator in (() if placement is None else placement.operators)
        if operator.subgraph == 0
    }
    states = {
        f"the verdict is {report.verdict.value}": ours.verdict in (None, report.verdict.value),
        f"the first advice is {first}": ours.first is None or first.startswith(ours.first),
        f"nothing says {ours.says}": ours.says is None or ours.says in text,
        f"something says {ours.lacks}": ours.lacks is None or ours.lacks not in text,
    }
    for wrong, indices in (("cpu", ours.on_dlpu), ("dlpu", ours.off_dlpu)):
        for index in indices:
            device = devices.get(index, "nowhere")
            states[f"operator {index} is on the {device}"] = device not in (wrong, "nowhere")
    return [text for text, same in states.items() if not same]


def test_every_entry_says_what_is_wrong_on_a_target_that_there_is() -> None:
    assert {miss.target for miss in MISSES} <= {*Folders().targets()}
    for miss in MISSES:
        assert miss.ours != Answer(), miss
        assert all((miss.right, miss.judge, miss.why)), miss
    keys = [(miss.file, miss.target, miss.right) for miss in MISSES]
    assert len(set(keys)) == len(keys)


def test_known_misses_are_still_answered_wrongly() -> None:
    for miss in MISSES:
        path = place(miss)
        if path is None:  # There is no such folder in that of DLPULINT_MODELS, or beside it.
            continue
        assert path.is_file(), f"there is no {miss.file} any more"
        now = mended(answer(str(path), miss.target), miss.ours)
        assert not now, f"{miss.file} is answered otherwise on {miss.target}: {'; '.join(now)}"


@pytest.mark.parametrize(
    ("ours", "mends"),
    [
        (Answer(verdict="rejected", says="float"), []),
        (Answer(verdict="clean"), ["the verdict is rejected"]),
        (Answer(lacks="float"), ["something says float"]),
        (Answer(says="a word that no finding has"), ["nothing says a word that no finding has"]),
    ],
    ids=lambda value: str(value)[:40],
)
def test_an_answer_that_is_right_now_is_told(ours: Answer, mends: list[str]) -> None:
    found = mended(answer(str(FIXTURES / "attention_float32.tflite"), "artpec7"), ours)
    assert found == mends
