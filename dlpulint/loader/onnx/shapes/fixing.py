"""Sizes that a user states, written into open dimensions of an ONNX file."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from dlpulint.loader.onnx.decoded_text import readable
from dlpulint.loader.onnx.functions import graphs_in
from dlpulint.loader.onnx.shapes.symbols import is_name

if TYPE_CHECKING:
    from onnx import GraphProto, ModelProto, TensorShapeProto, TypeProto, ValueInfoProto


def fix_inputs(model: "ModelProto", shapes: Mapping[str, tuple[int, ...]]) -> None:
    """Write the shapes into the model's inputs of these names, in place.

    A named dimension gets its size in the whole graph, because a name is one size in ONNX. Sizes
    that the file states are kept.

    Args:
        model: Changed by this function.
        shapes: One size per dimension, by the input's name.
    """
    named: dict[str, int] = {}
    for info in model.graph.input:
        sizes = shapes.get(readable(info.name))
        if sizes is not None and info.type.HasField("tensor_type"):
            _fix(info.type, sizes, named)
    if named:
        for dims in _declared(model.graph):
            for dim in dims.dim:
                if dim.HasField("dim_param") and readable(dim.dim_param) in named:
                    dim.dim_value = named[readable(dim.dim_param)]


def _fix(type: "TypeProto", sizes: tuple[int, ...], named: dict[str, int]) -> None:
    shape = type.tensor_type.shape
    if not type.tensor_type.HasField("shape"):
        for size in sizes:
            shape.dim.add(dim_value=size)
    for dim, size in zip(shape.dim, sizes, strict=False):
        if dim.HasField("dim_param") and is_name(readable(dim.dim_param)):
            named[readable(dim.dim_param)] = size
        if not dim.HasField("dim_value") or dim.dim_value < 0:
            dim.dim_value = size


def _declared(graph: "GraphProto") -> "Iterator[TensorShapeProto]":
    """The shapes stated in a graph and the bodies in it."""
    waiting = [graph]
    while waiting:
        found = waiting.pop()
        infos: list[ValueInfoProto] = [*found.input, *found.output, *found.value_info]
        for info in infos:
            yield info.type.tensor_type.shape
        for node in found.node:
            for attribute in node.attribute:
                waiting += graphs_in(attribute)
