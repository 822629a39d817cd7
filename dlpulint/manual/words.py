"""Limits in words, worked out from the parameters of their checks."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dlpulint.checks.axes import AxesLimits, PermutationLimits
from dlpulint.checks.base import Check, alternatives
from dlpulint.checks.broadcast import BroadcastForm
from dlpulint.checks.constants import ConstantValues
from dlpulint.checks.neighbours import Neighbours
from dlpulint.checks.operand_size import SizeLimit
from dlpulint.checks.operators import AttributeLimits, OperandCount, OperandKind, Range, text_of
from dlpulint.checks.quantization import DtypeLimits, WeightGranularity
from dlpulint.checks.relations import DimensionRelation
from dlpulint.checks.reshaping import ResizeFactor
from dlpulint.checks.scales import FixedQuantization, SameQuantization, ScaleRatio
from dlpulint.checks.shapes import DimensionLimits, LeadingOnes, RankLimits
from dlpulint.checks.windows import PaddingLimits, WindowLimits
from dlpulint.packs.pack import Limit


def limit_in_words(limit: Limit) -> str:
    """The requirement of a limit: `kernel height and kernel width 1, 3 or 5`."""
    asked = in_words(limit.check, limit.params)
    guards = " or ".join(in_words(guard.check, guard.params) for guard in limit.when)
    return f"{asked}, unless {guards}" if guards else asked


def in_words(check: Check, params: Any) -> str:
    """The requirement of a check with these parameters; its statement if it has no words here."""
    words = _WORDS.get(check.name)
    return words(params) if words is not None else general(check, params)


def general(check: Check, params: Any) -> str:
    """The statement of any check, and its parameters as a pack writes them."""
    stated = [
        f"{name} {value_text(getattr(params, name))}"
        for name in params.__struct_fields__
        if name != "operators" and getattr(params, name) not in (None, (), "")
    ]
    statement = check.statement.split(". ")[0].rstrip(".")
    statement = statement[:1].lower() + statement[1:]
    return f"{statement} ({', '.join(stated)})" if stated else statement


def value_text(value: object) -> str:
    """A parameter's value as people write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, tuple):
        return alternatives(map(value_text, value))
    return str(value)


def _both(words: Iterable[str]) -> str:
    listed = list(words)
    return " and ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)


def _joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _plain(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")


def _options(params: AttributeLimits) -> str:
    alike: dict[str, list[str]] = {}
    for name, allowed in params.limits.items():
        alike.setdefault(text_of(allowed), []).append(_plain(name))
    return "; ".join(f"{_both(options)} {allowed}" for allowed, options in alike.items())


def _axes(params: AxesLimits) -> str:
    return _joined(
        f"axes {alternatives(params.allow)} only" if params.allow else "",
        f"axes other than {alternatives(params.forbid)}" if params.forbid else "",
        f"axes {_both(map(str, params.require))} among them" if params.require else "",
    )


def _orders(params: PermutationLimits) -> str:
    return _joined(
        f"order {alternatives(params.allow)}" if params.allow else "",
        f"not order {alternatives(params.forbid)}" if params.forbid else "",
        f"dimension {_both(map(str, params.keep))} not moved" if params.keep else "",
    )


def _dtypes(params: DtypeLimits) -> str:
    aside = "" if params.constants else ", except constants"
    return f"{_both(params.roles)} of {alternatives(params.allow)}{aside}"


def _ranks(params: RankLimits) -> str:
    return f"{_both(params.roles)} of {Range(min=params.min, max=params.max)} dimensions"


def _leading(params: LeadingOnes) -> str:
    return f"{_both(params.roles)} with 1 in all but the {params.innermost} innermost dimensions"


def _dimensions(params: DimensionLimits) -> str:
    stated = params.dimension if isinstance(params.dimension, tuple) else (params.dimension,)
    numbers = [str(dimension) for dimension in stated if isinstance(dimension, int)]
    named = [str(dimension) for dimension in stated if not isinstance(dimension, int)]
    if numbers:
        named.append(f"dimension{'s' if len(numbers) > 1 else ''} {_both(numbers)}")
    return f"{_both(named)} of its {_plain(params.role)} {_numbers(params.allow)}"


def _numbers(allow: Range | tuple[int, ...]) -> str:
    return str(allow) if isinstance(allow, Range) else alternatives(allow)


def _operand(params: OperandKind) -> str:
    be = {"variable": "computed", "absent": "left out", "present": "given"}
    roles = (params.role,) if isinstance(params.role, str) else params.role
    return f"{_both(map(_plain, roles))} {be.get(params.be, params.be)}"


def _count(params: OperandCount) -> str:
    return f"at most {params.max} {_plain(params.role)} operands"


def _factor(params: ResizeFactor) -> str:
    return f"height and width at most {params.max} times as large"


def _granularity(params: WeightGranularity) -> str:
    wider = " or per channel" if params.allow == "per-channel" else ""
    return f"weight scales per tensor{wider}"


def _elements(params: ConstantValues) -> str:
    allow = params.allow
    text = "zeros only (its zero point)" if isinstance(allow, str) else _numbers(allow)
    return f"its {_plain(params.role)} holds {text}"


def _same(params: SameQuantization) -> str:
    part = {"both": "scale and zero point", "scale": "scale", "zero-point": "zero point"}
    within = f" within {100 * params.tolerance:g} %" if params.tolerance else ""
    role, other = _plain(params.role), _plain(params.same_as)
    return f"{part[params.part]} of its {role} as of its {other}{within}"


def _fixed(params: FixedQuantization) -> str:
    words = {"min": "the minimum of its type", "mid": "the middle of its type"}
    parts = []
    if params.scale is not None:
        parts.append(f"scale {params.scale:.9g}")
    if params.zero_point is not None:
        parts.append(f"zero point {words.get(str(params.zero_point), params.zero_point)}")
    return f"{params.role} with {' and '.join(parts)}"


def _ratio(params: ScaleRatio) -> str:
    words = ("at least", "more than", "at most", "less than")
    ends = zip(words, (params.min, params.above, params.max, params.below), strict=True)
    bounds = " and ".join(f"{word} {end:g}" for word, end in ends if end is not None)
    return f"scale of {' x '.join(params.of)} over that of {' x '.join(params.by)} {bounds}"


def _relation(params: DimensionRelation) -> str:
    other = params.dimension if params.to_dimension is None else params.to_dimension
    size, n = (
        f"{f'dimension {axis}' if isinstance(axis, int) else axis} of its {_plain(role)}"
        for axis, role in ((params.dimension, params.role), (other, params.to_role))
    )
    if params.allow == ("n",):
        return f"{size} the same as {n}"
    return f"{size} {alternatives(params.allow)}, n being {n}"


def _size(params: SizeLimit) -> str:
    counted: str = params.unit
    if params.product is not None:
        counted = " x ".join(
            name if multiple == 1 else f"{name} (rounded up to {multiple})"
            for name in ("batch", "height", "width", "channels")
            if (multiple := getattr(params.product, name)) is not None
        )
    times = "" if params.factor == 1 else f"{params.factor} x "
    plus = f" + {params.plus:,}" if params.plus else ""
    every = "all of its" if params.of == "sum" else "its"
    return f"{times}{counted} of {every} {_plain(params.role)}{plus} at most {params.max:,}"


def _broadcast(params: BroadcastForm) -> str:
    only = f"{alternatives(map(_plain, params.allow))} only" if params.allow else ""
    forbidden = f"not {alternatives(map(_plain, params.forbid))}" if params.forbid else ""
    return f"operands {_joined(only, forbidden)}"


def _window(params: WindowLimits) -> str:
    whole = params.window == "whole-input"
    return "a window over the whole input" if whole else "a window no larger than the input"


def _padding(params: PaddingLimits) -> str:
    same = ", or as SAME pads" if params.or_same else ""
    folded = ", including a PAD before it" if params.folded else ""
    return f"padding on each side {params.allow}{same}{folded}"


def _neighbours(params: Neighbours) -> str:
    words = ("after", "not after", "read by", "not read by")
    kinds = (params.after, params.not_after, params.before, params.not_before)
    ends = (("input", params.graph_input), ("output", params.graph_output))
    return _joined(
        *(f"{word} {alternatives(k)}" for word, k in zip(words, kinds, strict=True) if k),
        "read by one operator only" if params.single_consumer else "",
        *(f"{'' if at else 'not '}at an {end} of the graph" for end, at in ends if at is not None),
    )


_WORDS: Mapping[str, Callable[[Any], str]] = {
    "attribute-limits": _options,
    "axes-limits": _axes,
    "broadcast-form": _broadcast,
    "constant-values": _elements,
    "dimension-limits": _dimensions,
    "dimension-relation": _relation,
    "dtype-limits": _dtypes,
    "fixed-quantization": _fixed,
    "leading-ones": _leading,
    "neighbours": _neighbours,
    "operand-count": _count,
    "operand-kind": _operand,
    "padding-limits": _padding,
    "permutation-limits": _orders,
    "rank-limits": _ranks,
    "resize-factor": _factor,
    "same-quantization": _same,
    "scale-ratio": _ratio,
    "size-limit": _size,
    "weight-granularity": _granularity,
    "window-limits": _window,
}
