"""A check of the resolution of scores that share a scale with other values."""

from collections.abc import Iterator

from msgspec import Struct

from dlpulint.checks.base import Positive, model_check
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit, Value


class ScoreLevels(Struct, frozen=True, kw_only=True):
    """The resolution that scores need."""

    min: Positive
    """Steps between 0 and 1 at least."""


@model_check("score-levels", ScoreLevels, "levels", "scale", "source", "native")
def score_levels(facts: Facts, params: ScoreLevels) -> Iterator[Hit]:
    """Scores between 0 and 1 keep enough steps on their way to the outputs.

    Joined with larger values, such as pixel coordinates, they get a scale too coarse for scores.
    """
    for carried in facts.carried_scores:
        values: dict[str, Value] = {
            "levels": "?",
            "scale": "?",
            "source": f"{carried.source.native} #{carried.source.index}",
            "native": carried.operator.native,
        }
        if carried.scale is None:
            if carried.mixed:
                reason = "the scale that scores share with other values is not known"
                yield Hit(carried.operator, values, "scale", unknown=reason, pattern="scores")
        elif carried.scale * params.min > 1:
            values |= {"levels": int(1 / carried.scale), "scale": float(f"{carried.scale:.3g}")}
            yield Hit(carried.operator, values, "scale", pattern="scores")
