"""Signatures of a file, which name the ends of its graphs."""

from collections.abc import Mapping, Sequence

from dlpulint.mending.tflite.record import Record


def update_signatures(
    root: Record, side: str, renamed: Mapping[int, int], now: Sequence[int]
) -> None:
    """Has the signatures of the main graph name its ends: those that are left, then new ones.

    Args:
        root: The table `Model`, which is changed.
        side: `inputs` or `outputs`.
        renamed: Tensors that took the place of others, by the number of the other.
        now: Numbers of the ends as they are now.
    """
    tensors = root.records("subgraphs")[0].records("tensors")
    for signature in root.records("signature_defs"):
        if signature.integer("subgraph_index") != 0:
            continue
        entries = signature.records(side)
        for entry in entries:
            number = entry.integer("tensor_index")
            entry["tensor_index"] = renamed.get(number, number)
        kept = [entry for entry in entries if entry.integer("tensor_index") in now]
        named = {entry.integer("tensor_index") for entry in kept}
        names = {entry.text("name") for entry in kept}
        for number in now:
            if number not in named and (not renamed or number in renamed.values()):
                kept.append(_entry(tensors[number], number, names))
        signature[side] = kept


def _entry(tensor: Record, number: int, names: set[str]) -> Record:
    """An entry of a signature for a new end, under a name of its own."""
    name = base = tensor.text("name") or f"tensor_{number}"
    count = 1
    while name in names:
        count += 1
        name = f"{base}_{count}"
    names.add(name)
    return Record("TensorMap", name=name.encode(), tensor_index=number)
