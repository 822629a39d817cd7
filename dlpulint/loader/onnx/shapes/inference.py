"""Types and shapes of all values, inferred by onnx's shape inference a few nodes at a time.

A few at a time, because a node that inference fails on then affects no other, because shapes that
the graph computes can be fed in as constants, and because a hostile file cannot make a small graph
grow without bound.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from dlpulint.loader.bounds import HIGHEST_RANK
from dlpulint.loader.onnx.constants import FLOAT, INT64, tensor_of
from dlpulint.loader.onnx.control_flow import body_input_types, result_types
from dlpulint.loader.onnx.faults import control_fault, differ, reason_in
from dlpulint.loader.onnx.node import Node
from dlpulint.loader.onnx.scope import Scope
from dlpulint.loader.onnx.shapes.bounded import FINDING, found_boxes
from dlpulint.loader.onnx.shapes.computed import COMPUTED, computed
from dlpulint.loader.onnx.shapes.known import Arguments, Known, Values
from dlpulint.loader.onnx.shapes.partial_shape import READ_SIZES, partial_shape
from dlpulint.loader.onnx.shapes.sequences import SEQUENCES, follow_sequence
from dlpulint.loader.onnx.shapes.standins import result_dtype, standard_form
from dlpulint.loader.onnx.shapes.symbols import Symbols
from dlpulint.loader.onnx.types import (
    cleaned,
    made_up_names,
    merged,
    shape_in,
    sizes_in,
    type_of,
    type_of_sizes,
)

if TYPE_CHECKING:
    from onnx import ModelProto, TensorProto, TypeProto

_RUN: Final = 64
"""Nodes inferred together; more would be a little faster, and could grow larger."""

_OPSET: Final = 17
"""The opset of stand-ins in a file without standard operators."""

_NOT_INFERRED: Final = frozenset({"EyeLike", "If", "Loop", "RegexFullMatch", "Scan", "SequenceMap"})
"""Operators that crash the onnx package when they lack an operand or a body."""

_STAND_INS: Final = frozenset(
    {"GroupNormalization", "MeanVarianceNormalization", "SimplifiedLayerNormalization"}
)
"""Standard operators that are inferred as others."""

_SHAPE_OPERANDS: Final = {"ConstantOfShape": 0, "Expand": 1, "Reshape": 1}
"""Operators with an operand that is their result's shape, and its index."""

_FROM_SHAPES: Final = READ_SIZES | SEQUENCES | {FINDING}
"""Operators whose result depends on the shapes of earlier values."""

_COMPUTABLE: Final = _FROM_SHAPES | COMPUTED
"""Operators that need no inference if enough is known."""


def inferred(
    scopes: Sequence[Scope], refused: dict[tuple[int, int], str] | None = None
) -> Mapping[int, Values]:
    """Types and known elements of all values, by the number of their scope.

    Args:
        scopes: All graphs of the file, outer before inner ones.
        refused: Filled with the nodes that strict inference refuses, by the numbers of scope and
            node, each with the reason.
    """
    bodies: dict[tuple[int, int], list[Scope]] = {}
    for scope in scopes:
        if scope.parent is not None and scope.owner is not None:
            bodies.setdefault((scope.parent.number, scope.owner), []).append(scope)
    found: dict[int, Values] = {}
    inference = _Inference(bodies, found, {} if refused is None else refused)
    for scope in scopes:
        if scope.parent is None:
            inference.walk(scope, None, {})
    return found


class _Inference:
    """Infers scopes together with the bodies of their nodes."""

    def __init__(
        self,
        bodies: Mapping[tuple[int, int], Sequence[Scope]],
        found: dict[int, Values],
        refused: dict[tuple[int, int], str],
    ) -> None:
        self.bodies = bodies
        self.found = found
        self.refused = refused
        self.symbols = Symbols()

    def walk(
        self, scope: Scope, around: Values | None, given: "Mapping[str, TypeProto | None]"
    ) -> Values:
        """Infer one scope, and its bodies recursively; the loader bounds their nesting."""
        values = self.found[scope.number] = Values(scope, around, self.symbols)
        for name in scope.inputs:
            values.learn(name, merged(scope.declared.get(name), given.get(name)))
        run = _Run(values, self.refused)
        for node in scope.nodes:
            bodies = self.bodies.get((scope.number, node.index))
            if bodies:
                run.infer()
                self._control_flow(node, bodies, values)
            elif not _computed_here(node, values, run):
                run.add(node)
        run.infer()
        return values

    def _control_flow(self, node: Node, bodies: Sequence[Scope], values: Values) -> None:
        operands = [values.type(name) for name in node.inputs]
        results = []
        for body in bodies:
            fault = control_fault(node, len(body.inputs), len(body.outputs))
            if fault is not None:
                self.refused[values.scope.number, node.index] = fault
            given = dict(zip(body.inputs, body_input_types(node, operands), strict=False))
            within = self.walk(body, values, given)
            results.append([within.type(name) for name in body.outputs])
        for name, type in zip(node.outputs, result_types(node, operands, results), strict=False):
            values.learn(name, merged(type, values.scope.declared.get(name)))


def _computed_here(node: Node, values: Values, run: "_Run") -> bool:
    """Compute a node's result without inference, if possible; whether that succeeded."""
    if len(node.outputs) != 1 or node.native not in _COMPUTABLE:
        return False
    (output,) = node.outputs
    if node.native in _FROM_SHAPES:
        run.infer()
    if node.native == "Identity" and node.inputs:
        constant = values.constant(node.inputs[0])
        if constant is not None:
            type = values.type(node.inputs[0])
            if type is not None:
                run.compare(node, type, values.scope.declared.get(output))
            values.alias(output, constant)
            return True
    known = [values.known(name) if name else None for name in node.inputs]
    first = values.type(node.inputs[0]) if node.inputs else None
    given = Arguments(node, known, sizes_in(first, values.symbols))
    if node.native in SEQUENCES and follow_sequence(node, values):
        return True
    result = computed(given)
    if result is not None:
        type = type_of(result.dtype, result.dims)
        run.compare(node, type, values.scope.declared.get(output))
        values.learn(output, type, result)
        return True
    sizes = partial_shape(given)
    if node.native == FINDING:
        shapes = [sizes_in(values.type(name), values.symbols) for name in node.inputs]
        sizes = found_boxes(given, shapes, values.symbols)
    if sizes is None or first is None:
        return False
    value = node.tensor("value")
    filled = FLOAT if value is None else value.data_type
    dtype = filled if node.native == "ConstantOfShape" else first.tensor_type.elem_type
    dtype = INT64 if node.native == FINDING else dtype
    type = type_of_sizes(dtype, sizes, values.symbols)
    completed = merged(type, values.scope.declared.get(output))
    for size, named in zip(sizes, sizes_in(completed, values.symbols) or (), strict=False):
        # The file's name of a dimension gets the bound too.
        values.symbols.bind(named, values.symbols.most(size))
    values.learn(output, completed)
    return True


class _Run:
    """Consecutive nodes that are inferred together."""

    def __init__(self, values: Values, refused: dict[tuple[int, int], str]) -> None:
        self.values = values
        self.refused = refused
        self.nodes: list[Node] = []

    def add(self, node: Node) -> None:
        """Add a node; infer when there are enough."""
        if _can_be_inferred(node, self.values):
            self.nodes.append(node)
        else:
            for name in node.outputs:
                self.values.learn(name, self.values.scope.declared.get(name))
        if len(self.nodes) == _RUN or result_dtype(node) is not None:
            # Nodes after a stand-in with another element type have to see the right type.
            self.infer()

    def compare(self, node: Node, type: "TypeProto", declared: "TypeProto | None") -> None:
        """Notes a computed result that the file states otherwise."""
        sizes, stated = shape_in(type), shape_in(declared)
        if sizes is None or stated is None:
            return
        if differ(stated, sizes):
            shape = "x".join(map(str, sizes)) or "scalar"
            reason = f"its result has the shape {shape}, and the file states another"
            self.refused.setdefault((self.values.scope.number, node.index), reason)

    def infer(self) -> None:
        """Infer the types of the nodes' outputs."""
        nodes, self.nodes = self.nodes, []
        if nodes and not self._learn_from(nodes, strict=True):
            for node in nodes:
                strictly = self._learn_from([node], strict=True)
                if not strictly and not self._learn_from([node], strict=False):
                    for name in node.outputs:
                        self.values.learn(name, self.values.scope.declared.get(name))

    def _learn_from(self, nodes: Sequence[Node], *, strict: bool) -> bool:
        """Whether inference succeeded; some bad nodes make it fail for the whole graph."""
        from onnx import shape_inference

        try:
            model = _model_of(nodes, self.values)
            graph = shape_inference.infer_shapes(
                model.SerializeToString(), check_type=strict, strict_mode=strict
            ).graph
        except (shape_inference.InferenceError, RuntimeError, ValueError) as error:
            # A stand-in of another domain's operator proves nothing about the node.
            if strict and len(nodes) == 1 and not nodes[0].domain:
                reason = reason_in(str(error)) if nodes[0].native not in _STAND_INS else None
                if reason is not None:
                    self.refused[self.values.scope.number, nodes[0].index] = reason
            return False
        names = made_up_names((info.type for info in graph.value_info), self.values.symbols)
        types = {info.name: cleaned(info.type, names) for info in graph.value_info}
        for node in nodes:
            other_dtype = result_dtype(node)
            for name in node.outputs:
                type = types.get(name)
                if type is not None and other_dtype is not None:
                    type.tensor_type.elem_type = other_dtype
                self.values.learn(name, merged(type, self.values.scope.declared.get(name)))
        return True


def _can_be_inferred(node: Node, values: Values) -> bool:
    """Whether inference knows the operator, and neither crashes nor exhausts memory."""
    if node.native in _NOT_INFERRED or standard_form(node) is None:
        return False
    if (node.integer("num_outputs") or 0) > len(node.outputs):
        return False
    if abs(node.integer("axis") or 0) > HIGHEST_RANK:
        return False
    if any(len(attribute.ints) > HIGHEST_RANK for attribute in node.attributes.values()):
        return False
    index = _SHAPE_OPERANDS.get(node.native)
    if index is None or index >= len(node.inputs):
        return True
    sizes = shape_in(values.type(node.inputs[index]))
    return not sizes or (sizes[0] or 0) <= HIGHEST_RANK


def _model_of(nodes: Sequence[Node], values: Values) -> "ModelProto":
    """A model of these nodes only; its inputs are the values that they read from elsewhere."""
    from onnx import IR_VERSION, ModelProto

    model = ModelProto(ir_version=IR_VERSION)
    opsets = {"": _OPSET, **values.scope.opsets}
    for domain, version in opsets.items():
        model.opset_import.add(domain=domain, version=version)
    graph = model.graph
    seen: set[str] = {""}
    for node in nodes:
        form = standard_form(node)
        if form is None:
            continue
        for name in form.input:
            if name in seen:
                continue
            seen.add(name)
            known, type = values.known(name), values.type(name)
            if type is not None:
                graph.input.add(name=name, type=type)
            tensor = None if known is None else _tensor_of(name, known)
            if tensor is not None:
                graph.initializer.append(tensor)
        for name in node.outputs:
            declared = None if node.domain else values.scope.declared.get(name)
            if declared is not None and name not in seen:
                graph.value_info.add(name=name, type=declared)
            seen.add(name)
        graph.node.append(form)
        # Names of nodes are foreign text, which would be part of error messages.
        graph.node[-1].name = ""
    return model


def _tensor_of(name: str, known: Known) -> "TensorProto | None":
    numbers = known.complete
    return None if numbers is None else tensor_of(name, known.dtype, known.dims, numbers)
