"""Deformable convolution and attention, by their frameworks' names or made of samplers."""

from collections.abc import Iterator

from msgspec import Struct, field

from dlpulint.facts.macs import channels
from dlpulint.facts.patterns.pattern import Pattern
from dlpulint.facts.steps import CONVERSIONS, source_of
from dlpulint.model.graph import Model, Operator, Tensor

NAME = "deformable convolution"
ATTENTION = "deformable attention"

_SAMPLERS = frozenset({"grid-sample", "gather", "gather-nd", "gather-elements"})
_LAYERS = {"conv": NAME, "depthwise-conv": NAME, "matmul": ATTENTION, "fully-connected": ATTENTION}
"""Layers that compute offsets, and what their samplings are called."""
_ROUNDING = frozenset({"floor", "cast", "round", "ceil"})
_ARITHMETIC = CONVERSIONS | _ROUNDING | {
    "add", "sub", "mul", "div", "neg", "minimum", "maximum", "clip", "relu", "relu6", "tanh",
    "logistic", "reshape", "transpose", "squeeze", "expand-dims", "slice", "strided-slice",
    "split", "split-v", "pack", "unpack", "gather", "concatenation", "broadcast-to",
}  # fmt: skip
"""Kinds between offsets and a sampler; a Resize would make them a flow, a product of matrices an
affine map."""
_REACH = 60
"""Operators visited before a sampler: nine taps share some of thirty."""
_PAIRS = 4
"""Channels of an offset layer at least: two pairs. One pair per position warps a picture."""


class _Sampling(Struct, frozen=True):
    """The samplers of one source that share a layer of offsets, as found so far."""

    name: str
    first: Operator
    members: dict[Operator, None] = field(default_factory=dict)


def deformable_samplings(model: Model) -> Iterator[Pattern]:
    """Every deformable convolution or attention; the pattern's name says which.

    That is the standard operator, a custom one with such a name, or samplers whose positions are
    computed from the output of a layer: several offsets per position of the map.
    """
    found: dict[tuple[Tensor, Operator], _Sampling] = {}
    for operator in model.operators:
        foreign = ":" in operator.kind
        if operator.kind == "deformable-conv" or (foreign and "deform" in operator.native.lower()):
            yield Pattern(_native_name(operator), operator, (operator,))
        elif operator.kind in _SAMPLERS and operator.input is not None:
            layer, path = _offset_layer(operator, model)
            if layer is not None:
                key = (_image(operator.input, model), layer)
                sampling = found.setdefault(key, _Sampling(_LAYERS[layer.kind], operator))
                sampling.members.update(dict.fromkeys((layer, *path, operator)))
    for sampling in found.values():
        order = sorted(sampling.members, key=lambda member: (member.subgraph, member.index))
        yield Pattern(sampling.name, sampling.first, tuple(order))


def _native_name(operator: Operator) -> str:
    """Attention for `MSDeformAttn` and similar names, else convolution."""
    return ATTENTION if "att" in operator.native.lower() else NAME


def _offset_layer(sampler: Operator, model: Model) -> tuple[Operator | None, tuple[Operator, ...]]:
    """The layer that a sampler's positions come from, if any, and the operators between."""
    start = sampler.first("indices")
    seen: dict[Operator, None] = {}
    layer: Operator | None = None
    waiting = [] if start is None else [start]
    for tensor in waiting:
        producer = model.producer(tensor)
        if producer is None or producer in seen or len(seen) > _REACH:
            continue
        if producer.kind in _LAYERS and _is_offset_layer(producer, model):
            layer = layer or producer
        elif producer.kind in _ARITHMETIC:
            seen[producer] = None
            given = producer.inputs[:_REACH]
            waiting.extend(t for t in given if t is not None and not t.constant)
    whole = sampler.kind != "grid-sample"
    if whole and not any(operator.kind in _ROUNDING for operator in seen):
        return None, ()
    return layer, tuple(seen)


def _is_offset_layer(layer: Operator, model: Model) -> bool:
    """Whether a layer gives several pairs of offsets per position, for several positions."""
    output = layer.output
    if layer.weights is None or output is None or output.elements is None:
        return False
    depth = channels(output, model.layout)
    return depth is not None and depth >= _PAIRS and output.elements > depth


def _image(tensor: Tensor, model: Model) -> Tensor:
    """The sampled tensor, before it is reshaped for a gather."""
    for _ in range(4):
        tensor = source_of(tensor, model)
        producer = model.producer(tensor)
        if producer is None or producer.kind not in {"reshape", "transpose", "broadcast-to"}:
            break
        if producer.input is None:
            break
        tensor = producer.input
    return tensor
