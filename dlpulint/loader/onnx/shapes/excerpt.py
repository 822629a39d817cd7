"""Models of a few nodes of a graph, for onnx's shape inference."""

import re
from collections.abc import Sequence
from typing import Final

from dlpulint.loader.bounds import HIGHEST_RANK
from dlpulint.loader.onnx.node import Node
from dlpulint.loader.onnx.protos import IR_VERSION, ModelProto
from dlpulint.loader.onnx.shapes.known import Values, tensor_of_known
from dlpulint.loader.onnx.shapes.standins import standard_form
from dlpulint.loader.onnx.types import shape_in

_OPSET: Final = 17
"""The opset of stand-ins in a file without standard operators."""

_NOT_INFERRED: Final = frozenset({"EyeLike", "If", "Loop", "RegexFullMatch", "Scan", "SequenceMap"})
"""Operators that crash the onnx package when they lack an operand or a body."""

_SHAPE_OPERANDS: Final = {"ConstantOfShape": 0, "Expand": 1, "Reshape": 1}
"""Operators with an operand that is their result's shape, and its index."""

_TERM: Final = rb"[A-Za-z ]*+(?:\.\.\.[A-Za-z ]*+)?+"
_EQUATION: Final = re.compile(rb"%b(?:,%b)*+(?:->%b)?" % (_TERM, _TERM, _TERM))
"""An Einsum's equation: on any other character the onnx package never ends."""


def can_be_inferred(node: Node, values: Values) -> bool:
    """Whether inference knows the operator, and neither crashes nor exhausts memory."""
    form = standard_form(node)
    if node.native in _NOT_INFERRED or form is None:
        return False
    for attribute in form.attribute:
        # The onnx package takes the number of an attribute of any type.
        if attribute.name == "num_outputs" and 0 < attribute.i != len(node.outputs):
            # With more outputs than that it reads beyond its list of parts, and ends the process.
            return False
        if node.native == "Einsum" and not _EQUATION.fullmatch(attribute.s):
            return False
        if attribute.name == "batch_dims" and attribute.i < 0:
            # GatherND would read before the first dimension, and end the process.
            return False
        if attribute.name == "axis" and abs(attribute.i) > HIGHEST_RANK:
            return False
        if len(attribute.ints) > HIGHEST_RANK:
            return False
    index = _SHAPE_OPERANDS.get(node.native)
    if index is None or index >= len(node.inputs):
        return True
    sizes = shape_in(values.type(node.inputs[index]))
    return not sizes or (sizes[0] or 0) <= HIGHEST_RANK


def model_of(nodes: Sequence[Node], values: Values) -> "ModelProto":
    """A model of these nodes only; its inputs are the values that they read from elsewhere."""
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
            tensor = None if known is None else tensor_of_known(name, known)
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
