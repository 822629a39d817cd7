"""What onnx's checker and its strict shape inference do not accept in a node."""

import re
from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING

from dlpulint.loader.onnx.compiled import newest_opset
from dlpulint.loader.onnx.decoded_text import readable
from dlpulint.loader.onnx.form_faults import FileVersions, Positions, form_fault
from dlpulint.loader.onnx.node import Node
from dlpulint.loader.onnx.scope import Scope
from dlpulint.loader.onnx.shape_faults import shape_fault
from dlpulint.loader.onnx.shapes.known import Values
from dlpulint.loader.onnx.signatures import Ports, Signature, Signatures
from dlpulint.loader.onnx.types import dtype_in, dtype_name, shape_in
from dlpulint.model.graph import Shape

if TYPE_CHECKING:
    from onnx import TypeProto

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
_TYPE_WORDS = {1: "float", 11: "double"}
"""Schemas' names of element types that differ from ours."""


def faults_of(
    scope: Scope,
    values: Values,
    signatures: Signatures,
    file: FileVersions,
    positions: Positions,
) -> Iterator[tuple[int, str]]:
    """Index and problem of each node of a graph that onnx's checker refuses.

    Nodes of other domains are judged by their form only, and so are all where the opset is newer
    than the package.
    """
    newest = {"": newest_opset()}
    sound: set[Hashable] = set()
    for node in sorted((*scope.nodes, *scope.constant_nodes), key=lambda node: node.index):
        key = _key(node, values)
        if key is not None and key in sound:
            problem = positions.fault(scope, node)
            if problem is not None:
                yield node.index, problem
            continue
        problem = form_fault(node, file) or positions.fault(scope, node)
        version = scope.version(node.domain)
        known = not node.domain or node.domain in _OFFICIAL
        known = known and version is not None and version <= newest.get(node.domain, version)
        if problem is None and known and version is not None:
            problem = _signature_fault(node, signatures.of(node, version), version)
            problem = problem or _type_fault(node, signatures.of(node, version), values)
        if problem is None and known and not node.domain:
            problem = shape_fault(node, values)
        if problem is not None:
            yield node.index, problem
        elif key is not None:
            sound.add(key)


def _key(node: Node, values: Values) -> Hashable:
    """All that faults depend on but names and places: nodes with one key have the same ones.

    `None` for a node that is not compared with others. Types are shared among values, and kept.
    """
    if node.options is None:
        return None
    return (
        node.proto.domain,
        node.native,
        node.options,
        tuple([id(values.type(name)) if name else 0 for name in node.inputs]),
        tuple([id(values.type(name)) if name else 0 for name in node.outputs]),
        tuple([values.known(name) if name else None for name in node.inputs]),
    )


def _signature_fault(node: Node, signature: Signature | None, version: int) -> str | None:
    if signature is None:
        if node.native in _EXPERIMENTAL:
            return None
        return f"opset {version} has no operator {node.native}"
    if signature.deprecated:
        return f"opset {version} has withdrawn the operator {node.native}"
    problem = _count_fault(node.inputs, signature.inputs, "input")
    problem = problem or _count_fault(node.outputs, signature.outputs, "output")
    if problem is not None:
        return problem
    for name, attribute in node.attributes.items():
        type = signature.attributes.get(name)
        if type is None:
            if not readable(name).startswith("__"):
                return f"it has the attribute {readable(name)}, which opset {version} does not know"
        elif attribute.type and attribute.type != type:
            return f"its attribute {readable(name)} has another type than opset {version} states"
    missing = next((name for name in signature.required if name not in node.attributes), None)
    return None if missing is None else f"its attribute {missing} is missing"


def _count_fault(names: Sequence[str], ports: Ports, word: str) -> str | None:
    count = len(names)
    if not ports.least <= count <= ports.most:
        accepted = (
            str(ports.least) if ports.least == ports.most else f"{ports.least} to {ports.most}"
        )
        return f"it has {count} {word}{'' if count == 1 else 's'}; {accepted} are accepted"
    for name, parameter in zip(names, ports.parameters, strict=False):
        if not name and not parameter.optional:
            return f"its {word} {parameter.name} is left out, and it is required"
    return None


def _type_fault(node: Node, signature: Signature | None, values: Values) -> str | None:
    if signature is None:
        return None
    same: dict[str, str] = {}
    for names, ports, word in (
        (node.inputs, signature.inputs, "input"),
        (node.outputs, signature.outputs, "output"),
    ):
        for index, name in enumerate(names if ports.parameters else ()):
            parameter = ports.parameters[min(index, len(ports.parameters) - 1)]
            found = _type_text(values.type(name)) if name else None
            if found is None:
                continue
            if found not in parameter.types:
                return (
                    f"its {word} {readable(name)} is a {found}, which {node.native} does not accept"
                )
            if parameter.variable and parameter.homogeneous:
                first = same.setdefault(parameter.variable, found)
                if first != found:
                    return f"its {word} {readable(name)} is a {found}, and another one a {first}"
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
    return f"its body expects {readable(name)} as {stated}, but it passes {kind}"


def _type_text(type: "TypeProto | None") -> str | None:
    """A type as schemas write it; `None` where it is unknown or of a kind that no check needs."""
    if type is None:
        return None
    if type.HasField("sequence_type"):
        inner = _type_text(type.sequence_type.elem_type)
        return None if inner is None else f"seq({inner})"
    number = type.tensor_type.elem_type if type.HasField("tensor_type") else 0
    word = _TYPE_WORDS.get(number) or dtype_name(number)
    return None if word.startswith("onnx:") else f"tensor({word})"


def reason_in(error: str) -> str | None:
    """The reason in a message of strict shape inference; `None` for one about missing types."""
    first = error.partition("\n")[0]
    if "instead is null" in first:
        return None
    text = " ".join(_WHERE.sub("", _TAG.sub("", first)).split())
    return readable(text[:_LONGEST]) or None
