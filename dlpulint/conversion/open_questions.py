"""Packs for models before their conversion: questions that only conversion settles are left out."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from dlpulint.checks.base import Check
from dlpulint.findings.hit import Hit
from dlpulint.model.graph import Model
from dlpulint.packs.pack import Condition, Limit, Pack

_LATER = frozenset({
    "bias-scales", "fixed-quantization", "input-range", "same-quantization", "scalar-constant",
    "scale-ratio", "scale-spread", "score-levels", "version-limits", "minimum-runtime",
})  # fmt: skip
"""Checks whose answer depends on scales and zero points, or on the versions of operators."""

_CHOSEN = frozenset({"end-dtypes"})
"""Checks of choices made when converting: whether inputs and outputs are signed."""


def before_conversion(pack: Pack, *, scheme_open: bool = False) -> Pack:
    """The pack without the answers "cannot tell" of questions about scales and versions.

    Before calibration every operator would get that answer, and no operator a device. Known
    quantization, such as the output of a Softmax, is still judged. `scheme_open` states that the
    user has not chosen between per-tensor and per-channel weights: no rule asks about it.
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
            replace(rule, check=_certain(rule.check))
            for rule in pack.rules
            if rule.check.name not in chosen
        ),
    )


def left_open(model: Model, pack: Pack) -> list[str]:
    """Ids of the limits on the model's operators whose answer has to wait for conversion."""
    rows = [row for kind in {o.kind for o in model.operators} for row in pack.rows_for(kind)]
    limits = (*pack.limits, *(limit for row in rows for limit in row.limits))
    return sorted({limit.id for limit in limits if limit.check.name in _LATER})


def _limit(limit: Limit) -> Limit:
    when = tuple(Condition(check=_certain(c.check), params=c.params) for c in limit.when)
    return replace(limit, check=_certain(limit.check), when=when)


def _certain(check: Check) -> Check:
    """The check without its answers "cannot tell", if it has to wait for conversion."""
    if check.name not in _LATER:
        return check

    def ask(*subject: Any) -> Iterator[Hit]:
        return (hit for hit in check.ask(*subject) if hit.unknown is None)

    return replace(check, ask=ask)
