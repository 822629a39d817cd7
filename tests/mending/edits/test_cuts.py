"""Graphs that end earlier."""

import re

import pytest

from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.registry import EDITS
from dlpulint.mending.refused import Refused
from tests.mending.applying import left_alone, mended, natives
from tests.mending.models import FLOAT32, Builder
from tests.mending.samples import decoded, listed
from tests.places import FIXTURES


def names(draft: Draft) -> list[str]:
    return [draft.tensors[end].text("name") for end in draft.outputs]


def refused(edit: str, data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=re.escape(reason)):
        EDITS[edit].apply(Draft(data))


def test_the_graph_ends_after_the_last_layers() -> None:
    change, after = mended("cut-tail", decoded())
    assert natives(after) == ["CONV_2D"] * 3
    assert names(after) == ["fine", "coarse"]
    assert after.routes == [None, None]
    assert change.description == "Cut off the 4 operators after the last layers"
    assert change.application == ("Read 2 outputs, and decode what they hold",)
    assert change.promise == "exact"


def test_nothing_of_the_tail_stays_in_the_file() -> None:
    data = decoded()
    before, (_, after) = Draft(data), mended("cut-tail", data)
    assert len(after.tensors) == 1 + 3 * 3
    assert len(after.file.root.records("operator_codes")) == 1
    kept = [bool(record.get("data")) for record in after.file.root.records("buffers")]
    assert len(kept) == len(before.file.root.records("buffers"))
    assert kept == [False] + [True] * 6 + [False] * 2


def test_a_graph_that_ends_with_its_layers_is_left_alone() -> None:
    b = Builder()
    image = b.tensor(1, 8, 8, 3)
    assert left_alone("cut-tail", b.file([image], [b.conv(image, 4)]))


def test_a_graph_without_layers_is_left_alone() -> None:
    b = Builder()
    image = b.tensor(1, 8)
    output = b.operator("LOGISTIC", [image], b.tensor(1, 8))
    assert left_alone("cut-tail", b.file([image], [output]))


def fans_out(layers: int) -> bytes:
    """A detector with many last layers."""
    b = Builder()
    image = b.tensor(1, 4, 4, 1)
    ends = [b.conv(image, 1, kernel=1) for _ in range(layers)]
    output = b.tensor(1, 4, 4, layers, scale=0.5)
    b.operator("CONCATENATION", ends, output, "ConcatenationOptions", version=2, axis=3)
    return b.file([image], [output])


def test_24_outputs_are_made_and_25_refused() -> None:
    _, after = mended("cut-tail", fans_out(24))
    assert len(after.outputs) == 24
    refused("cut-tail", fans_out(25), "the graph would have 25 outputs")


def test_an_output_that_does_not_need_the_layers_stays() -> None:
    b = Builder()
    image = b.tensor(1, 4, 4, 1)
    layer = b.conv(image, 2, name="layer")
    first = b.operator("LOGISTIC", [layer], b.tensor(1, 4, 4, 2), version=2)
    second = b.operator("RELU", [image], b.tensor(1, 4, 4, 1, name="other"), version=2)
    _, after = mended("cut-tail", b.file([image], [first, second]))
    assert names(after) == ["layer", "other"]
    assert after.routes[0] is None
    assert after.routes[1] is not None
    assert after.routes[1].position == 1


def test_the_graph_ends_before_its_decoder() -> None:
    change, after = mended("cut-postprocess", listed())
    assert natives(after) == ["CONV_2D", "RESHAPE", "DEQUANTIZE"] * 2
    assert change.description == "Cut off the 1 operator from PosenetDecoderOp on"
    assert len(after.outputs) == 2


def test_detections_of_the_ssd_fixture_are_cut_off() -> None:
    data = (FIXTURES / "ssd_postprocess_int8.tflite").read_bytes()
    change, after = mended("cut-postprocess", data)
    assert "TFLite_Detection_PostProcess" in change.description
    assert "TFLite_Detection_PostProcess" not in natives(after)
    assert left_alone("cut-postprocess", after.data)


def test_a_graph_without_a_decoder_is_left_alone() -> None:
    assert left_alone("cut-postprocess", decoded())


def test_a_decoder_of_the_inputs_is_left_alone() -> None:
    b = Builder()
    image = b.tensor(1, 8, type=FLOAT32)
    output = b.operator(
        "CUSTOM", [image], b.tensor(1, type=FLOAT32), custom="TFLite_Detection_PostProcess"
    )
    assert left_alone("cut-postprocess", b.file([image], [output]))
