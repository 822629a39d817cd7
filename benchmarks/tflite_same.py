"""Edits of .tflite files that change nothing: names, numbers, order, and what nobody uses.

Needs `ai-edge-litert`, whose schema reads and writes files as objects.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from random import Random
from typing import Any

from numpy import array, int32, uint8

from benchmarks.same import Edit

_STATEFUL = {129, *range(136, 140), *range(142, 145)}
"""CALL_ONCE, hash tables and variables, whose order matters though no tensor says so."""
_MOST = 4
"""Most things that one edit adds."""


def rewritten(_model: Any, _random: Random) -> Edit:
    """The file is only written anew."""
    return Edit("written anew")


def renamed(model: Any, random: Random) -> Edit:
    """All tensors and graphs have other names."""
    tensors = [tensor for graph in model.subgraphs for tensor in graph.tensors or ()]
    names = [f"{random.choice(('x', 'Layer/', 'a;b/'))}{number}" for number in range(len(tensors))]
    random.shuffle(names)
    for tensor, name in zip(tensors, names, strict=True):
        tensor.name = name.encode()
    for number, graph in enumerate(model.subgraphs):
        graph.name = f"graph {number}".encode()
    return Edit("other names", renames=True)


def reordered(model: Any, random: Random) -> Edit | None:
    """Operators of a graph stand in another order that their operands allow.

    The first one stays: it decides which device a division of the graph begins with.
    """
    number = random.randrange(len(model.subgraphs))
    graph = model.subgraphs[number]
    operators = list(graph.operators or ())
    codes = {code_of(model, operator) for operator in operators}
    variable = any(tensor.isVariable for tensor in graph.tensors or ())
    if len(operators) < 3 or codes & _STATEFUL or variable:
        return None
    order = _topological(operators, random)
    if order is None or order == list(range(len(operators))):
        return None
    graph.operators = [operators[index] for index in order]
    now = {(number, old): (number, new) for new, old in enumerate(order)}
    return Edit("another order", now, moves=True)


def _topological(operators: Sequence[Any], random: Random) -> list[int] | None:
    """A random order that operands allow, the first operator first; `None` if none does."""
    writers = {int(tensor): index for index, o in enumerate(operators) for tensor in o.outputs}
    needed = [
        {writers[int(tensor)] for tensor in operator.inputs if int(tensor) in writers}
        for operator in operators
    ]
    if any(max(need, default=-1) >= index for index, need in enumerate(needed)):
        return None
    order, done = [0], {0}
    waiting = list(range(1, len(operators)))
    while waiting:
        ready = [index for index in waiting if needed[index] <= done]
        index = random.choice(ready)
        waiting.remove(index)
        order.append(index)
        done.add(index)
    return order


def with_unused(model: Any, random: Random) -> Edit:
    """There are tensors, buffers and operator codes that nothing uses."""
    for _ in range(random.randint(1, _MOST)):
        graph = random.choice(model.subgraphs)
        sound = [
            t for t in graph.tensors or () if t.shape is not None and min(t.shape, default=1) > 0
        ]
        if sound:
            unused = deepcopy(random.choice(sound))
            unused.name, unused.buffer = f"unused {len(graph.tensors)}".encode(), 0
            unused.isVariable = False
            graph.tensors = [*graph.tensors, unused]
        buffer = type(model.buffers[0])()
        buffer.data = array([random.randrange(256) for _ in range(random.randint(1, 64))], uint8)
        model.buffers = [*model.buffers, buffer]
    if model.operatorCodes:
        model.operatorCodes = [*model.operatorCodes, deepcopy(model.operatorCodes[0])]
    return Edit("unused tensors and buffers")


def renumbered(model: Any, random: Random) -> Edit:
    """Tensors, buffers and operator codes have other numbers."""
    for number, graph in enumerate(model.subgraphs):
        graph.tensors, now = _shuffled(graph.tensors or (), random)
        for operator in graph.operators or ():
            for field in ("inputs", "outputs", "intermediates"):
                point(operator, field, now)
        for field in ("inputs", "outputs"):
            point(graph, field, now)
        for signature in model.signatureDefs or ():
            if signature.subgraphIndex == number:
                for end in (*(signature.inputs or ()), *(signature.outputs or ())):
                    end.tensorIndex = now[end.tensorIndex]
    buffers, moved = _shuffled(model.buffers[1:], random)
    model.buffers = [model.buffers[0], *buffers]
    for tensor in (t for graph in model.subgraphs for t in graph.tensors):
        tensor.buffer = moved[tensor.buffer - 1] + 1 if tensor.buffer else 0
    for entry in model.metadata or ():
        entry.buffer = moved[entry.buffer - 1] + 1 if entry.buffer else 0
    model.metadataBuffer = None
    model.operatorCodes, codes = _shuffled(model.operatorCodes or (), random)
    for operator in (o for graph in model.subgraphs for o in graph.operators or ()):
        operator.opcodeIndex = codes[operator.opcodeIndex]
    return Edit("other numbers")


def _shuffled(entries: Sequence[Any], random: Random) -> tuple[list[Any], dict[int, int]]:
    """The entries in another order, and the place of each by its place before."""
    order = list(range(len(entries)))
    random.shuffle(order)
    return [entries[old] for old in order], {old: new for new, old in enumerate(order)}


def point(owner: Any, field: str, now: Mapping[int, int]) -> None:
    """Gives the tensors that a field lists their new numbers."""
    listed = getattr(owner, field)
    if listed is not None:
        moved = [now.get(int(index), int(index)) for index in listed]
        setattr(owner, field, array(moved, dtype=int32))


def with_metadata(model: Any, random: Random) -> Edit:
    """There is metadata that nobody asks for, in another order."""
    from ai_edge_litert import schema_py_generated as schema

    for _ in range(random.randint(1, _MOST)):
        entry = schema.MetadataT()
        entry.name = f"note {random.randrange(10**6)}".encode()
        buffer = type(model.buffers[0])()
        buffer.data = array([random.randrange(256) for _ in range(random.randint(1, 64))], uint8)
        entry.buffer = len(model.buffers)
        model.buffers = [*model.buffers, buffer]
        model.metadata = [*(model.metadata or ()), entry]
    random.shuffle(model.metadata)
    return Edit("more metadata")


def code_of(model: Any, operator: Any) -> int:
    """The builtin code of an operator."""
    code = model.operatorCodes[operator.opcodeIndex]
    return int(max(code.builtinCode, code.deprecatedBuiltinCode))
