"""What is left of scores that share a scale with other values."""

import pytest

from dlpulint.checks.score_resolution import score_levels
from tests.checks.asking import FlatHit, ask


def detector(scale: str) -> str:
    return f"""
    input x: int8[1,9,8] scale=0.1
    input boxes: int8[1,9,4] {scale}
    logistic s: int8[1,9,8] scale=0.00390625 zp=-128 <- x
    quantize q: int8[1,9,8] {scale} <- s
    concatenation y: int8[1,9,12] {scale} <- boxes, q
    output y
    """


def hit(subject: str, scale: float | str, levels: int | str, unknown: str | None = None) -> FlatHit:
    values = {
        "levels": levels,
        "scale": scale,
        "source": "LOGISTIC #0",
        "native": subject.split()[0],
    }
    return FlatHit(subject, values, "scale", unknown=unknown, pattern="scores")


def test_scores_on_the_scale_of_pixels_are_told_at_every_step() -> None:
    assert ask(score_levels, detector("scale=2.5123"), min=16) == [
        hit("QUANTIZE 1", 2.51, 0),
        hit("CONCATENATION 2", 2.51, 0),
    ]


@pytest.mark.parametrize(("scale", "levels"), [("0.25", 4), ("0.07", 14), ("0.0626", 15)])
def test_the_steps_between_0_and_1_are_counted(scale: str, levels: int) -> None:
    assert [
        hit.values["levels"] for hit in ask(score_levels, detector(f"scale={scale}"), min=16)
    ] == [
        levels,
        levels,
    ]


@pytest.mark.parametrize("scale", ["0.0625", "0.0042", "0.00390625"])
def test_enough_steps_are_good(scale: str) -> None:
    assert ask(score_levels, detector(f"scale={scale}"), min=16) == []


def test_a_shared_scale_that_is_not_known_cannot_be_judged() -> None:
    reason = "the scale that scores share with other values is not known"
    assert ask(score_levels, detector(""), min=16) == [hit("CONCATENATION 2", "?", "?", reason)]


def test_a_scale_of_scores_alone_need_not_be_known() -> None:
    sketch = "input x: int8[1,4]\nlogistic s: int8[1,4] <- x\nreshape y: int8[4] <- s\noutput y"
    assert ask(score_levels, sketch, min=16) == []
