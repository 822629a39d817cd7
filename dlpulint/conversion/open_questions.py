"""A pack asked about a model before its conversion: what only that will tell is set aside."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from dlpulint.checks.base import Check
from dlpulint.findings.hit import Hit
from dlpulint.model.graph import Model
from dlpulint.packs.pack import Condition, Limit, Pack

_LATER = frozenset(
    {
        "fixed-quantization",
        "input-range",
        "same-quantization",
        "scalar-constant",
        "scale-ratio",
        "scale-spread",
        "score-levels",
        "version-limits",
        "minimum-runtime",
    }
)
"""Checks whose answer depends on scales and zero points, or on the versions of operators."""

_CHOSEN = frozenset({"end-dtypes"})
"""Checks of what one chooses when converting: whether the ends are signed."""


def before_conversion(pack: Pack, *, scheme_open: bool = False) -> Pack:
    """The pack without the answers "cannot tell" of questions about scales and versions.

    Before calibration that is the answer about every operator, which would leave all of them
    without a device. What is known, such as the output of a Softmax, is still judged. With
    `scheme_open` nobody has said yet whether weights get a scale a channel: no rule asks.
    """
    chosen = _CHOSEN | {"weight-granularity"} if scheme_open else _CHOSEN
    return replace(
        pack,
        rows={
            kind: tuple(replace(row, limits=tuple(map(_limit, row.limits))) for row in rows)
            for kind, rows in pack.rows.items()
        },
        limits=tuple(map(_limit, pack.limits)),
        rules=tuple(
            replace(rule, check=_left_open(rule.check))
            for rule in pack.rules
            if rule.check.name not in chosen
        ),
    )


def left_open(model: Model, pack: Pack) -> list[str]:
    """Ids of such limits that the model's kinds of operators come under."""
    rows = [row for kind in {o.kind for o in model.operators} for row in pack.rows_for(kind)]
    limits = (*pack.limits, *(limit for row in rows for limit in row.limits))
    return sorted({limit.id for limit in limits if limit.check.name in _LATER})


def _limit(limit: Limit) -> Limit:
    when = tuple(
        Condition(check=_left_open(condition.check), params=condition.params)
        for condition in limit.when
    )
    return replace(limit, check=_left_open(limit.check), when=when)


def _left_open(check: Check) -> Check:
    if check.name not in _LATER:
        return check

    def ask(*subject: Any) -> Iterator[Hit]:
        return (hit for hit in check.ask(*subject) if hit.unknown is None)

    return replace(check, ask=ask)
