"""Nodes of an ONNX graph, with typed access to their attributes."""

from collections.abc import Iterable, Iterator, Mapping
from sys import intern
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.loader.bounds import MOST_ATTRIBUTES, refuse_more
from dlpulint.loader.onnx.decoded_text import readable

if TYPE_CHECKING:
    from onnx import AttributeProto, GraphProto, NodeProto, TensorProto

_STANDARD = frozenset({"", "ai.onnx"})
"""Names of the standard domain."""

_FLOAT, _INT, _STRING, _TENSOR, _GRAPH, _FLOATS, _INTS = 1, 2, 3, 4, 5, 6, 7
_GRAPHS = 10
_LONG = 4096
"""Bytes of attributes that are not compared with those of other nodes."""


class Node(Struct, frozen=True, eq=False):
    """One node of the file."""

    index: int
    """Position in its graph."""
    native: str
    """The operator, after its domain unless that is the standard one."""
    domain: str
    """The domain, `""` for the standard one."""
    inputs: tuple[str, ...]
    """Names of its inputs; `""` where an optional input is left out."""
    outputs: tuple[str, ...]
    attributes: Mapping[str, "AttributeProto"]
    proto: "NodeProto"
    options: bytes | None = None
    """The attributes as the file has them; `None` where they are long or hold graphs."""

    @property
    def name(self) -> str:
        """The name of the node itself; often empty."""
        return readable(self.proto.name)

    def integer(self, attribute: str) -> int | None:
        """A whole-number attribute, if the node has it."""
        found = self._typed(attribute, _INT, "i")
        return None if found is None else int(found.i)

    def number(self, attribute: str) -> float | None:
        """A floating-point attribute, if the node has it."""
        found = self._typed(attribute, _FLOAT, "f")
        return None if found is None else float(found.f)

    def text(self, attribute: str) -> str | None:
        """A text attribute, if the node has it."""
        found = self._typed(attribute, _STRING, "s")
        return None if found is None else readable(found.s)

    def integers(self, attribute: str) -> tuple[int, ...] | None:
        """An attribute that is a list of whole numbers, if the node has it."""
        found = self.attributes.get(attribute)
        if found is None or not (found.type == _INTS or (found.type == 0 and found.ints)):
            return None
        return tuple(found.ints)

    def numbers(self, attribute: str) -> tuple[float, ...] | None:
        """An attribute that is a list of floating-point numbers, if the node has it."""
        found = self.attributes.get(attribute)
        if found is None or not (found.type == _FLOATS or (found.type == 0 and found.floats)):
            return None
        return tuple(found.floats)

    def tensor(self, attribute: str) -> "TensorProto | None":
        """An attribute that is a tensor, if the node has it."""
        found = self._typed(attribute, _TENSOR, "t")
        return None if found is None else found.t

    def graphs(self) -> Iterator["GraphProto"]:
        """The bodies of a control-flow operator, in the order of its attributes."""
        for attribute in self.attributes.values():
            if attribute.type == _GRAPH or (attribute.type == 0 and attribute.HasField("g")):
                yield attribute.g
            elif attribute.type == _GRAPHS:
                yield from attribute.graphs

    def with_defaults(self, defaults: "Mapping[str, AttributeProto]") -> "Node":
        """The node with default attributes for those that it leaves out."""
        return replace(self, attributes={**defaults, **self.attributes}) if defaults else self

    def _typed(self, attribute: str, type: int, field: str) -> "AttributeProto | None":
        """The attribute if it has this type; files before IR version 3 do not state types."""
        found = self.attributes.get(attribute)
        if found is None or found.ref_attr_name:
            return None
        if found.type == type or (found.type == 0 and found.HasField(field)):
            return found
        return None


def node_of(proto: "NodeProto", index: int) -> Node:
    """The node of a NodeProto at a position in its graph."""
    domain, operator = readable(proto.domain), intern(readable(proto.op_type))
    standard = domain in _STANDARD
    refuse_more(len(proto.attribute), MOST_ATTRIBUTES, "attributes of a node")
    return Node(
        index=index,
        native=operator if standard else f"{domain}.{operator}",
        domain="" if standard else domain,
        inputs=_names(proto.input),
        outputs=_names(proto.output),
        attributes={attribute.name: attribute for attribute in proto.attribute},
        proto=proto,
        options=_options(proto),
    )


def _names(names: "Iterable[str]") -> tuple[str, ...]:
    """The names, each once in memory: a graph has far more readers than values."""
    return tuple([intern(name) if type(name) is str else name for name in names])


def _options(proto: "NodeProto") -> bytes | None:
    room = _LONG
    found = []
    for attribute in proto.attribute:
        if attribute.type in (_TENSOR, _GRAPH, _GRAPHS) or not attribute.type:
            return None
        room -= attribute.ByteSize()
        if room < 0:
            return None
        found.append(attribute.SerializeToString())
    return b"\0".join(found)
