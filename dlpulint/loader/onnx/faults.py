"""What onnx's checker and its strict shape inference do not accept in a node."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dlpulint.loader.onnx.decoded_text import readable
from dlpulint.loader.onnx.node import Node
from dlpulint.loader.onnx.scope import Scope
from dlpulint.loader.onnx.shapes.known import Values
from dlpulint.loader.onnx.types import shape_in
from dlpulint.model.graph import Shape

if TYPE_CHECKING:
    from onnx import TypeProto
    from onnx.defs import OpSchema

_TAG = re.compile(r"\[(?:Shape|Type)InferenceError\]\s*|Inference error\(s\):\s*")
_WHERE = re.compile(r"\(op_type:[^()]*\):?\s*")
_LONGEST = 200
_OFFICIAL = frozenset({"ai.onnx.ml"})
"""Other domains whose operators onnx's checker knows."""
_TYPE_WORDS = {1: "float", 11: "double", 10: "float16", 16: "bfloat16"}
"""Schemas' names of element types that differ from the type's own name."""


class NodeSchemas:
    """Schemas of standard operators in the onnx package, each looked up once per file."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int], OpSchema | None] = {}

    def of(self, node: Node, version: int) -> "OpSchema | None":
        """The schema of a node's operator in an opset; `None` if the opset has no such operator."""
        key = (node.native, version)
        if key not in self._found:
            from onnx import defs

            name = node.native.removeprefix(f"{node.domain}.")
            try:
                self._found[key] = defs.get_schema(name, version, node.domain)
            except (defs.SchemaError, TypeError):
                self._found[key] = None
        return self._found[key]


def faults_of(scope: Scope, values: Values, schemas: NodeSchemas) -> Iterator[tuple[int, str]]:
    """Index and problem of each node of a graph that onnx's checker refuses.

    Nodes of other domains are not judged, and none where the opset is newer than the package.
    """
    from onnx import defs

    version = scope.version("")
    known = version is not None and 0 < version <= defs.onnx_opset_version()
    later = {name for node in scope.nodes for name in node.outputs if name}
    for node in scope.nodes:
        early = next((name for name in node.inputs if name in later), None)
        if early is not None:
            yield node.index, f"it reads {readable(early)} before a node has written it"
        elif node.domain and node.domain not in scope.opsets:
            yield node.index, f"the file states no opset of its domain {readable(node.domain)}"
        elif known and version is not None and not node.domain:
            problem = _against_schema(node, schemas.of(node, version), version, values)
            if problem is not None:
                yield node.index, problem
        elif node.domain in _OFFICIAL:
            version_there = scope.opsets[node.domain]
            problem = _against_schema(node, schemas.of(node, version_there), version_there, values)
            if problem is not None:
                yield node.index, problem
        later.difference_update(node.outputs)


def _against_schema(
    node: Node, schema: "OpSchema | None", version: int, values: Values
) -> str | None:
    if schema is None:
        return f"opset {version} has no operator {node.native}"
    if schema.deprecated:
        return f"opset {version} has withdrawn the operator {node.native}"
    for have, least, most, what in (
        (len(node.inputs), schema.min_input, schema.max_input, "input"),
        (len(node.outputs), schema.min_output, schema.max_output, "output"),
    ):
        if not least <= have <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            return f"it has {have} {what}{'' if have == 1 else 's'}; {wanted} are accepted"
    for name, attribute in node.attributes.items():
        stated = schema.attributes.get(name)
        if stated is None:
            if not name.startswith("__"):
                return f"it has the attribute {readable(name)}, which opset {version} does not know"
        elif attribute.type and attribute.type != int(stated.type):  # type: ignore[call-overload]  # An enum of numbers, by its stub none
            return f"its attribute {readable(name)} has another type than opset {version} states"
    for name, stated in schema.attributes.items():
        if stated.required and name not in node.attributes:
            return f"its attribute {name} is missing"
    return _against_types(node, schema, values)


def _against_types(node: Node, schema: "OpSchema", values: Values) -> str | None:
    allowed = {row.type_param_str: row.allowed_type_strs for row in schema.type_constraints}
    for index, name in enumerate(node.inputs):
        if not name or not schema.inputs:
            continue
        formal = schema.inputs[min(index, len(schema.inputs) - 1)]
        found = _type_text(values.type(name))
        accepted = allowed.get(formal.type_str, (formal.type_str,))
        if found is not None and found not in accepted:
            return f"its input {readable(name)} is a {found}, which {node.native} does not accept"
    return None


def differ(stated: Shape, sizes: Shape) -> bool:
    """Whether a stated shape contradicts the sizes that a value has."""
    pairs = zip(stated, sizes, strict=False)
    return len(stated) != len(sizes) or any(None not in (a, b) and a != b for a, b in pairs)


def control_fault(node: Node, inputs: int, outputs: int) -> str | None:
    """What does not fit between a Loop or If and a body of so many inputs and outputs."""
    if node.native == "Loop" and inputs != max(2, len(node.inputs)):
        return f"its body has {inputs} inputs, and it gives {max(2, len(node.inputs))}"
    made = outputs - 1 if node.native == "Loop" else outputs
    if node.native in ("Loop", "If") and len(node.outputs) > made:
        return f"it has {len(node.outputs)} outputs, and its body makes {made}"
    return None


def _type_text(type: "TypeProto | None") -> str | None:
    """A tensor's type as schemas write it; `None` where it is unknown or no tensor."""
    from onnx import TensorProto

    if type is None or not type.HasField("tensor_type") or not type.tensor_type.elem_type:
        return None
    number = type.tensor_type.elem_type
    if number not in TensorProto.DataType.values():
        return None
    return f"tensor({_TYPE_WORDS.get(number) or TensorProto.DataType.Name(number).lower()})"


def constants_of(scope: Scope) -> Iterator[str]:
    """Constants of a graph whose type or shape is stated otherwise, each with the difference."""
    for name, constant in scope.constants.items():
        declared = scope.declared.get(name)
        sizes = shape_in(declared)
        dtype = None if declared is None else declared.tensor_type.elem_type
        if dtype and dtype != constant.dtype:
            yield f"the constant {readable(name)} is stated to be of another type than it is"
        elif sizes is not None and constant.dims is not None and differ(sizes, constant.dims):
            yield f"the constant {readable(name)} is stated to be of another shape than it is"


def reason_in(error: str) -> str | None:
    """The reason in a message of strict shape inference; `None` for one about missing types."""
    first = error.partition("\n")[0]
    if "instead is null" in first:
        return None
    text = " ".join(_WHERE.sub("", _TAG.sub("", first)).split())
    return readable(text[:_LONGEST]) or None
