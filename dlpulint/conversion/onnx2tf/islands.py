"""Operators that TFLite has in float only: a DEQUANTIZE before them, a QUANTIZE after."""

from msgspec.structs import replace

from dlpulint.conversion.as_if import STAYING_FLOAT, UNKNOWN
from dlpulint.model.graph import Model, Operator, Tensor
from dlpulint.model.kinds import TFLITE, natives_of

_FLOAT = "float32"


def with_islands(model: Model) -> Model:
    """An 8-bit model in which these operators compute in float32, as the quantizer leaves them."""
    writer = _Writer()
    for operator in model.operators:
        writer.take(operator)
    subgraphs = [
        replace(graph, outputs=tuple(writer.whole(tensor) for tensor in graph.outputs))
        for graph in model.subgraphs
    ]
    return Model.build(
        format=model.format,
        layout=model.layout,
        operators=writer.operators,
        subgraphs=subgraphs,
        metadata=model.metadata,
    )


class _Writer:
    """Rewrites operators, their tensors as integers or as real numbers."""

    def __init__(self) -> None:
        self.operators: list[Operator] = []
        self._written: dict[Tensor, Operator] = {}
        """Tensors in real numbers, with the operator that writes them."""
        self._reals: dict[Tensor, Tensor] = {}
        self._wholes: dict[Tensor, Tensor] = {}

    def take(self, operator: Operator) -> None:
        """Write an operator, after the conversions of its operands."""
        real = operator.kind in STAYING_FLOAT or operator.kind.startswith("flex:")
        inputs = tuple(
            None if tensor is None else self._real(tensor, operator) if real else self.whole(tensor)
            for tensor in operator.inputs
        )
        if real:
            for tensor in operator.outputs:
                self._reals[tensor] = replace(tensor, dtype=_FLOAT, quantization=None)
            outputs = tuple(self._reals[tensor] for tensor in operator.outputs)
        else:
            outputs = tuple(self._whole_output(operator, tensor) for tensor in operator.outputs)
        written = replace(operator, inputs=inputs, outputs=outputs)
        if real:
            self._written |= dict.fromkeys(operator.outputs, written)
        self.operators.append(written)

    def _whole_output(self, operator: Operator, tensor: Tensor) -> Tensor:
        """An output; from an operator without a counterpart it counts as integers as well."""
        if not operator.kind.startswith("unconverted:") or tensor.dtype != _FLOAT:
            return tensor
        self._wholes[tensor] = replace(tensor, dtype="int8", quantization=UNKNOWN)
        return self._wholes[tensor]

    def _real(self, tensor: Tensor, at: Operator) -> Tensor:
        """A tensor as real numbers: after a DEQUANTIZE, unless it is float already."""
        if tensor not in self._reals:
            whole = self.whole(tensor)
            if whole.quantization is None:
                return whole
            self._reals[tensor] = replace(whole, dtype=_FLOAT, quantization=None)
            if not tensor.constant:
                self._convert("dequantize", at, whole, self._reals[tensor])
        return self._reals[tensor]

    def whole(self, tensor: Tensor) -> Tensor:
        """A tensor as integers: after a QUANTIZE if it is written as real numbers."""
        if tensor in self._written and tensor not in self._wholes:
            self._wholes[tensor] = replace(tensor, dtype="int8", quantization=UNKNOWN)
            at = self._written[tensor]
            self._convert("quantize", at, self._reals[tensor], self._wholes[tensor])
        return self._wholes.get(tensor, tensor)

    def _convert(self, kind: str, at: Operator, source: Tensor, result: Tensor) -> None:
        native = natives_of(kind, "tflite")[0]
        self.operators.append(
            Operator(
                index=at.index,
                kind=kind,
                native=native,
                inputs=(source,),
                outputs=(result,),
                roles=("input",),
                subgraph=at.subgraph,
                number=list(TFLITE).index(native),
                name=at.name,
            )
        )
