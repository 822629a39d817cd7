"""Titles of limits and rows: noun phrases that a person would search for."""

from collections.abc import Callable, Mapping
from typing import Any

from dlpulint.model.kinds import natives_of
from dlpulint.packs.pack import Limit, Pack, Row

_SIDES = ("_height", "_width", "_depth", "_top", "_bottom", "_left", "_right", "_before", "_after")
_NAMES = {
    "kernel": "kernel size",
    "shape": "window size",
    "alpha": "negative slope",
    "keep dims": "kept dimensions",
    "fused activation": "fused activation",
    "num outputs": "number of parts",
    "transpose": "transposed factors",
}
_WILDCARDS = {
    "custom:*": "Custom operator",
    "flex:*": "TensorFlow (Flex) operator",
    "unconverted:*": "Operator without conversion",
}
_MANY = 2
"""Roles or dimensions that a title names."""


def row_title(row: Row, pack: Pack) -> str:
    """`QUANTIZE operator`; the name is that of the first format that the target accepts."""
    return _WILDCARDS.get(row.kind) or f"{_native(row.kind, pack)} operator"


def limit_title(limit: Limit, pack: Pack) -> str:
    """`Kernel size of CONV_2D`; without the operator for a limit of all operators."""
    name = limit.check.name
    by_params = _NOUNS_BY_PARAMS.get(name)
    noun = _NOUNS.get(name, _plain(name)) if by_params is None else by_params(limit.params)
    title = noun[:1].upper() + noun[1:]
    _, *parts = limit.id.split("/")
    return f"{title} of {_native(parts[0], pack)}" if len(parts) > 1 else title


def _native(kind: str, pack: Pack) -> str:
    """The name of a kind in the target's own format."""
    names = [name for format in pack.formats for name in natives_of(kind, format)[:1]]
    return names[0] if names else kind.rpartition(":")[2]


def _plain(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")


def _attributes(params: Any) -> str:
    names = []
    for option in params.limits:
        stem = next((option.removesuffix(s) for s in _SIDES if option.endswith(s)), option)
        plain = _plain(stem)
        names.append(_NAMES.get(plain, plain))
    return " and ".join(dict.fromkeys(names))


def _roles(params: Any) -> str:
    named = [_plain(role) for role in params.roles]
    return " and ".join(named) if len(named) <= _MANY else "operands"


def _dimension(params: Any) -> str:
    stated = params.dimension if isinstance(params.dimension, tuple) else (params.dimension,)
    ends = {0: "first dimension", -1: "last dimension"}
    named = [_plain(d) if isinstance(d, str) else ends.get(d, f"dimension {d}") for d in stated]
    noun = " and ".join(named) if len(named) <= _MANY else "size"
    return f"{noun} of the {_plain(params.role)}"


def _operand(params: Any) -> str:
    roles = (params.role,) if isinstance(params.role, str) else params.role
    found = {"constant": "computed ", "variable": "constant ", "present": "missing "}
    noun = " or ".join(map(_plain, roles)) if len(roles) <= _MANY else "operands"
    return found.get(params.be, "") + noun


_NOUNS: Mapping[str, str] = {
    "axes-limits": "axes",
    "broadcast-form": "broadcasting",
    "equal-dilation": "dilation",
    "fixed-sizes-around": "sizes known only while running",
    "forbidden-operators": "operators newer than the runtime",
    "middle-padding": "padding",
    "not-beside": "operators beside a compiled part",
    "operand-order": "operand order",
    "padding-limits": "padding",
    "permutation-limits": "order of dimensions",
    "rank-limits": "number of dimensions",
    "resize-factor": "resize factor",
    "same-quantization": "input and output quantization",
    "scalar-constant": "constant operand",
    "scale-ratio": "ratio of scales",
    "shape-kept": "kept dimensions",
    "standard-domain": "operators of other domains",
    "version-limits": "operator version",
    "weight-granularity": "scales of the weights",
    "window-limits": "window size",
}
_NOUNS_BY_PARAMS: Mapping[str, Callable[[Any], str]] = {
    "attribute-limits": _attributes,
    "constant-values": lambda params: f"values of the {_plain(params.role)}",
    "dimension-limits": _dimension,
    "dimension-relation": _dimension,
    "dtype-limits": lambda params: f"data type of {_roles(params)}",
    "fixed-quantization": lambda params: f"{_plain(params.role)} quantization",
    "leading-ones": lambda params: f"leading dimensions of {_roles(params)}",
    "operand-count": lambda params: f"number of {_plain(params.role)} operands",
    "operand-kind": _operand,
    "size-limit": lambda params: f"{params.unit} of the {_plain(params.role)}",
}
