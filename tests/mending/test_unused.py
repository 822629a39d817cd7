"""What leaves a file with the operators that needed it."""

import pytest

from dlpulint.mending.draft import Draft
from dlpulint.mending.tflite.record import Record
from tests.mending.applying import natives
from tests.mending.models import Builder, with_archive
from tests.mending.samples import decoded


def contents(draft: Draft) -> list[bytes]:
    return [bytes(record.get("data", b"")) for record in draft.file.root.records("buffers")]


def cut(data: bytes, *ends: int) -> Draft:
    draft = Draft(data)
    draft.cut(ends)
    return Draft(draft.written()[0])


def test_a_buffer_that_another_tensor_shares_stays() -> None:
    b = Builder()
    image, shared = b.tensor(4), b.noise(4)
    first = b.operator("ADD", [image, shared], b.tensor(4), "AddOptions")
    again = b.tensor(4)
    b.tensors[again]["buffer"] = b.tensors[shared]["buffer"]
    last = b.operator("ADD", [first, again], b.tensor(4), "AddOptions")
    after = cut(b.file([image], [last]), first)
    assert len(after.tensors) == 3
    assert len(contents(after)[1]) == 4


def test_a_buffer_that_a_tensor_without_use_shares_stays() -> None:
    b = Builder()
    image, constant = b.tensor(4), b.noise(4)
    first = b.operator("RELU", [image], b.tensor(4))
    last = b.operator("ADD", [first, constant], b.tensor(4), "AddOptions")
    idle = b.tensor(4, name="idle")
    b.tensors[idle]["buffer"] = b.tensors[constant]["buffer"]
    after = cut(b.file([image], [last]), first)
    assert [tensor.text("name") for tensor in after.tensors] == ["t0", "t2", "idle"]
    assert len(contents(after)[1]) == 4


def test_a_buffer_of_another_graph_stays() -> None:
    b = Builder()
    image, constant = b.tensor(4), b.noise(4)
    buffer = b.tensors[constant]["buffer"]
    first = b.operator("RELU", [image], b.tensor(4))
    b.end_graph([image], [b.operator("ADD", [first, constant], b.tensor(4), "AddOptions")])
    other = b.tensor(4)
    b.tensors[other]["buffer"] = buffer
    b.end_graph([other], [b.operator("RELU", [other], b.tensor(4))])
    after = cut(b.file(), first)
    assert len(contents(after)[1]) == 4
    assert len(after.file.root.records("subgraphs")) == 2


@pytest.mark.parametrize("listed", ["metadata", "metadata_buffer"])
def test_a_buffer_that_metadata_shares_with_a_constant_stays(listed: str) -> None:
    b = Builder()
    image, constant = b.tensor(4), b.noise(4)
    first = b.operator("RELU", [image], b.tensor(4))
    last = b.operator("ADD", [first, constant], b.tensor(4), "AddOptions")
    buffer = b.tensors[constant]["buffer"]
    if listed == "metadata":
        b.fields["metadata"] = [Record("Metadata", name=b"more", buffer=buffer)]
    else:
        b.fields["metadata_buffer"] = (buffer,)
    assert len(contents(cut(b.file([image], [last]), first))[buffer]) == 4


def test_metadata_and_associated_files_stay() -> None:
    b = Builder()
    image = b.tensor(4)
    first = b.operator("RELU", [image], b.tensor(4))
    last = b.operator("ADD", [first, b.noise(4)], b.tensor(4), "AddOptions")
    number = b.metadata("min_runtime_version", b"1.5.0")
    b.fields["metadata_buffer"] = (number,)
    b.metadata("TFLITE_METADATA", b"more")
    data = with_archive(b.file([image], [last]), {"labels.txt": b"cat"})
    after = cut(data, first)
    assert contents(after)[1:] == [b"", b"1.5.0", b"more"]
    assert [e.text("name") for e in after.file.root.records("metadata")] == [
        "min_runtime_version",
        "TFLITE_METADATA",
    ]
    assert b"labels.txt" in after.file.archive
    assert after.file.root.text("description") == "for a test"


def test_tensors_that_had_no_use_before_stay() -> None:
    b = Builder()
    image, idle = b.tensor(4), b.tensor(4, name="idle")
    first = b.operator("RELU", [image], b.tensor(4))
    last = b.operator("RELU", [first], b.tensor(4))
    after = cut(b.file([image], [last]), first)
    assert [tensor.text("name") for tensor in after.tensors] == ["t0", "idle", "t2"]
    assert idle == 1
    assert after.outputs == (2,)


def test_codes_that_had_no_use_before_stay() -> None:
    b = Builder()
    image = b.tensor(4)
    b.code("TANH")
    first = b.operator("RELU", [image], b.tensor(4))
    last = b.operator("LOGISTIC", [first], b.tensor(4))
    after = cut(b.file([image], [last]), first)
    codes = after.file.root.records("operator_codes")
    assert [code.integer("builtin_code") for code in codes] == [28, 19]
    assert natives(after) == ["RELU"]


def test_codes_of_another_graph_stay() -> None:
    b = Builder()
    image = b.tensor(4)
    first = b.operator("RELU", [image], b.tensor(4))
    b.end_graph([image], [b.operator("LOGISTIC", [first], b.tensor(4))])
    other = b.tensor(4)
    b.end_graph([other], [b.operator("LOGISTIC", [other], b.tensor(4))])
    after = cut(b.file(), first)
    assert len(after.file.root.records("operator_codes")) == 2


def test_intermediate_tensors_and_absent_operands_are_followed() -> None:
    b = Builder()
    image, unused = b.tensor(4), b.noise(4)
    first = b.operator("ADD", [image, unused], b.tensor(4), "AddOptions")
    inner = b.tensor(4, name="inner")
    layer = b.operator("UNIDIRECTIONAL_SEQUENCE_LSTM", [image, -1, -1], b.tensor(4))
    b.operators[-1]["intermediates"] = (inner,)
    b.end_graph([image], [first, layer])
    after = cut(b.file(), layer)
    (operator,) = after.operators
    assert operator.numbers("inputs") == (0, -1, -1)
    (number,) = operator.numbers("intermediates")
    assert after.tensors[number].text("name") == "inner"


def test_a_tensor_that_a_signature_names_stays() -> None:
    b = Builder()
    image = b.tensor(4)
    first = b.operator("RELU", [image], b.tensor(4))
    inner = b.operator("RELU", [first], b.tensor(4, name="inner"))
    last = b.operator("RELU", [inner], b.tensor(4))
    b.end_graph([image], [last])
    b.signature({"x": inner}, {"y": last})
    after = cut(b.file(), first)
    assert [tensor.text("name") for tensor in after.tensors] == ["t0", "t1", "inner"]


def test_the_sample_keeps_what_its_layers_need() -> None:
    draft = Draft(decoded())
    (stem,) = draft.readers(draft.inputs[0])
    after = cut(draft.data, stem.numbers("outputs")[0])
    assert len(after.tensors) == 4
    assert [bool(content) for content in contents(after)][:3] == [False, True, True]
