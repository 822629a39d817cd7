"""What onnx's checker and its strict shape inference do not accept in a node."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dlpulint.loader.onnx.decoded_text import readable
from dlpulint.loader.onnx.form_faults import FileVersions, Positions, form_fault
from dlpulint.loader.onnx.node import Node
from dlpulint.loader.onnx.scope import Scope
from dlpulint.loader.onnx.shape_faults import shape_fault
from dlpulint.loader.onnx.shapes.known import Values
from dlpulint.loader.onnx.types import dtype_in, shape_in
from dlpulint.model.graph import Shape

if TYPE_CHECKING:
    from onnx import TypeProto
    from onnx.defs import OpSchema

_TAG = re.compile(r"\[(?:Shape|Type)InferenceError\]\s*|Inference error\(s\):\s*")
_WHERE = re.compile(r"\(op_type:[^()]*\):?\s*")
_LONGEST = 200
_OFFICIAL = frozenset({"ai.onnx.ml"})
"""Other domains whose operators onnx's checker knows."""
_EXPERIMENTAL = frozenset(
    {
        *("ATen", "Affine", "ConstantFill", "Crop", "DynamicSlice", "GRUUnit", "GivenTensorFill"),
        *("ImageScaler", "ParametricSoftplus", "Scale", "ScaledTanh"),
    }
)
"""Operators of the first opsets that onnx's checker accepts, although none has them today."""
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


def faults_of(
    scope: Scope,
    values: Values,
    schemas: NodeSchemas,
    file: FileVersions,
    positions: Positions,
) -> Iterator[tuple[int, str]]:
    """Index and problem of each node of a graph that onnx's checker refuses.

    Nodes of other domains are judged by their form only, and so are all where the opset is newer
    than the package.
    """
    from onnx import defs

    version = scope.version("")
    known = version is not None and version <= defs.onnx_opset_version()
    for node in sorted((*scope.nodes, *scope.constant_nodes), key=lambda node: node.index):
        problem = form_fault(node, file) or positions.fault(scope, node)
        if problem is None and known and version is not None and not node.domain:
            problem = _against_schema(node, schemas.of(node, version), version, values)
            problem = problem or shape_fault(node, values)
        elif problem is None and node.domain in _OFFICIAL:
            there = scope.opsets[node.domain]
            problem = _against_schema(node, schemas.of(node, there), there, values)
        if problem is not None:
            yield node.index, problem


def _against_schema(
    node: Node, schema: "OpSchema | None", version: int, values: Values
) -> str | None:
    from onnx import defs

    if schema is None:
        if node.native in _EXPERIMENTAL:
            return None
        return f"opset {version} has no operator {node.native}"
    if schema.deprecated:
        return f"opset {version} has withdrawn the operator {node.native}"
    for names, params, least, most, what in (
        (node.inputs, schema.inputs, schema.min_input, schema.max_input, "input"),
        (node.outputs, schema.outputs, schema.min_output, schema.max_output, "output"),
    ):
        if not least <= len(names) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            return (
                f"it has {len(names)} {what}{'' if len(names) == 1 else 's'}; {wanted} are accepted"
            )
        for name, param in zip(names, params, strict=False):
            if not name and param.option != defs.OpSchema.FormalParameterOption.Optional:
                return f"its {what} {param.name} is left out, and it is required"
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
    same: dict[str, str] = {}
    for names, params, what in (
        (node.inputs, schema.inputs, "input"),
        (node.outputs, schema.outputs, "output"),
    ):
        for index, name in enumerate(names):
            if not name or not params:
                continue
            param = params[min(index, len(params) - 1)]
            found = _type_text(values.type(name))
            if found is None:
                continue
            if found not in allowed.get(param.type_str, (param.type_str,)):
                return (
                    f"its {what} {readable(name)} is a {found}, which {node.native} does not accept"
                )
            if param.type_str in allowed and param.is_homogeneous:
                first = same.setdefault(param.type_str, found)
                if first != found:
                    return f"its {what} {readable(name)} is a {found}, and another one a {first}"
    return None


def differ(stated: Shape, sizes: Shape) -> bool:
    """Whether a stated shape contradicts the sizes that a value has."""
    pairs = zip(stated, sizes, strict=False)
    return len(stated) != len(sizes) or any(None not in (a, b) and a != b for a, b in pairs)


def stated_otherwise(type: "TypeProto | None", declared: "TypeProto | None") -> str | None:
    """How a file's statement on a result contradicts what the result is."""
    if type is None or declared is None or not declared.HasField("tensor_type"):
        return None
    number, other = type.tensor_type.elem_type, declared.tensor_type.elem_type
    if number and other and number != other:
        return f"its result is of type {dtype_in(type)}, and the file states {dtype_in(declared)}"
    sizes, stated = shape_in(type), shape_in(declared)
    if sizes is None or stated is None or not differ(stated, sizes):
        return None
    shape = "x".join("?" if size is None else str(size) for size in sizes) or "scalar"
    return f"its result has the shape {shape}, and the file states another"


def control_fault(node: Node, inputs: int, outputs: int) -> str | None:
    """What does not fit between a Loop or If and a body of so many inputs and outputs."""
    if node.native == "Loop" and inputs != max(2, len(node.inputs)):
        return f"its body has {inputs} inputs, and it gives {max(2, len(node.inputs))}"
    made = outputs - 1 if node.native == "Loop" else outputs
    differs = len(node.outputs) > made or (node.native == "If" and len(node.outputs) != made)
    if node.native in ("Loop", "If") and differs:
        return f"it has {len(node.outputs)} outputs, and its body makes {made}"
    return None


def body_fault(name: str, given: "TypeProto | None", declared: "TypeProto | None") -> str | None:
    """How the type that a body states of an input contradicts the one that it is given."""
    kind, stated = dtype_in(given), dtype_in(declared)
    if "onnx:0" in (kind, stated) or kind == stated:
        return None
    return f"its body takes {readable(name)} as {stated}, and it gives {kind}"


def _type_text(type: "TypeProto | None") -> str | None:
    """A type as schemas write it; `None` where it is unknown or of a kind that no check needs."""
    from onnx import TensorProto

    if type is None:
        return None
    if type.HasField("sequence_type"):
        inner = _type_text(type.sequence_type.elem_type)
        return None if inner is None else f"seq({inner})"
    number = type.tensor_type.elem_type if type.HasField("tensor_type") else 0
    if not number or number not in TensorProto.DataType.values():
        return None
    return f"tensor({_TYPE_WORDS.get(number) or TensorProto.DataType.Name(number).lower()})"


def reason_in(error: str) -> str | None:
    """The reason in a message of strict shape inference; `None` for one about missing types."""
    first = error.partition("\n")[0]
    if "instead is null" in first:
        return None
    text = " ".join(_WHERE.sub("", _TAG.sub("", first)).split())
    return readable(text[:_LONGEST]) or None
