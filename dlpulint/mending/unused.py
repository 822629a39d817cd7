"""Tensors that edits have left without a use, and their bytes."""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet

from dlpulint.mending.tflite.record import Record
from dlpulint.mending.tflite.whole_file import WholeFile


def tensors_in_use(graph: Record) -> frozenset[int]:
    """Numbers of the tensors that a graph's ends and operators refer to."""
    found = {*graph.numbers("inputs"), *graph.numbers("outputs")}
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
    in_use = tensors_in_use(graph)
    tensors = graph.records("tensors")
    gone = {
        number
        for number, origin in enumerate(origins)
        if number not in in_use and (number in before or origin is None)
    }
    _drop_bytes(file, {*left, *(tensors[number].integer("buffer") for number in gone)}, in_use)
    if not gone:
        return
    kept = [number for number in range(len(tensors)) if number not in gone]
    tensors[:] = [tensors[number] for number in kept]
    origins[:] = [origins[number] for number in kept]
    _renumber(file.root, kept)


def _drop_bytes(file: WholeFile, buffers: set[int], in_use: AbstractSet[int]) -> None:
    """Empties buffers that nothing refers to; they keep their numbers."""
    root = file.root
    main, *others = root.records("subgraphs")
    still = {main.records("tensors")[number].integer("buffer") for number in in_use}
    for graph in others:
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
