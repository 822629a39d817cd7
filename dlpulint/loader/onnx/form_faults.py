"""What onnx's checker does not accept in the form of a node: attributes, names, its place."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from dlpulint.loader.onnx.decoded_text import readable
from dlpulint.loader.onnx.node import Node
from dlpulint.loader.onnx.scope import CONSTANT, Scope

if TYPE_CHECKING:
    from onnx import AttributeProto, ModelProto

_STATED_TYPES = 2
"""The first IR version whose attributes state their types."""
_STATED_OPSETS = 3

_VALUES: Final = {
    1: "f", 2: "i", 3: "s", 4: "t", 5: "g", 6: "floats", 7: "ints", 8: "strings", 9: "tensors",
    10: "graphs", 11: "sparse_tensor", 12: "sparse_tensors", 13: "tp", 14: "type_protos",
}  # fmt: skip
"""The field with the value of an attribute, by the number of its type."""
_FIELDS: Final = frozenset(_VALUES.values())


class FileVersions(Struct, frozen=True):
    """The versions that a file states."""

    ir_version: int
    domains: frozenset[str]
    """Domains with an opset, as the file spells them."""

    @classmethod
    def of(cls, model: "ModelProto", scope: Scope) -> "FileVersions":
        """The versions that hold for a graph; a local function states opsets of its own."""
        while scope.parent is not None:
            scope = scope.parent
        opsets = () if scope.proto is None else model.opset_import
        return cls(model.ir_version, frozenset(entry.domain for entry in opsets))


def form_fault(node: Node, file: FileVersions) -> str | None:
    """What is wrong with the form of a node, as a clause; `None` if nothing is."""
    if not node.proto.op_type:
        return "it names no operator"
    if not node.inputs and not node.outputs:
        return "it has neither inputs nor outputs"
    domain = node.proto.domain
    stated = domain in file.domains or (not domain and "ai.onnx" in file.domains)
    if file.domains and not stated and file.ir_version >= _STATED_OPSETS:
        return f"the file states no opset of its domain {readable(domain) or 'ai.onnx'}"
    if len(node.attributes) != len(node.proto.attribute):
        names = Counter(attribute.name for attribute in node.proto.attribute)
        return f"its attribute {readable(names.most_common(1)[0][0])} is stated twice"
    for attribute in node.proto.attribute:
        problem = _attribute_fault(attribute, file)
        if problem is not None:
            return problem
    if node.native == CONSTANT and len(node.attributes) != 1:
        return f"it has {len(node.attributes)} values; 1 is accepted"
    return None


def _attribute_fault(attribute: "AttributeProto", file: FileVersions) -> str | None:
    if not attribute.name:
        return "one of its attributes has no name"
    name = readable(attribute.name)
    if not attribute.type:
        return f"its attribute {name} states no type" if file.ir_version >= _STATED_TYPES else None
    own = _VALUES.get(attribute.type)
    if any(f.name != own and f.name in _FIELDS for f, _ in attribute.ListFields()):
        return f"its attribute {name} has a value of another type than it states"
    return None


class Positions:
    """The nodes that write each name, graph by graph; outer graphs are added before inner ones."""

    def __init__(self, scopes: Sequence[Scope]) -> None:
        self._written: dict[int, dict[str, int]] = {}
        for scope in scopes:
            written = dict.fromkeys((*scope.constants, *scope.inputs), -1)
            for node in (*scope.nodes, *scope.constant_nodes):
                written |= dict.fromkeys(filter(None, node.outputs), node.index)
            self._written[scope.number] = written

    def fault(self, scope: Scope, node: Node) -> str | None:
        """What is wrong with the place of a node among those that write its inputs."""
        for name in filter(None, node.inputs):
            here, index = scope, node.index
            while name not in self._written[here.number]:
                if here.parent is None or here.owner is None:
                    break
                index = here.owner
                here = here.parent
            if self._written[here.number].get(name, -1) >= index:
                return f"it reads {readable(name)} before a node has written it"
        for name in filter(None, node.outputs):
            inner = scope
            while inner.parent is not None and inner.owner is not None:
                owner, inner = inner.owner, inner.parent
                if self._written[inner.number].get(name, owner) < owner:
                    return f"it writes {readable(name)}, which a graph around it has already"
        return None
