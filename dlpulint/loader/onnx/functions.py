"""Model-local functions of an ONNX file, inlined where they are called."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.bounds import MOST_GRAPHS, most_nodes, most_operands, refuse_more
from dlpulint.loader.onnx.compiled import ValidationError, with_functions_inlined
from dlpulint.loader.onnx.decoded_text import readable

if TYPE_CHECKING:
    from onnx import AttributeProto, FunctionProto, GraphProto, ModelProto, NodeProto

_ROOM: Final = 1024 * 1024
_GROWTH: Final = 128
"""Bytes that any graph without its weights may grow by when functions are inlined, and a factor.

The factor is about how often a function may be called; the deepest networks have as many layers.
"""

_NODE: Final = 128
"""Minimum bytes of a node in memory."""

_Identity: TypeAlias = tuple[str, str, str]
"""Domain, name and overload of a function."""


def expanded(model: "ModelProto", size: int) -> "tuple[ModelProto, str | None]":
    """The model with its functions inlined, and a note about that; other functions stay.

    Args:
        model: The file.
        size: Bytes of the whole file, which bound what its functions may become.

    Raises:
        ModelFileError: Functions call each other in a circle, or would grow beyond all bounds.
    """
    refuse_more(len(model.functions), MOST_GRAPHS, "local functions")
    if not model.functions:
        return model, None
    _refuse_growth(model, size)
    count = len(model.functions)
    try:
        whole = with_functions_inlined(model)
    except (ValidationError, RuntimeError, ValueError):
        return model, None
    written_out = count - len(whole.functions)
    if not written_out:
        return model, None
    functions = "1 local function is" if written_out == 1 else f"{written_out} local functions are"
    return whole, (
        f"{functions} written out where called: operators are numbered as in the whole graph, "
        "not as in the file"
    )


def _refuse_growth(model: "ModelProto", size: int) -> None:
    nodes = {_identity(function): list(_all_nodes(function)) for function in model.functions}
    sizes = {
        _identity(function): int(function.ByteSize()) + _NODE * len(nodes[_identity(function)])
        for function in model.functions
    }
    calls = {identity: _calls(inner, sizes) for identity, inner in nodes.items()}
    main = list(_all_nodes(model.graph))
    called = _calls(main, sizes).items()
    for measure, most, things in (
        (len, most_nodes(size), "nodes"),
        (_operands, most_operands(size), "inputs and outputs of nodes"),
    ):
        counts = {identity: measure(inner) for identity, inner in nodes.items()}
        whole_counts = _whole_sizes(counts, calls, most)
        if measure(main) + sum(n * whole_counts[identity] for identity, n in called) > most:
            raise ModelFileError(
                "its local functions, written out where they are called, would give its graph "
                f"more than {most:,} {things}, which is what dlpulint reads of a file of its size"
            )
    largest = _ROOM + _GROWTH * (int(model.graph.ByteSize()) + sum(sizes.values()))
    whole = _whole_sizes(sizes, calls, largest)
    if sum(count * whole[identity] for identity, count in called) > largest:
        raise ModelFileError(
            "its local functions, written out where they are called, would make its graph more "
            f"than {_GROWTH} times larger"
        )


def _whole_sizes(
    sizes: Mapping[_Identity, int], calls: Mapping[_Identity, Counter[_Identity]], most: int
) -> dict[_Identity, int]:
    """The size of each function with its calls inlined, or one larger than `most`."""
    callers: dict[_Identity, list[_Identity]] = {identity: [] for identity in sizes}
    for caller, called in calls.items():
        for identity in called:
            callers[identity].append(caller)
    missing = {identity: len(called) for identity, called in calls.items()}
    ready = deque(identity for identity, count in missing.items() if count == 0)
    whole: dict[_Identity, int] = {}
    while ready:
        identity = ready.popleft()
        inner = (count * whole[called] for called, count in calls[identity].items())
        whole[identity] = min(sizes[identity] + sum(inner), most + 1)
        for caller in callers[identity]:
            missing[caller] -= 1
            if missing[caller] == 0:
                ready.append(caller)
    if len(whole) < len(sizes):
        raise ModelFileError("damaged ONNX file (its local functions call each other in a circle)")
    return whole


def _identity(function: "FunctionProto") -> _Identity:
    return readable(function.domain), readable(function.name), readable(function.overload)


def _operands(nodes: "Sequence[NodeProto]") -> int:
    return sum(len(node.input) + len(node.output) for node in nodes)


def _calls(nodes: "Iterable[NodeProto]", functions: Mapping[_Identity, int]) -> Counter[_Identity]:
    """Number of calls of each function."""
    named = ((readable(n.domain), readable(n.op_type), readable(n.overload)) for n in nodes)
    return Counter(identity for identity in named if identity in functions)


def _all_nodes(graph: "GraphProto | FunctionProto") -> "Iterator[NodeProto]":
    """The nodes of a graph, including those in control-flow bodies."""
    waiting = [graph]
    while waiting:
        for node in waiting.pop().node:
            yield node
            for attribute in node.attribute:
                waiting += graphs_in(attribute)


def graphs_in(attribute: "AttributeProto") -> "list[GraphProto]":
    """The bodies in an attribute."""
    return [attribute.g, *attribute.graphs] if attribute.HasField("g") else list(attribute.graphs)
