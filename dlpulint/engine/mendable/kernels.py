"""Findings about even kernels that zeros fill to an accepted size."""

from collections.abc import Collection, Sequence

from dlpulint.checks.operators import AttributeLimits
from dlpulint.engine.mendable.places import places_of
from dlpulint.facts.facts import Facts
from dlpulint.facts.window_padding import folded_pad, same_padding, written_padding
from dlpulint.findings.finding import Finding, Fixable
from dlpulint.model.graph import Model, Operator
from dlpulint.packs.pack import Limit, Pack

_SIDES = ("kernel_height", "kernel_width")
_LARGEST = 8


def odd_kernel(facts: Facts, finding: Finding, pack: Pack) -> Fixable | None:
    """Kernels with a row and a column of zeros more, where the limit accepts that size."""
    entry = pack.find(finding.rule)
    params = entry.params if isinstance(entry, Limit) else None
    if not isinstance(params, AttributeLimits) or not finding.locations:
        return None
    accepted = [params.limits.get(side) for side in _SIDES]
    places = places_of(finding)
    operators = [o for o in facts.model.operators if (o.subgraph, o.index) in places]
    if len(params.limits) > len(_SIDES):
        return None
    edits = {_edits(operator, accepted, facts.model) for operator in operators}
    if None in edits or not edits:
        return None
    what = "kernel" if len(operators) == 1 else f"kernels of {len(operators)} layers"
    return Fixable(
        max(filter(None, edits), key=len),
        f"Fill the {what} with zeros to an accepted size; the results stay the same",
    )


def _edits(operator: Operator, accepted: Sequence[object], model: Model) -> str | None:
    """The edits that give an operator accepted sizes; `None` if they do not."""
    if operator.kind not in ("conv", "depthwise-conv") or operator.subgraph:
        return None
    for side, sizes in zip(_SIDES, accepted, strict=True):
        size = operator.integer(side)
        if size is None or not isinstance(sizes, Collection):
            return None
        if size not in sizes and (size % 2 or size > _LARGEST or size + 1 not in sizes):
            return None
    if operator.text("padding") == "same":
        return "odd-kernel"
    pad = folded_pad(operator, model)
    if pad is None or operator.text("padding") != "valid" or pad.kind != "pad":
        return None
    same = same_padding(operator, model.layout, pad.input) == written_padding(pad)
    return "fold-pad,odd-kernel" if same else None
