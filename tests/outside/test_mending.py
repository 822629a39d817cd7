"""Mended files in LiteRT: the same results as the originals."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.litert import Judge
from benchmarks.tflite_edits import written
from benchmarks.tflite_graphs import random_model
from dlpulint.basics.errors import DlpulintError
from dlpulint.basics.version import UNSTATED
from dlpulint.loader.open_model import load_bytes
from dlpulint.mending.change import Change
from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.registry import EDITS
from dlpulint.mending.fix import attempt
from dlpulint.mending.mended import Mended, broken_promise, mended_file
from dlpulint.mending.proof.result import ProofResult
from dlpulint.packs.applying import pack_for
from dlpulint.packs.library import Folders
from dlpulint.packs.shelf import load_packs
from tests.mending import samples
from tests.mending.models import FLOAT32, Builder, with_archive, with_outer_buffers
from tests.places import FIXTURES

FILES = {edit: sample() for edit, sample in samples.SAMPLES.items()}
FILES["cut-postprocess"] = (FIXTURES / "ssd_postprocess_int8.tflite").read_bytes()
EXACT = [(edit, data) for edit, data in FILES.items() if edit != "mean-to-pool"]
EXACT += [
    ("quantized-inputs", samples.float_ends()),
    ("quantized-outputs", samples.quantized_ends()),
    ("constant-reshape", (FIXTURES / "flatten_open_batch_int8.tflite").read_bytes()),
    *(("fold-pad", samples.padded(*sizes, stride=stride, size=size, kernel=kernel))
      for sizes, stride, size, kernel in (((1, 1), 1, 8, 3), ((0, 1), 2, 8, 3), ((1, 1), 2, 7, 3),
                                          ((0, 1), 1, 8, 2), ((1, 2), 2, 8, 5))),
    *(("odd-kernel", samples.even_kernel(kernel, stride=stride, size=size))
      for kernel, stride, size in ((2, 1, 8), (2, 2, 8), (4, 1, 9), (4, 3, 8), (6, 2, 9))),
    *(("cut-tail", (FIXTURES / f"{name}.tflite").read_bytes())
      for name in ("pixel_boxes_int8", "silu_detector_int8", "ssd_postprocess_int8")),
]  # fmt: skip


def proven(edit: str, data: bytes) -> ProofResult:
    """How an edit that was made alone compares; head and tail together where it is a cut."""
    draft = Draft(data)
    change = EDITS[edit].apply(draft)
    assert change is not None
    result, ends = draft.written()
    mended = mended_file(data, result, ends, (change,), prove=True)
    assert broken_promise(mended.proof, (change,)) == ""
    if edit.startswith("cut") or edit.startswith("split"):
        assert mended.tail is not None
        assert mended.proof.tail_exact
    return mended.proof


@pytest.mark.parametrize(("edit", "data"), EXACT, ids=[edit for edit, _ in EXACT])
def test_an_exact_edit_changes_no_byte(edit: str, data: bytes) -> None:
    proof = proven(edit, data)
    assert proof.status == "compared"
    assert proof.exact
    assert (proof.application_error or 0) <= 1e-5


@pytest.mark.parametrize("keep", [False, True])
def test_pooling_is_within_one_step_of_the_mean(keep: bool) -> None:
    proof = proven("mean-to-pool", samples.mean(keep=keep))
    assert proof.status == "compared"
    assert proof.largest <= 1


def test_pooling_of_floats_is_within_rounding_of_the_mean() -> None:
    proof = proven("mean-to-pool", samples.mean(type=FLOAT32))
    assert proof.status == "compared"
    assert proof.largest <= 1e-5


def test_every_sample_has_an_edit() -> None:
    assert set(FILES) == {name for name, edit in EDITS.items() if not edit.lossy}


def test_random_graphs_give_the_same_results_after_any_edit(tmp_path: Path) -> None:
    made: Counter[str] = Counter()
    path = tmp_path / "graph.tflite"
    with Judge() as judge:
        for seed in range(200):
            data = written(random_model(seed))
            path.write_bytes(data)
            if judge.runs(path) is not None:
                continue
            for name, change, mended in mended_alone(data):
                made[name] += 1
                assert mended.proof.status == "compared", (seed, name)
                assert broken_promise(mended.proof, (change,)) == "", (seed, name)
    assert made.total() > 15
    assert len(made) > 2


def mended_alone(data: bytes) -> Iterator[tuple[str, Change, Mended]]:
    """What each edit makes of a file."""
    for name, edit in EDITS.items():
        try:
            load_bytes(memoryview(data))
            draft = Draft(data)
            change = edit.apply(draft)
            if change is None or edit.lossy:
                continue
            result, ends = draft.written()
        except DlpulintError:
            continue
        yield name, change, mended_file(data, result, ends, (change,), prove=True)


@pytest.mark.parametrize("target", ["artpec7", "artpec8", "artpec9"])
def test_random_graphs_are_mended_or_left_alone(target: str) -> None:
    (pack,) = load_packs([target], Folders())
    pack, made = pack_for(pack, UNSTATED), 0
    for seed in range(1000, 1100):
        found = attempt(written(random_model(seed)), pack)
        assert "other results" not in found.reason, seed
        assert "does not run in LiteRT" not in found.reason, seed
        made += found.mended is not None
    assert made > 3


def test_a_file_with_all_its_parts_gives_the_same_results(tmp_path: Path) -> None:
    b = Builder()
    image = b.tensor(1, 8, 8, 3, type=FLOAT32, name="image")
    inner = b.tensor(1, 8, 8, 3, scale=1 / 255, zero_point=-128)
    b.operator("QUANTIZE", [image], inner, "QuantizeOptions")
    layer = b.conv(inner, 4)
    scores = b.tensor(1, 8, 8, 4, type=FLOAT32, name="scores")
    b.operator("DEQUANTIZE", [layer], scores, "DequantizeOptions", version=2)
    b.metadata("min_runtime_version", b"1.5.0")
    b.end_graph([image], [scores])
    b.signature({"x": image}, {"y": scores})
    data = with_archive(with_outer_buffers(b), {"labels.txt": b"cat"})
    assert proven("quantized-inputs", data).exact
    path = tmp_path / "whole.tflite"
    path.write_bytes(Draft(data).written()[0])
    with Judge() as judge:
        assert judge.runs(path) is None


def shifted(data: bytes) -> bytes:
    """A file with other weights."""
    draft = Draft(data)
    weights = draft.operators[-1].numbers("inputs")[1]
    draft.set_content(weights, bytes(byte ^ 1 for byte in draft.content(weights)))
    return draft.written()[0]


def test_a_file_with_other_results_is_not_written() -> None:
    data = samples.open_batch()
    draft = Draft(data)
    change = EDITS["fixed-batch"].apply(draft)
    assert change is not None
    result, ends = draft.written()
    proof = mended_file(data, shifted(result), ends, (change,), prove=True).proof
    assert proof.status == "compared"
    assert not proof.exact
    assert proof.outputs[0].decibels is not None
    assert broken_promise(proof, (change,)).startswith(
        "The mended file gives other results than the original ("
    )


def test_a_file_that_does_not_load_is_not_written() -> None:
    data = samples.old_versions()
    draft = Draft(data)
    change = EDITS["lower-versions"].apply(draft)
    assert change is not None
    draft.file.root.records("operator_codes")[0]["version"] = 99
    result, ends = draft.written()
    proof = mended_file(data, result, ends, (change,), prove=True).proof
    assert proof.status == "mended-fails"
    assert "version '99'" in proof.reason
    assert "does not run in LiteRT" in broken_promise(proof, (change,))


def test_an_original_that_does_not_load_leaves_the_mended_file() -> None:
    data = samples.listed()
    draft = Draft(data)
    change = EDITS["cut-postprocess"].apply(draft)
    assert change is not None
    result, ends = draft.written()
    mended = mended_file(data, result, ends, (change,), prove=True)
    assert mended.tail is None
    assert "PosenetDecoderOp" in mended.tail_reason
    assert mended.proof.status == "original-fails"
    assert broken_promise(mended.proof, (change,)) == ""
