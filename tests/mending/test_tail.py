"""What was cut off, as a model of its own."""

import pytest

from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.registry import EDITS
from dlpulint.mending.refused import Refused
from dlpulint.mending.tail import Tail, tail_of
from tests.mending.applying import natives
from tests.mending.models import INT32, Builder
from tests.mending.samples import SAMPLES
from tests.places import FIXTURES

DETECTORS = ("pixel_boxes_int8", "silu_detector_int8", "ssd_postprocess_int8")
CUTS = [(edit, SAMPLES[edit]()) for edit in ("cut-tail", "cut-postprocess", "split-concat")]
CUTS += [("cut-tail", (FIXTURES / f"{name}.tflite").read_bytes()) for name in DETECTORS]


def tail(data: bytes, *ends: int) -> tuple[Tail, Draft]:
    found = tail_of(data, dict.fromkeys(ends, ()))
    return found, Draft(found.data)


@pytest.mark.parametrize(("edit", "data"), CUTS)
def test_head_and_tail_have_all_operators(edit: str, data: bytes) -> None:
    whole, head = Draft(data), Draft(data)
    assert EDITS[edit].apply(head) is not None
    cut, ends = head.written()
    head = Draft(cut, ends)
    origins = [ends.origins[end] for end in head.outputs]
    _, after = tail(data, *(origin for origin in origins if origin is not None))
    assert sorted(natives(head) + natives(after)) == sorted(natives(whole))
    assert len(after.outputs) == len(whole.outputs)
    names = [after.tensors[end].text("name") for end in after.outputs]
    assert names == [whole.tensors[end].text("name") for end in whole.outputs]


def test_an_input_that_the_tail_reads_besides_comes_last() -> None:
    b = Builder()
    first, second = b.tensor(4, name="first"), b.tensor(4, name="second")
    inner = b.operator("RELU", [first], b.tensor(4, name="inner"))
    output = b.operator("ADD", [second, inner], b.tensor(4), "AddOptions")
    found, after = tail(b.file([first, second], [output]), inner)
    assert [after.tensors[end].text("name") for end in after.inputs] == ["inner", "second"]
    assert (found.ends, found.inputs) == ((0,), (1,))


def test_ends_that_the_tail_does_not_read_are_no_inputs() -> None:
    b = Builder()
    image = b.tensor(4)
    ends = [b.operator("RELU", [image], b.tensor(4, name=f"end{at}")) for at in range(3)]
    output = b.operator("RELU", [ends[2]], b.tensor(4))
    found, after = tail(b.file([image], [output, ends[1]]), *ends)
    assert found.ends == (1, 2)
    assert [after.tensors[end].text("name") for end in after.inputs] == ["end1", "end2"]
    assert natives(after) == ["RELU"]
    assert after.inputs[0] in after.outputs


def test_the_tail_keeps_the_order_of_its_operators_and_their_constants() -> None:
    b = Builder()
    image, factor = b.tensor(4), b.noise(4)
    inner = b.operator("RELU", [image], b.tensor(4))
    product = b.operator("MUL", [inner, factor], b.tensor(4), "MulOptions")
    output = b.operator("LOGISTIC", [product], b.tensor(4))
    data = b.file([image], [output])
    _, after = tail(data, inner)
    assert natives(after) == ["MUL", "LOGISTIC"]
    (constant,) = [at for at in range(len(after.tensors)) if after.is_constant(at)]
    assert bytes(after.content(constant)) == bytes(Draft(data).content(factor))


def test_nothing_to_compute_is_refused() -> None:
    b = Builder()
    image = b.tensor(4)
    output = b.operator("RELU", [image], b.tensor(4))
    with pytest.raises(Refused, match="nothing is left to compute"):
        tail(b.file([image], [output]), output)


def unknown() -> tuple[bytes, int]:
    """A file with a tensor whose size the application decides, and the tensor."""
    b = Builder()
    image, shape = b.tensor(8), b.tensor(2, type=INT32, scale=None)
    inner = b.operator("RESHAPE", [image, shape], b.tensor(1, 8), "ReshapeOptions")
    output = b.operator("RELU", [inner], b.tensor(1, 8))
    return b.file([image, shape], [output]), inner


def test_an_end_of_unknown_size_is_refused() -> None:
    data, inner = unknown()
    with pytest.raises(Refused, match="known only while running"):
        tail(data, inner)


def test_a_size_that_the_mended_file_knows_is_taken_from_it() -> None:
    data, inner = unknown()
    after = Draft(tail_of(data, {inner: (2, 4)}).data)
    assert after.tensors[after.inputs[0]].numbers("shape") == (2, 4)


def test_signatures_name_the_inputs_of_the_tail() -> None:
    b = Builder()
    image = b.tensor(4)
    inner = b.operator("RELU", [image], b.tensor(4, name="inner"))
    output = b.operator("RELU", [inner], b.tensor(4))
    b.end_graph([image], [output])
    b.signature({"x": image}, {"y": output})
    _, after = tail(b.file(), inner)
    (signature,) = after.file.root.records("signature_defs")
    entries = [*signature.records("inputs"), *signature.records("outputs")]
    assert [(e.text("name"), e.integer("tensor_index")) for e in entries] == [
        ("inner", after.inputs[0]),
        ("y", after.outputs[0]),
    ]
