"""Whether dlpulint and onnx read the same in each .onnx file that both accept.

    python -m benchmarks.readings_onnx [--inputs 20000] [--first 0]

Inputs are models made from the messages of onnx.proto (`tests/grammars/`) and mutants of the
fixtures, by turns. dlpulint walks the wire format itself and leaves out the elements of large
constants (`dlpulint/loader/onnx/slim.py`): what it keeps has to be what onnx reads, and the
operators, constants and ends of the main graph have to be those of the file. Prints the figures and
every difference, writes a section of docs/robustness.md and ends with 1 if there is a difference.
"""

import argparse
import sys
from collections.abc import Iterator
from random import Random
from typing import Any

import onnx
from google.protobuf.message import DecodeError
from onnx import GraphProto, ModelProto, NodeProto

from benchmarks.reading_figures import Figures, figures, publish
from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.onnx.decoded_text import readable
from dlpulint.loader.onnx.slim import KEPT, slim
from dlpulint.loader.open_model import load_bytes
from dlpulint.model.graph import Model, Operator, Tensor
from tests.grammars.onnx_models import onnx_model
from tests.mutations.mutants import mutant

_LEFT_OUT = frozenset(
    {
        *("doc_string", "metadata_props", "training_info", "configuration"),
        *("quantization_annotation", "device_configurations"),
    }
)
"""Fields that dlpulint has no use for."""

_ELEMENTS = frozenset(
    {
        *("float_data", "int32_data", "string_data", "int64_data", "double_data", "uint64_data"),
        "raw_data",
    }
)
_STANDARD = ("", "ai.onnx")


def content(number: int) -> bytes:
    """The input of a number: a model made from messages, or the next mutant of an .onnx file."""
    if number % 2 == 0:
        return onnx_model(Random(number))
    turn = number * 40
    while (one := mutant(turn)).suffix != ".onnx":
        turn += 1
    return one.content


def compared(numbers: range) -> Figures:
    """The figures of some inputs."""
    return figures(numbers, lambda number: differences(content(number)))


def differences(data: bytes) -> list[str] | None:
    """What dlpulint reads otherwise than onnx; `None` for a file that one of them refuses."""
    try:
        model = load_bytes(memoryview(data))
        theirs = ModelProto.FromString(data)
    except (ModelFileError, DecodeError):
        return None
    if model.format != "onnx":
        return None
    kept = ModelProto.FromString(slim(memoryview(data)))
    return [*_slimmed(kept, theirs, "model"), *_of_graph(model, theirs)]


def _slimmed(kept: Any, theirs: Any, path: str) -> Iterator[str]:
    """What of a message is neither kept nor left out on purpose."""
    if kept.SerializeToString() == theirs.SerializeToString():
        return
    for field in theirs.DESCRIPTOR.fields:
        ours, other = getattr(kept, field.name), getattr(theirs, field.name)
        where = f"{path}.{field.name}"
        if field.name in _LEFT_OUT:
            continue
        # Numbers that are no numbers are equal in words only.
        if field.message_type is None and repr(ours) == repr(other):
            continue
        if field.name in _ELEMENTS:
            if ours:
                yield f"{where}: other elements"
        elif field.message_type is None:
            # Of a text that is stated twice, the first one stays where the second is long.
            if not hasattr(other, "__len__") or len(other) <= KEPT:
                yield f"{where}: {ours!r:.200}, and onnx: {other!r:.200}"
        elif not hasattr(other, "extend"):
            yield from _slimmed(ours, other, where)
        elif len(ours) != len(other):
            yield f"{where}: {len(ours)}, and onnx: {len(other)}"
        else:
            for at, pair in enumerate(zip(ours, other, strict=True)):
                yield from _slimmed(*pair, f"{where}[{at}]")


def _of_graph(model: Model, theirs: ModelProto) -> Iterator[str]:
    """What the main graph has otherwise than the file; functions are written out where called."""
    graph = theirs.graph
    yield from _unlike("name", model.subgraphs[0].name, readable(graph.name))
    written = [readable(end.name) for end in graph.output]
    yield from _unlike("outputs", [end.name for end in model.outputs], written)
    fed = [readable(end.name) for end in graph.input]
    # An invalid file may have a Constant write what it also calls an input or stores.
    held = {readable(name) for node in graph.node if _is_constant(node) for name in node.output}
    stored = {readable(tensor.name): tensor for tensor in graph.initializer}
    constants = {name: tensor for name, tensor in stored.items() if name not in held}
    fed = [name for name in fed if name not in _constants(graph) | held]
    yield from _unlike("inputs", [end.name for end in model.inputs], fed)
    for end in model.inputs:
        yield from _of_tensor(end, graph)
    if theirs.functions:
        return
    nodes = [node for node in graph.node if not _is_constant(node)]
    operators = [operator for operator in model.operators if not operator.subgraph]
    yield from _unlike("operators", len(operators), len(nodes))
    for operator, node in zip(operators, nodes, strict=False):
        yield from _of_operator(operator, node, constants)


def _constants(graph: GraphProto) -> set[str]:
    dense = {readable(tensor.name) for tensor in graph.initializer}
    return dense | {readable(tensor.values.name) for tensor in graph.sparse_initializer}


def _is_constant(node: NodeProto) -> bool:
    return node.op_type == "Constant" and node.domain in _STANDARD


def _of_tensor(end: Tensor, graph: GraphProto) -> Iterator[str]:
    """The type that the file states for an input."""
    stated = next(value for value in graph.input if readable(value.name) == end.name)
    kind = stated.type.tensor_type
    if not stated.type.HasField("tensor_type") or not kind.HasField("shape") or end.shape is None:
        return
    yield from _unlike(f"rank of {end.name}", len(end.shape), len(kind.shape.dim))
    for ours, theirs in zip(end.shape, kind.shape.dim, strict=False):
        if ours is not None and theirs.HasField("dim_value"):
            yield from _unlike(f"shape of {end.name}", ours, theirs.dim_value)


def _of_operator(operator: Operator, node: NodeProto, constants: Any) -> Iterator[str]:
    where = f"operator {operator.index}"
    domain = readable(node.domain)
    kind = readable(node.op_type)
    native = kind if domain in _STANDARD else f"{domain}.{kind}"
    yield from _unlike(f"{where}: name", operator.native, native)
    yield from _unlike(f"{where}: own name", operator.name, readable(node.name))
    read = [None if tensor is None else tensor.name for tensor in operator.inputs]
    wanted = [readable(name) if name else None for name in node.input]
    yield from _unlike(f"{where}: inputs", read, wanted)
    written = [tensor.name for tensor in operator.outputs]
    yield from _unlike(f"{where}: outputs", written, [readable(n) for n in node.output if n])
    for tensor in operator.inputs:
        stored = None if tensor is None else constants.get(tensor.name)
        if tensor is not None and stored is not None and tensor.shape is not None:
            dims = tuple(stored.dims)
            if all(size >= 0 for size in dims):
                yield from _unlike(f"{where}: shape of {tensor.name}", tensor.shape, dims)


def _unlike(what: str, ours: Any, theirs: Any) -> Iterator[str]:
    if ours != theirs:
        yield f"{what}: {ours!r:.300}, and onnx: {theirs!r:.300}"


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args()
    found = compared(range(asked.first, asked.first + asked.inputs))
    name = f"onnx {onnx.__version__}"
    print(found.text(name))
    publish(found, "onnx", name)
    sys.exit(1 if found.differences else 0)


if __name__ == "__main__":
    main()
