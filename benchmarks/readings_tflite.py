"""Whether dlpulint and LiteRT read the same in each .tflite file that both accept.

    python -m benchmarks.readings_tflite [--inputs 20000] [--first 0] [--judge PYTHON]

Inputs are models made from the schema (`tests/grammars/`) and mutants of the fixtures, by turns.
Where both accept a file (`benchmarks/litert_reading.py`), graphs, tensors, types, shapes,
quantization, operators and their options have to be the same. Prints the figures and every
difference, writes a section of docs/robustness.md and ends with 1 if there is a difference. PYTHON
is one with `ai-edge-litert`.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.litert import Judge
from benchmarks.reading_figures import Figures, figures, publish
from dlpulint.basics.errors import ModelFileError
from dlpulint.basics.printable import printable
from dlpulint.loader.open_model import load_bytes
from dlpulint.loader.tflite.operator_tables import OPTIONS
from dlpulint.model.graph import Model, Operator, Tensor
from tests.grammars.tflite_models import tflite_model
from tests.mutations.mutants import mutant

READER = Path(__file__).parent / "litert_reading.py"


def content(number: int) -> bytes:
    """The input of a number: a model made from the schema, or the next mutant of a .tflite file."""
    if number % 2 == 0:
        return tflite_model(Random(number))
    turn = number * 40
    while (one := mutant(turn)).suffix != ".tflite":
        turn += 1
    return one.content


def compared(numbers: range, python: str) -> Figures:
    """The figures of some inputs."""
    with tempfile.TemporaryDirectory() as folder, Judge(python, READER) as judge:
        path = Path(folder) / "model.tflite"

        def differences(number: int) -> list[str] | None:
            data = content(number)
            try:
                model = load_bytes(memoryview(data))
            except ModelFileError:
                return None
            path.write_bytes(data)
            answer = judge.whole_answer(path)
            if model.format != "tflite" or "graphs" not in answer:
                return None
            return list(differences_of(model, answer))

        return figures(numbers, differences)


def differences_of(model: Model, answer: dict[str, Any]) -> Iterator[str]:
    """What dlpulint reads otherwise than LiteRT."""
    graphs = answer["graphs"]
    yield from _unlike("graphs", len(model.subgraphs), len(graphs))
    for detail in answer["details"]:
        # The interpreter adds tensors of its own at the end.
        if detail["index"] < len(graphs[0]["tensors"]):
            theirs = graphs[0]["tensors"][detail["index"]]
            # The interpreter ends a name at its first NUL.
            known = theirs["name"].partition("\0")[0]
            yield from _unlike("LiteRT's two readings", detail["name"], known)
    entry_points = len({graph for _, graph in model.metadata.signatures})
    for number, (ours, theirs) in enumerate(zip(model.subgraphs, graphs, strict=False)):
        where = f"graph {number}"
        yield from _unlike(f"{where}: name", ours.name, printable(theirs["name"]))
        tensors = [_theirs(number, *entry) for entry in enumerate(theirs["tensors"])]
        for end in ("inputs", "outputs"):
            found = [_ours(tensor) for tensor in getattr(ours, end)]
            yield from _unlike(f"{where}: {end}", found, [tensors[at] for at in theirs[end]])
        operators = [operator for operator in model.operators if operator.subgraph == number]
        if not operators and entry_points > 1:
            continue  # Graphs that the first one does not run are left out on purpose.
        yield from _unlike(f"{where}: operators", len(operators), len(theirs["operators"]))
        for operator, raw in zip(operators, theirs["operators"], strict=False):
            for difference in _of_operator(operator, raw, tensors):
                yield f"{where}, operator {operator.index}: {difference}"


def _of_operator(operator: Operator, raw: dict[str, Any], tensors: list[Any]) -> Iterator[str]:
    native = printable(raw["custom"]) or "CUSTOM" if raw["code"] == "CUSTOM" else raw["code"]
    yield from _unlike("name", operator.native, native)
    yield from _unlike("version", operator.version, raw["version"])
    inputs = [None if tensor is None else _ours(tensor) for tensor in operator.inputs]
    yield from _unlike("inputs", inputs, [None if at < 0 else tensors[at] for at in raw["inputs"]])
    outputs = [_ours(tensor) for tensor in operator.outputs]
    yield from _unlike("outputs", outputs, [tensors[at] for at in raw["outputs"]])
    table, options = OPTIONS.get(operator.native, ("", ()))
    if table != raw["options"]:
        return
    for accessor, name, *words in options:
        value = raw["fields"].get(accessor[0].lower() + accessor[1:])
        if value is not None and name in operator.attributes:
            wanted = words[0].get(int(value), value) if words else value
            yield from _unlike(name, operator.attributes[name], wanted)


def _ours(tensor: Tensor) -> tuple[Any, ...]:
    quantization = tensor.quantization
    scales = () if quantization is None else quantization.scales
    zero_points = () if quantization is None else quantization.zero_points
    shape = None if tensor.shape is None else tuple(tensor.shape)
    axis = None if quantization is None else quantization.axis
    return (tensor.name, tensor.dtype, shape, repr(scales), tuple(zero_points), axis)


def _theirs(graph: int, index: int, tensor: dict[str, Any]) -> tuple[Any, ...]:
    shape = tuple(None if size < 0 else size for size in tensor["shape"])
    name = printable(tensor["name"]) or f"tensor {graph}:{index}"
    scales = tuple(tensor["scales"])
    quantized = bool(scales) or tensor["details"].startswith("Blockwise")
    zero_points = tuple(tensor["zero_points"]) if quantized else ()
    several = len(scales) > 1 or tensor["details"].startswith("Blockwise")
    axis = tensor["axis"] if several else None
    return (name, tensor["type"].lower(), shape, repr(scales), zero_points, axis)


def _unlike(what: str, ours: Any, theirs: Any) -> Iterator[str]:
    if ours != theirs:
        yield f"{what}: {ours!r:.300}, and LiteRT: {theirs!r:.300}"


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--judge", default=sys.executable, help="a Python with ai-edge-litert")
    asked = parser.parse_args()
    found = compared(range(asked.first, asked.first + asked.inputs), asked.judge)
    print(found.text("LiteRT"))
    publish(found, "tflite", "LiteRT")
    sys.exit(1 if found.differences else 0)


if __name__ == "__main__":
    main()
