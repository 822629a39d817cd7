"""Tensors and operator codes that edits have left without a use."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from dlpulint.mending.tflite.record import Record
from dlpulint.mending.tflite.whole_file import WholeFile


def tensors_in_use(graph: Record) -> frozenset[int]:
    """Numbers of the tensors that a graph's ends and operators refer to."""
    found: set[int] = {*graph.numbers("inputs"), *graph.numbers("outputs")}
    for operator in graph.records("operators"):
        for side in ("inputs", "outputs", "intermediates"):
            found.update(operator.numbers(side))
    return frozenset(found - {-1})


def drop_unused(
    file: WholeFile,
    before: AbstractSet[int],
    origins: list[int | None],
    left: AbstractSet[int] = frozenset(),
) -> None:
    """Removes tensors of the main graph that were in use before, or are new, and no longer are.

    Args:
        file: The file, which is changed: the tensors that are left get other numbers.
        before: Numbers of the tensors that were in use.
        origins: Per tensor its number in the original file; shortened along.
        left: Numbers of buffers that a tensor has left for another one.
    """
    graph = file.root.records("subgraphs")[0]
    in_use = tensors_in_use(graph) | _named(file.root)
    tensors = graph.records("tensors")
    gone = {
        number
        for number, origin in enumerate(origins)
        if number not in in_use and (number in before or origin is None)
    }
    buffers = {*left, *(tensors[number].integer("buffer") for number in gone)}
    if gone:
        kept = [number for number in range(len(tensors)) if number not in gone]
        tensors[:] = [tensors[number] for number in kept]
        origins[:] = [origins[number] for number in kept]
        _renumber(file.root, kept)
    _drop_bytes(file.root, buffers)


def codes_in_use(root: Record) -> frozenset[int]:
    """Positions in the table of operator codes that operators of any graph refer to."""
    return frozenset(operator.integer("opcode_index") for operator in _operators(root))


def drop_unused_codes(root: Record, before: AbstractSet[int]) -> None:
    """Removes operator codes that were in use before and no longer are.

    TFLite refuses a file for a version in that table that it lacks, whether or not an operator
    has it.
    """
    gone = before - codes_in_use(root)
    codes = root.records("operator_codes")
    kept = [position for position in range(len(codes)) if position not in gone]
    if len(kept) == len(codes):
        return
    codes[:] = [codes[position] for position in kept]
    positions = {old: new for new, old in enumerate(kept)}
    for operator in _operators(root):
        operator["opcode_index"] = positions[operator.integer("opcode_index")]


def _operators(root: Record) -> Iterator[Record]:
    for graph in root.records("subgraphs"):
        yield from graph.records("operators")


def _named(root: Record) -> frozenset[int]:
    """Tensors of the main graph that signatures name."""
    signatures = (s for s in root.records("signature_defs") if s.integer("subgraph_index") == 0)
    return frozenset(
        entry.integer("tensor_index")
        for signature in signatures
        for side in ("inputs", "outputs")
        for entry in signature.records(side)
    )


def _drop_bytes(root: Record, buffers: AbstractSet[int]) -> None:
    """Empties buffers that nothing refers to; they keep their numbers."""
    still: set[int] = set()
    for graph in root.records("subgraphs"):
        still.update(tensor.integer("buffer") for tensor in graph.records("tensors"))
    still.update(entry.integer("buffer") for entry in root.records("metadata"))
    still.update(root.numbers("metadata_buffer"))
    records = root.records("buffers")
    for number in buffers - still:
        if 0 < number < len(records):
            records[number].remove("data")


def _renumber(root: Record, kept: Sequence[int]) -> None:
    numbers = {old: new for new, old in enumerate(kept)} | {-1: -1}
    graph = root.records("subgraphs")[0]
    _change(graph, ("inputs", "outputs"), numbers.__getitem__)
    for operator in graph.records("operators"):
        _change(operator, ("inputs", "outputs", "intermediates"), numbers.__getitem__)
    for signature in root.records("signature_defs"):
        if signature.integer("subgraph_index") == 0:
            for entry in (*signature.records("inputs"), *signature.records("outputs")):
                entry["tensor_index"] = numbers[entry.integer("tensor_index")]


def _change(record: Record, sides: Iterable[str], number: Callable[[int], int]) -> None:
    for side in sides:
        if record.numbers(side):
            record[side] = tuple(number(old) for old in record.numbers(side))
