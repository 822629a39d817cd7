"""Nodes that are not inferred by the onnx package, as its strict inference judges them."""

from collections.abc import Iterator, Sequence
from typing import Final

from dlpulint.loader.onnx.compiled import InferenceError, inferred_shapes
from dlpulint.loader.onnx.faults import reason_in
from dlpulint.loader.onnx.node import Node
from dlpulint.loader.onnx.protos import IR_VERSION, ModelProto
from dlpulint.loader.onnx.shapes.known import Values, tensor_of_known

_RUN: Final = 64
"""Nodes judged together; only where these fail each is judged for itself."""

_RESULT: Final = "\x1fresult {} {}"
"""Names of results, so that none is compared with what the file states of it."""


def refusals(nodes: Sequence[Node], values: Values) -> Iterator[tuple[Node, str]]:
    """The nodes that strict inference refuses by their inputs, each with the reason."""
    for start in range(0, len(nodes), _RUN):
        batch = nodes[start : start + _RUN]
        if _error(batch, values) is not None:
            for node in batch:
                error = _error([node], values)
                reason = None if error is None else reason_in(error)
                if reason is not None:
                    yield node, reason


def _error(nodes: Sequence[Node], values: Values) -> str | None:
    try:
        inferred_shapes(_model_of(nodes, values), strict=True)
    except (InferenceError, RuntimeError, ValueError) as error:
        return str(error)
    return None


def _model_of(nodes: Sequence[Node], values: Values) -> "ModelProto":
    """A model of nodes that read nothing of each other: all inputs are those of the graph."""
    model = ModelProto(ir_version=IR_VERSION)
    for domain, version in values.scope.opsets.items():
        model.opset_import.add(domain=domain, version=version)
    for name in dict.fromkeys(name for node in nodes for name in node.inputs if name):
        known, type = values.known(name), values.type(name)
        if type is not None:
            model.graph.input.add(name=name, type=type)
        tensor = None if known is None else tensor_of_known(name, known)
        if tensor is not None:
            model.graph.initializer.append(tensor)
    for number, node in enumerate(nodes):
        model.graph.node.append(node.proto)
        copy = model.graph.node[-1]
        # Names of nodes are foreign text, which would be part of error messages.
        copy.name = copy.domain = ""
        copy.output[:] = [
            _RESULT.format(number, index) if name else "" for index, name in enumerate(node.outputs)
        ]
    return model
