"""dlpulint beside LiteRT: how it reads files, and what it refuses to prepare."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.differential import Case, compare, edits_of, graphs, models_in, operators
from benchmarks.litert import Judge
from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.tflite.file import BUILTINS, model_from_tflite
from dlpulint.loader.tflite.operator_tables import DTYPES
from dlpulint.model.graph import Model, Tensor

ROOT = Path(__file__).parents[2]
MODELS = [ROOT / "fixtures", *filter(None, [Path(os.environ.get("DLPULINT_MODELS", ""))])]
FILES = models_in([folder for folder in MODELS if folder != Path() and folder.is_dir()])
CUSTOM = 32


def readable() -> Iterator[tuple[Path, Any, Model]]:
    """The files that both read, as LiteRT's schema and as dlpulint have them."""
    from ai_edge_litert import schema_py_generated as schema

    for path in FILES:
        data = path.read_bytes()
        try:
            model = model_from_tflite(memoryview(data))
        except ModelFileError:
            continue
        yield path, schema.ModelT.InitFromPackedBuf(bytearray(data), 0), model


def test_every_operator_is_read_as_litert_reads_it() -> None:
    count = 0
    for path, theirs, model in readable():
        used = {operator.subgraph for operator in model.operators}
        for number, graph in enumerate(theirs.subgraphs):
            ours = [o for o in model.operators if o.subgraph == number]
            if number and number not in used:
                continue  # A graph of another entry point.
            for operator, raw in zip(ours, graph.operators or (), strict=True):
                code = theirs.operatorCodes[raw.opcodeIndex]
                builtin = max(code.builtinCode, code.deprecatedBuiltinCode)
                assert (operator.number, operator.version) == (builtin, code.version), path
                if builtin != CUSTOM and builtin < len(BUILTINS):
                    assert operator.native == BUILTINS[builtin], path
                for tensor, index in zip(operator.inputs, raw.inputs, strict=True):
                    assert (tensor is None) == (index == -1), path
                    if tensor is not None:
                        compare_tensors(path, tensor, graph.tensors[index])
                        count += 1
    assert count > 500


def compare_tensors(path: Path, tensor: Tensor, raw: Any) -> None:
    sizes = () if raw.shape is None else tuple(int(size) for size in raw.shape)
    assert tensor.shape == tuple(None if size < 0 else size for size in sizes), path
    known = raw.type < len(DTYPES)
    assert tensor.dtype == (DTYPES[raw.type] if known else f"tflite:{raw.type}"), path
    found, quantization = tensor.quantization, raw.quantization
    scales = () if quantization is None or quantization.scale is None else quantization.scale
    assert (() if found is None else found.scales) == pytest.approx(tuple(scales), nan_ok=True), (
        path
    )
    if found is not None and found.scales:
        points = () if quantization.zeroPoint is None else quantization.zeroPoint
        assert found.zero_points == tuple(int(point) for point in points), path


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge() as running:
        yield running


def test_what_litert_refuses_is_rejected(judge: Judge) -> None:
    found = compare([Case(path, "as it is") for path in FILES], judge)
    assert found.falsely_clean == ()
    assert found.falsely_rejected == ()
    assert found.static_differs == ()
    assert found.taken > 20


def test_seeded_edits_are_judged_as_by_litert(judge: Judge, tmp_path: Path) -> None:
    sound = [path for path in FILES if judge.ask(path)["prepare"] is None]
    found = compare(list(edits_of(sound, 300, 7, tmp_path)), judge)
    assert found.falsely_clean == ()
    assert len(found.falsely_rejected) + len(found.static_differs) <= 3
    assert found.refused > 50


def test_random_graphs_are_judged_as_by_litert(judge: Judge, tmp_path: Path) -> None:
    found = compare(list(graphs(400, 7, tmp_path)), judge)
    assert found.falsely_clean == ()
    assert len(found.falsely_rejected) + len(found.static_differs) <= 2
    assert found.refused > 100


def test_single_operators_are_judged_as_by_litert(judge: Judge, tmp_path: Path) -> None:
    found = compare(list(operators(1000, 7, tmp_path)), judge)
    assert found.falsely_clean == ()
    assert len(found.falsely_rejected) + len(found.static_differs) <= 3
    assert found.refused > 300
