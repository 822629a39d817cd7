"""Types and shapes of all values, inferred by onnx's shape inference a few nodes at a time.

A few at a time, because a node that inference fails on then affects no other, because shapes that
the graph computes can be fed in as constants, and because a hostile file cannot make a small graph
grow without bound.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from dlpulint.loader.onnx.compiled import InferenceError, inferred_shapes
from dlpulint.loader.onnx.constants import FLOAT, INT64
from dlpulint.loader.onnx.control_flow import body_input_types, result_types
from dlpulint.loader.onnx.faults import body_fault, control_fault, reason_in, stated_otherwise
from dlpulint.loader.onnx.node import Node
from dlpulint.loader.onnx.scope import Scope
from dlpulint.loader.onnx.shapes.bounded import FINDING, found_boxes
from dlpulint.loader.onnx.shapes.computed import COMPUTED, computed
from dlpulint.loader.onnx.shapes.excerpt import can_be_inferred, model_of
from dlpulint.loader.onnx.shapes.known import Arguments, Values
from dlpulint.loader.onnx.shapes.partial_shape import READ_SIZES, partial_shape
from dlpulint.loader.onnx.shapes.sequences import SEQUENCES, follow_sequence
from dlpulint.loader.onnx.shapes.standins import result_dtype
from dlpulint.loader.onnx.shapes.strict import refusals
from dlpulint.loader.onnx.shapes.symbols import Symbols
from dlpulint.loader.onnx.types import (
    copy_of,
    merged,
    sizes_in,
    type_of,
    type_of_sizes,
)

if TYPE_CHECKING:
    from onnx import TypeProto

_RUN: Final = 64
"""Nodes inferred together; more would be a little faster, and could grow larger."""

_STAND_INS: Final = frozenset(
    {"GroupNormalization", "MeanVarianceNormalization", "SimplifiedLayerNormalization"}
)
"""Standard operators that are inferred as others."""

_FUNCTIONS: Final = _STAND_INS - {"SimplifiedLayerNormalization"}
"""Those of them that are ONNX's own."""

_OF_SHAPE: Final = " has the shape "
_EXISTING: Final = "existing shape"
"""Words of reasons that are about the shape that a file states of a result."""

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
                self._control_flow(node, bodies, values, run)
            elif not _computed_here(node, values, run):
                run.add(node)
            elif can_be_inferred(node, values):
                run.judged_later.append(node)
        run.infer()
        for node, reason in refusals(run.judged_later, values):
            self.refused.setdefault((scope.number, node.index), reason)
        return values

    def _control_flow(
        self, node: Node, bodies: Sequence[Scope], values: Values, run: "_Run"
    ) -> None:
        operands = [values.type(name) for name in node.inputs]
        results = []
        for body in bodies:
            fault = control_fault(node, len(body.inputs), len(body.outputs))
            given = dict(zip(body.inputs, body_input_types(node, operands), strict=False))
            for name, type in given.items():
                fault = fault or body_fault(name, type, body.declared.get(name))
            if fault is not None:
                self.refused[values.scope.number, node.index] = fault
            within = self.walk(body, values, given)
            results.append([within.type(name) for name in body.outputs])
        for name, type in zip(node.outputs, result_types(node, operands, results), strict=False):
            if node.native == "If":
                run.compare(node, type, values.scope.declared.get(name))
            elif type is not None:
                # The shape of a value that a Loop carries may change.
                kind = type_of(type.tensor_type.elem_type, None)
                run.compare(node, kind, values.scope.declared.get(name))
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
        # onnx knows one type of all elements.
        element = None if first is None else first.sequence_type.elem_type
        if node.native == "SequenceAt":
            run.compare(node, element, values.scope.declared.get(output))
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
    run.compare(node, type, values.scope.declared.get(output))
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
        self.judged_later: list[Node] = []
        """Nodes whose results do not come from inference, and that it could refuse."""
        self._known_here: set[str] | None = None

    def add(self, node: Node) -> None:
        """Add a node; infer when there are enough."""
        if can_be_inferred(node, self.values):
            self.nodes.append(node)
            if node.native in _FUNCTIONS:
                self.judged_later.append(node)
        else:
            for name in node.outputs:
                self.values.learn(name, self.values.scope.declared.get(name))
        if len(self.nodes) == _RUN or result_dtype(node) is not None:
            # Nodes after a stand-in with another element type have to see the right type.
            self.infer()

    def compare(self, node: Node, type: "TypeProto | None", declared: "TypeProto | None") -> None:
        """Notes a computed result that the file states otherwise."""
        reason = stated_otherwise(type, declared)
        if reason is not None and not (_OF_SHAPE in reason and self.knows_more(node)):
            self.refused.setdefault((self.values.scope.number, node.index), reason)

    def knows_more(self, node: Node) -> bool:
        """Whether the node's shapes follow from operators of other domains, which onnx skips.

        What the file states of its result may then be wrong, and nothing but dlpulint notices.
        """
        if self._known_here is None:
            found = self._known_here = set()
            for earlier in self.values.scope.nodes:
                if earlier.domain or not found.isdisjoint(earlier.inputs):
                    found.update(filter(None, earlier.outputs))
        return not self._known_here.isdisjoint(node.inputs)

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
        try:
            model = model_of(nodes, self.values)
            graph = inferred_shapes(model, strict=strict).graph
        except (InferenceError, RuntimeError, ValueError) as error:
            # A stand-in of another domain's operator proves nothing about the node.
            if strict and len(nodes) == 1 and not nodes[0].domain:
                reason = reason_in(str(error)) if nodes[0].native not in _STAND_INS else None
                if reason is not None and not (_EXISTING in reason and self.knows_more(nodes[0])):
                    self.refused[self.values.scope.number, nodes[0].index] = reason
            return False
        types = self.values.cleaned(graph.value_info)
        for node in nodes:
            other_dtype = result_dtype(node)
            for name in node.outputs:
                type = types.get(name)
                if type is not None and other_dtype is not None:
                    # A copy, because values share their types.
                    type = copy_of(type)
                    type.tensor_type.elem_type = other_dtype
                self.values.learn(name, merged(type, self.values.scope.declared.get(name)))
        return True
