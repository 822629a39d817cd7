"""Model-local functions of an ONNX file, written out where they are called."""

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.bounds import MOST_GRAPHS, refuse_more
from dlpulint.loader.onnx.decoded_text import readable

if TYPE_CHECKING:
    from onnx import AttributeProto, FunctionProto, GraphProto, ModelProto, NodeProto

_ROOM: Final = 1024 * 1024
_GROWTH: Final = 128
"""Bytes that a graph, without its weights, may grow to when functions are written out.

So much any file may take, and so many times its own size: about as often the nodes of one function
may be there, which stands for the layers of the deepest networks.
"""

_NODE: Final = 128
"""Bytes that a node takes at least, once it is read."""

_Identity: TypeAlias = tuple[str, str, str]
"""Domain, name and overload of a function."""


def expanded(model: "ModelProto") -> "tuple[ModelProto, str | None]":
    """The model with its functions' nodes in place of the calls, and a note to say so.

    Functions that cannot be written out stay functions. Raises ModelFileError for functions that
    call each other in a circle, or that would grow beyond all bounds.
    """
    refuse_more(len(model.functions), MOST_GRAPHS, "local functions")
    if not model.functions:
        return model, None
    _refuse_growth(model)
    from onnx import checker, inliner

    count = len(model.functions)
    try:
        whole = inliner.inline_local_functions(model)
    except (checker.ValidationError, RuntimeError, ValueError):
        return model, None
    written_out = count - len(whole.functions)
    if not written_out:
        return model, None
    functions = "1 local function is" if written_out == 1 else f"{written_out} local functions are"
    return whole, (
        f"{functions} written out where called: operators are numbered as in the whole graph, "
        "not as in the file"
    )


def _refuse_growth(model: "ModelProto") -> None:
    sizes = {_identity(function): _size(function) for function in model.functions}
    calls = {_identity(function): _calls(function, sizes) for function in model.functions}
    own = int(model.graph.ByteSize()) + sum(sizes.values())
    most = _ROOM + _GROWTH * own
    whole = _whole_sizes(sizes, calls, most)
    called = _calls(model.graph, sizes).items()
    if sum(count * whole[identity] for identity, count in called) > most:
        raise ModelFileError(
            "its local functions, written out where they are called, would make its graph more "
            f"than {_GROWTH} times larger"
        )


def _size(function: "FunctionProto") -> int:
    nodes = sum(1 for _ in _all_nodes(function))
    return int(function.ByteSize()) + _NODE * nodes


def _whole_sizes(
    sizes: Mapping[_Identity, int], calls: Mapping[_Identity, Counter[_Identity]], most: int
) -> dict[_Identity, int]:
    """The size of each function with all that it calls written out, or one larger than `most`."""
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


def _calls(
    graph: "GraphProto | FunctionProto", functions: Mapping[_Identity, int]
) -> Counter[_Identity]:
    """How often each function is called, in the bodies of control flow too."""
    nodes: Iterator[NodeProto] = _all_nodes(graph)
    named = ((readable(n.domain), readable(n.op_type), readable(n.overload)) for n in nodes)
    return Counter(identity for identity in named if identity in functions)


def _all_nodes(graph: "GraphProto | FunctionProto") -> "Iterator[NodeProto]":
    waiting = [graph]
    while waiting:
        for node in waiting.pop().node:
            yield node
            for attribute in node.attribute:
                waiting += graphs_in(attribute)


def graphs_in(attribute: "AttributeProto") -> "list[GraphProto]":
    """The bodies that an attribute holds."""
    return [attribute.g, *attribute.graphs] if attribute.HasField("g") else list(attribute.graphs)
