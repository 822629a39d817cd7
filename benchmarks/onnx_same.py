"""Edits of .onnx files that change nothing about what a model computes or needs."""

import re
from collections.abc import Iterator
from random import Random

import onnx
from onnx import GraphProto, ModelProto, NodeProto, helper, version_converter
from onnx.external_data_helper import uses_external_data

from benchmarks.same import Edit, Key

_MOST = 4
_REFUSALS = (onnx.checker.ValidationError, onnx.shape_inference.InferenceError)
_FREE_CONSTANTS = 4
"""The IR version from which an initializer needs not be an input too."""
_DOMAINS = ("", "ai.onnx")
_NO_TENSORS = re.compile("Constant|Sequence|Optional|If|Loop|Scan")
"""Operators whose results may be sequences, which Identity takes from opset 14 on only."""


def graphs(graph: GraphProto) -> Iterator[GraphProto]:
    """A graph and all graphs in it."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            for inner in (attribute.g, *attribute.graphs):
                if attribute.type in (onnx.AttributeProto.GRAPH, onnx.AttributeProto.GRAPHS):
                    yield from graphs(inner)


def editable(model: ModelProto) -> bool:
    """Whether all of a model is in its file, and its graph is sound enough to be edited.

    Local functions are written out when a file is read, after which nodes have other numbers.
    """
    whole = not any(uses_external_data(t) for g in graphs(model.graph) for t in g.initializer)
    # A name that is no UTF-8 is given as bytes.
    named = all(isinstance(node.op_type, str) for node in model.graph.node)
    plain = bool(model.graph.node) and not model.functions
    return whole and named and plain and _in_order(model.graph)


def _in_order(graph: GraphProto) -> bool:
    """Whether every value is written once, and before it is read."""
    writers = {name: index for index, n in enumerate(graph.node) for name in n.output if name}
    written = sum(bool(name) for node in graph.node for name in node.output)
    return len(writers) == written and all(
        writers.get(name, -1) < index
        for index, node in enumerate(graph.node)
        for name in _read(node)
    )


def _read(node: NodeProto) -> set[str]:
    """The values that a node reads, in the graphs within it too."""
    names = {name for name in node.input if name}
    for attribute in node.attribute:
        for inner in (attribute.g, *attribute.graphs):
            for one in graphs(inner):
                names |= {name for deep in one.node for name in deep.input if name}
                names |= {end.name for end in one.output}
    return names


def rewritten(_model: ModelProto, _random: Random) -> Edit:
    """The file is only written anew."""
    return Edit("written anew")


def renamed(model: ModelProto, random: Random) -> Edit | None:
    """All values and nodes have other names, but inputs and outputs, which commands name."""
    names = {"": ""}
    names |= {end.name: end.name for end in (*model.graph.input, *model.graph.output)}
    prefix = random.choice(("x", "/layer/", "a.b."))

    def now(name: str) -> str:
        return names.setdefault(name, f"{prefix}{len(names)}")

    for graph in graphs(model.graph):
        graph.name = now(f"graph {graph.name}")
        for sparse in graph.sparse_initializer:
            sparse.values.name = now(sparse.values.name)
        for named in (*graph.input, *graph.output, *graph.value_info, *graph.initializer):
            named.name = now(named.name)
        for node in graph.node:
            node.name = node.name and now(f"node {node.name}")
            node.input[:] = [now(name) for name in node.input]
            node.output[:] = [now(name) for name in node.output]
        for annotation in graph.quantization_annotation:
            annotation.tensor_name = now(annotation.tensor_name)
            for entry in annotation.quant_parameter_tensor_names:
                entry.value = now(entry.value)
    return Edit("other names", renames=True)


def reordered(model: ModelProto, random: Random) -> Edit | None:
    """Nodes of the main graph stand in another order that their operands allow."""
    nodes = list(model.graph.node)
    writers = {name: index for index, node in enumerate(nodes) for name in node.output if name}
    needed = [{writers[name] for name in _read(node) if name in writers} for node in nodes]
    order, done = [0], {0}
    waiting = list(range(1, len(nodes)))
    while waiting:
        index = random.choice([index for index in waiting if needed[index] <= done])
        waiting.remove(index)
        order.append(index)
        done.add(index)
    if order == list(range(len(nodes))):
        return None
    _put(model.graph, [nodes[index] for index in order])
    now: dict[Key, Key] = {(0, old): (0, new) for new, old in enumerate(order)}
    return Edit("another order", now, moves=True)


def _put(graph: GraphProto, nodes: list[NodeProto]) -> None:
    """Gives a graph these nodes."""
    copies = [NodeProto.FromString(node.SerializeToString()) for node in nodes]
    del graph.node[:]
    graph.node.extend(copies)


def as_constants(model: ModelProto, random: Random) -> Edit | None:
    """Initializers are the results of Constant nodes."""
    graph = model.graph
    given = {entry.name for entry in graph.input}
    written = {end.name for end in graph.output}
    found = [t for t in graph.initializer if t.name and t.name not in given | written]
    if not found:
        return None
    some = random.choice((1, _MOST, len(found)))
    chosen = random.sample(found, min(len(found), some))
    added = [helper.make_node("Constant", [], [tensor.name], value=tensor) for tensor in chosen]
    names = {tensor.name for tensor in chosen}
    kept = [t for t in graph.initializer if t.name not in names]
    kept = [onnx.TensorProto.FromString(t.SerializeToString()) for t in kept]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    count = len(graph.node)
    _put(graph, [*added, *graph.node])
    now: dict[Key, Key] = {(0, old): (0, old + len(added)) for old in range(count)}
    return Edit(f"{len(added)} initializers as Constant", now)


def with_identities(model: ModelProto, random: Random) -> Edit | None:
    """Values pass through an Identity."""
    graph = model.graph
    nodes = list(graph.node)
    read = {name for node in nodes for name in _read(node)}
    captured = read - {name for node in nodes for name in node.input}
    writers = [
        (index, name)
        for index, node in enumerate(nodes)
        for name in node.output
        if name in read and name not in captured and not _NO_TENSORS.search(node.op_type)
    ]
    given = {tensor.name for tensor in graph.initializer}
    inputs = [
        (-1, entry.name)
        for entry in graph.input
        if entry.name not in given and entry.type.HasField("tensor_type")
    ]
    candidates = [*writers, *((at, name) for at, name in inputs if name in read - captured)]
    if not candidates:
        return None
    chosen = random.sample(candidates, min(len(candidates), random.randint(1, _MOST)))
    now = {index: index for index in range(len(nodes))}
    for at, name in sorted(chosen, reverse=True):
        result = f"{name}/same"
        for node in nodes[at + 1 :]:
            node.input[:] = [result if read == name else read for read in node.input]
        nodes.insert(at + 1, helper.make_node("Identity", [name], [result]))
        now = {old: new + (new > at) for old, new in now.items()}
    _put(graph, nodes)
    moved: dict[Key, Key] = {(0, old): (0, new) for old, new in now.items()}
    return Edit(f"{len(chosen)} Identity", moved, adds=True)


def with_unused(model: ModelProto, random: Random) -> Edit:
    """There are initializers that nothing reads, and more metadata.

    Before IR version 4 an initializer had to be an input as well: there it is metadata only.
    """
    for number in range(random.randint(1, _MOST) if model.ir_version >= _FREE_CONSTANTS else 0):
        sizes = [random.randint(1, 4) for _ in range(random.randint(0, 3))]
        count = 1
        for size in sizes:
            count *= size
        kind = random.choice((onnx.TensorProto.FLOAT, onnx.TensorProto.INT8))
        name = f"unused/{number}"
        model.graph.initializer.append(helper.make_tensor(name, kind, sizes, [1] * count))
    model.metadata_props.add(key="note", value=f"{random.randrange(10**6)}")
    model.doc_string = f"note {random.randrange(10**6)}"
    model.graph.doc_string = model.doc_string
    return Edit("unused initializers and metadata")


def converted(model: ModelProto, random: Random, bounds: tuple[int, int]) -> Edit | None:
    """The same model for a later opset, within or beyond the bounds, as it was before.

    A file that onnx refuses may be valid in a later opset: an If of sequences is from 13 on.
    """
    opset = next((entry for entry in model.opset_import if entry.domain in _DOMAINS), None)
    if opset is None or len(model.opset_import) > 1:
        return None
    least, most = bounds
    version = int(opset.version)
    newest = (
        least - 1
        if version < least
        else most
        if version <= most
        else onnx.defs.onnx_opset_version()
    )
    later = range(version + 1, newest + 1)
    if not later:
        return None
    wanted = random.choice(later)
    try:
        onnx.checker.check_model(model, full_check=True)
        found = version_converter.convert_version(model, wanted)
    except (RuntimeError, ValueError, *_REFUSALS):
        return None  # It has no way there for some operator, or the file is not valid.
    model.CopyFrom(found)
    return Edit(f"opset {version} to {wanted}", rewrites=True)
