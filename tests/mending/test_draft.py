"""A file that edits change."""

import re

import pytest

from dlpulint.mending.draft import Draft
from dlpulint.mending.ends import Route, Step
from dlpulint.mending.refused import Refused
from dlpulint.mending.tflite.record import Record
from dlpulint.mending.tflite.whole_file import WholeFile, written_file
from tests.mending.applying import natives
from tests.mending.models import INT32, Builder
from tests.mending.samples import decoded

STEP = Step(kind="transpose", permutation=(0,))


def chain(*operators: str) -> Builder:
    """Tensors 0, 1, 2 … with an operator between each and the next."""
    b = Builder()
    last = b.tensor(1, 4, name="image")
    for native in operators:
        last = b.operator(native, [last], b.tensor(1, 4), custom="")
    return b


def test_a_draft_without_edits_is_the_file() -> None:
    data = decoded()
    draft = Draft(data)
    assert draft.written()[0] == data
    assert draft.ends.origins == tuple(range(len(draft.tensors)))
    assert draft.routes == [Route(0)]


def test_numbers_of_the_original_follow_the_tensors() -> None:
    draft = Draft(chain("RELU", "RELU", "RELU").file([0], [3]))
    draft.cut([2])
    data, ends = draft.written()
    again = Draft(data, ends)
    assert ends.origins == (0, 1, 2)
    assert [again.origin(end) for end in again.outputs] == [2]


def test_a_cut_drops_what_only_the_tail_needs() -> None:
    b = chain("RELU", "RELU", "RELU")
    draft = Draft(b.file([0], [3]))
    assert draft.cut([1]) == 2
    assert natives(draft) == ["RELU"]
    assert draft.routes == [None]


def test_a_cut_keeps_the_route_of_an_output_that_stays() -> None:
    draft = Draft(chain("RELU", "RELU", "RELU").file([0], [3, 1]))
    draft.cut([1, 2])
    assert draft.routes == [Route(1), None]


def test_a_cut_keeps_operators_that_were_not_needed_before() -> None:
    b = chain("RELU", "RELU")
    idle = b.tensor(1, 4)
    b.operator("TANH", [0], idle)
    draft = Draft(b.file([0], [2]))
    draft.cut([1])
    assert natives(draft) == ["RELU", "TANH"]
    after = Draft(draft.written()[0])
    assert len(after.tensors) == 3


def test_a_cut_drops_operators_that_read_what_is_cut_off() -> None:
    b = chain("RELU", "RELU")
    idle = b.tensor(1, 4)
    b.operator("TANH", [2], idle)
    draft = Draft(b.file([0], [2]))
    assert draft.cut([1]) == 2


@pytest.mark.parametrize("ends", [[1, 1], [0], [1, 0]])
def test_ends_twice_or_at_an_input_are_refused(ends: list[int]) -> None:
    draft = Draft(chain("RELU", "RELU").file([0], [2]))
    with pytest.raises(Refused, match="cannot end at these tensors"):
        draft.cut(ends)


@pytest.mark.parametrize("native", ["READ_VARIABLE", "WHILE", "IF", "CALL_ONCE", "VAR_HANDLE"])
def test_an_operator_that_keeps_a_state_does_not_go(native: str) -> None:
    draft = Draft(chain("RELU", native).file([0], [2]))
    with pytest.raises(Refused, match=f"{native} would go, which keeps a state"):
        draft.cut([1])
    assert natives(draft) == ["RELU", native]


def test_an_operator_without_outputs_does_not_go() -> None:
    b = chain("RELU", "RELU")
    b.operator("CUSTOM", [2], [], custom="Send")
    draft = Draft(b.file([0], [2]))
    with pytest.raises(Refused, match="Send would go"):
        draft.cut([1])


def test_a_new_input_takes_the_name_and_the_steps_follow_each_other() -> None:
    draft = Draft(chain("RELU", "RELU", "RELU").file([0], [3]))
    other = Step(kind="transpose", permutation=(1,))
    draft.remove(draft.readers(0))
    draft.replace_input(0, 1, [STEP])
    draft = Draft(*draft.written())
    draft.remove(draft.readers(0))
    draft.replace_input(0, 1, [other])
    data, ends = draft.written()
    again = Draft(data, ends)
    assert again.tensors[again.inputs[0]].text("name") == "image"
    assert ends.input_steps == ((STEP, other),)
    assert ends.origins == (2, 3)


def test_a_new_output_takes_the_name_and_its_steps_come_first() -> None:
    b = chain("RELU", "RELU", "RELU")
    b.tensors[3]["name"] = b"scores"
    draft = Draft(b.file([0], [3]))
    other = Step(kind="transpose", permutation=(1,))
    for step in (STEP, other):
        (writer,) = [draft.writer(draft.outputs[0])]
        assert writer is not None
        draft.remove([writer])
        draft.replace_output(0, writer.numbers("inputs")[0], [step])
        draft = Draft(*draft.written())
    assert draft.tensors[draft.outputs[0]].text("name") == "scores"
    assert draft.routes == [Route(0, (other, STEP))]


def test_signatures_follow_new_ends() -> None:
    b = chain("RELU", "RELU", "RELU")
    b.end_graph([0], [3])
    b.signature({"x": 0}, {"y": 3})
    draft = Draft(b.file())
    draft.remove(draft.readers(0))
    draft.replace_input(0, 1, [STEP])
    draft = Draft(draft.written()[0])
    (signature,) = draft.file.root.records("signature_defs")
    assert entries(signature, "inputs") == {"x": draft.inputs[0]}
    assert entries(signature, "outputs") == {"y": draft.outputs[0]}


def test_signatures_name_the_ends_of_a_cut() -> None:
    b = chain("RELU", "RELU", "RELU")
    b.end_graph([0], [3])
    b.signature({"x": 0}, {"y": 3})
    draft = Draft(b.file())
    draft.cut([1, 2])
    draft = Draft(draft.written()[0])
    (signature,) = draft.file.root.records("signature_defs")
    assert entries(signature, "outputs") == {"t1": 1, "t2": 2}


def entries(signature: Record, side: str) -> dict[str, int]:
    return {e.text("name"): e.integer("tensor_index") for e in signature.records(side)}


def test_a_new_end_has_the_size_that_is_computed() -> None:
    b = Builder()
    image = b.tensor(1, 4)
    inner = b.operator("RELU", [image], b.tensor(1))
    output = b.operator("RELU", [inner], b.tensor(1))
    draft = Draft(b.file([image], [output]))
    assert draft.shape(inner) == (1, 4)
    draft.remove(draft.readers(image))
    draft.replace_input(0, inner, [])
    assert draft.tensors[inner].numbers("shape") == (1, 4)


def test_a_new_end_of_unknown_size_is_refused() -> None:
    b = Builder()
    image, shape = b.tensor(1, 4), b.tensor(2, type=INT32, scale=None)
    inner = b.operator("RESHAPE", [image, shape], b.tensor(2, 2), "ReshapeOptions")
    output = b.operator("RELU", [inner], b.tensor(2, 2))
    draft = Draft(b.file([image, shape], [output]))
    assert draft.shape(inner) == ()
    with pytest.raises(Refused, match=re.escape("known only while running")):
        draft.replace_input(0, inner, [])


def test_a_code_is_shared_by_operators_of_one_version() -> None:
    draft = Draft(chain("RELU").file([0], [1]))
    assert draft.code_for("RELU", 1) == 0
    assert draft.code_for("RELU", 2) == draft.code_for("RELU", 2) == 1
    code = draft.file.root.records("operator_codes")[draft.code_for("BROADCAST_TO", 2)]
    assert code.fields == {"deprecated_builtin_code": 127, "version": 2, "builtin_code": 130}


def test_new_content_has_a_buffer_of_its_own() -> None:
    b = Builder()
    image, first, second = b.tensor(4), b.noise(4), b.tensor(4)
    b.tensors[second]["buffer"] = b.tensors[first]["buffer"]
    total = b.operator("ADD", [first, second], b.tensor(4), "AddOptions")
    draft = Draft(b.file([image], [total]))
    before = bytes(draft.content(first))
    draft.set_content(second, b"abcd")
    draft = Draft(draft.written()[0])
    assert (bytes(draft.content(first)), bytes(draft.content(second))) == (before, b"abcd")


def test_a_file_without_a_graph_is_refused() -> None:
    b = Builder()
    b.graphs.append(Record("SubGraph"))
    assert Draft(b.file()).operators == []
    with pytest.raises(Refused, match="the file has no graph"):
        Draft(written_file(WholeFile(Record("Model", version=3), 64)))
