"""Share of a model in the simple layers that every DLPU is built for."""

from collections.abc import Mapping

from msgspec import Struct

from dlpulint.model.graph import Operator

SIMPLE = frozenset({
    "conv", "depthwise-conv", "fully-connected", "add", "relu", "relu6", "clip", "max-pool",
    "average-pool",
})  # fmt: skip
"""Axis' simple layers (convolution, addition, ReLU), and kinds that are no harder.

A depthwise convolution is one in groups, a fully connected layer one at a single position, a
pooling one without weights; a clip is how ONNX writes ReLU6. Whether an activation is fused makes
no difference to the share of MACs and little to that of operators.
"""

_RESTATING = frozenset(
    {"quantize", "dequantize", "identity", "dropout", "batch-normalization", "fake-quant"}
)
"""Kinds that only convert a tensor's number type, or are folded away before the model runs.

They are not counted: a Q/DQ file has two of them around each layer.
"""


class SimpleLayers(Struct, frozen=True):
    """Operators and multiply-accumulates in simple layers, and in the whole model."""

    operators: int
    of_operators: int
    macs: int
    of_macs: int

    @property
    def operator_share(self) -> float | None:
        """Part of 1, to four places; `None` without operators."""
        return _share(self.operators, self.of_operators)

    @property
    def mac_share(self) -> float | None:
        """Part of 1, to four places; `None` without multiply-accumulates."""
        return _share(self.macs, self.of_macs)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def simple_layers(macs: Mapping[Operator, int | None]) -> SimpleLayers:
    """Simple layers of a model; `macs` holds the multiply-accumulates of every operator."""
    counted = [operator for operator in macs if operator.kind not in _RESTATING]
    simple = [operator for operator in counted if operator.kind in SIMPLE]
    return SimpleLayers(
        operators=len(simple),
        of_operators=len(counted),
        macs=sum(macs[operator] or 0 for operator in simple),
        of_macs=sum(count or 0 for count in macs.values()),
    )
