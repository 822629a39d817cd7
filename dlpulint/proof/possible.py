"""Variations that can exist: the other sizes of an operator fitted to what a variation changed."""

from collections.abc import Callable, Iterator, Mapping

from dlpulint.proof import computed_sizes, moved_sizes, window_sizes
from dlpulint.proof.miniature import Miniature
from dlpulint.proof.moved_sizes import pairs, unpaired
from dlpulint.proof.sizes import OperatorSizes, Sizes, lengthened, with_size

Rule = Callable[[OperatorSizes], bool]
"""Works results and operands out from what is set; `False` where no model has such sizes."""

_SLOPES = (1, 2, 3, 4, 0.5, 0.25)
"""How much an input grows with its result: strides, blocks and factors of the miniatures."""


def possible(former: Miniature, varied: Miniature, pinned: bool = False) -> Miniature | None:
    """The varied miniature with its other sizes fitted; `None` where no model has such sizes.

    Where a variation sets inputs or options, results follow; where it sets a result, an input does.
    Where inputs and results are compared they are `pinned`: only options and constants follow.
    """
    operator = varied.operator
    if operator is former.operator or not operator.outputs or operator.input is None:
        return varied
    tensors = [*operator.inputs, *operator.outputs, *former.operator.inputs]
    if any(t is not None and (t.shape is None or None in t.shape) for t in tensors):
        return varied
    sizes = OperatorSizes(former, varied, pinned)
    rule, wanted = _RULES.get(operator.kind, computed_sizes.elementwise), sizes.made
    result_set = wanted != sizes.former_made and not any(map(sizes.changed, sizes.inputs))
    if result_set and not pinned:
        shift = len(sizes.y) - len(sizes.former_made[0])
        for position in sizes.inputs if shift else ():
            sizes.given[position] = lengthened(sizes.given[position], shift)
    _shift_axes(sizes)
    if result_set and not pinned:
        solved = _backwards(sizes, rule, wanted)
        return None if solved is None else solved.written()
    sizes.made = list(wanted)
    fits = rule(sizes) and (not pinned or sizes.made == wanted or not result_set)
    return sizes.written() if fits else None


def _backwards(sizes: OperatorSizes, rule: Rule, wanted: list[Sizes]) -> OperatorSizes | None:
    """Sizes with operands that give the results that are set, found one dimension after another."""
    former = lengthened(sizes.former_made[0], len(wanted[0]) - len(sizes.former_made[0]))
    found: OperatorSizes | None = sizes
    for axis, (size, was) in enumerate(zip(wanted[0], former, strict=True)):
        if size != was and found is not None:
            trials = (trial for trial in _trials(found, size, was, wanted) if rule(trial))
            found = next((t for t in trials if t.y[axis : axis + 1] == (size,)), None)
    if found is sizes:
        found = sizes.trial()
        # Of a result of another rank, only the rank was set.
        same = len(wanted[0]) == len(sizes.former_made[0])
        return found if rule(found) and (found.made == wanted or not same) else None
    return found if found is not None and found.made == wanted else None


def _trials(
    sizes: OperatorSizes, size: int, was: int, wanted: list[Sizes]
) -> Iterator[OperatorSizes]:
    """Sizes with one dimension of an operand changed, which may change one of the result's."""
    yield sizes.trial(wanted)
    others = [sizes.index(role) for role in ("weights", "indices")]
    for position in [*sizes.inputs, *(n for n in others if n is not None)]:
        for axis, former in enumerate(sizes.given[position]):
            grown = (former + (size - was) * slope for slope in _SLOPES)
            for other in dict.fromkeys((size, *grown)):
                if other >= 0 and other == int(other):
                    trial = sizes.trial(wanted)
                    trial.given[position] = with_size(trial.given[position], axis, int(other))
                    yield trial


def _shift_axes(s: OperatorSizes) -> None:
    """Positions of dimensions move where dimensions are put in front or dropped there."""
    shift = len(s.x) - len(s.former_x)
    if not shift or s.kind in ("pack", "expand-dims", "squeeze"):
        return
    axis, axes, perm = s.options.get("axis"), s.numbers("axes"), s.numbers("perm")
    if isinstance(axis, int) and axis >= 0 and not s.option_changed("axis"):
        s.options["axis"] = max(0, axis + shift)
    if axes is not None and not s.option_changed("axes"):
        s.options["axes"] = tuple(n + shift for n in axes if n + shift >= 0) or (0,)
    if perm is not None and not s.option_changed("perm"):
        kept = tuple(n + shift for n in perm if n + shift >= 0)
        s.options["perm"] = (*range(max(0, shift)), *kept)
    paddings = s.held("paddings")
    if paddings is not None and len(paddings) == 2 * len(s.former_x):
        shifted = [(0, 0)] * shift + pairs(paddings, s.last)[max(0, -shift) :]
        s.hold("paddings", unpaired(shifted, s.last))


_REDUCTIONS = (
    *("mean", "sum", "reduce-max", "reduce-min", "reduce-prod", "reduce-any", "reduce-all"),
    *("arg-max", "arg-min"),
)
_RULES: Mapping[str, Rule] = {
    "concatenation": moved_sizes.concatenation,
    "pack": moved_sizes.pack,
    "unpack": moved_sizes.unpack,
    "reshape": moved_sizes.reshape,
    "squeeze": moved_sizes.squeeze,
    "expand-dims": moved_sizes.expand,
    "transpose": moved_sizes.transpose,
    "gather": moved_sizes.gather,
    "matmul": computed_sizes.matmul,
    "fully-connected": computed_sizes.fully_connected,
    **dict.fromkeys(("split", "split-v"), moved_sizes.split),
    **dict.fromkeys(_REDUCTIONS, computed_sizes.reduction),
    **dict.fromkeys(("pad", "pad-v2", "mirror-pad"), moved_sizes.pad),
    **dict.fromkeys(("resize-bilinear", "resize-nearest", "resize-cubic"), moved_sizes.resize),
    **dict.fromkeys(("depth-to-space", "space-to-depth"), moved_sizes.blocks),
    **dict.fromkeys(("slice", "strided-slice"), moved_sizes.cut),
    **dict.fromkeys(("max-pool", "average-pool", "l2-pool"), window_sizes.pool),
    **dict.fromkeys(("conv", "depthwise-conv", "transpose-conv"), window_sizes.convolution),
}
"""What fits the sizes of a kind; of those that are not named, results have the operands' shape."""
