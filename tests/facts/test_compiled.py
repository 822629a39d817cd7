"""Files that a chip's compiler has written."""

import pytest

from dlpulint.facts.compiled import is_compiled_for_a_chip
from dlpulint.facts.facts import Facts
from dlpulint.loader.open_model import load
from dlpulint.loader.sketch.read import model_from_sketch
from tests.places import FIXTURES


@pytest.mark.parametrize(
    ("kind", "compiled"),
    [
        ("custom:ethos-u", True),
        ("custom:vsi-npu", True),
        ("custom:DISPATCH_OP", True),
        ("custom:TFLite_Detection_PostProcess", False),
        ("relu", False),
    ],
)
def test_compiled_parts_are_known_by_their_kind(kind: str, compiled: bool) -> None:
    model = model_from_sketch(f"input x: int8[1,8]\n{kind} y: int8[1,8] <- x\noutput y")
    assert is_compiled_for_a_chip(Facts(model)) is compiled


def test_a_file_for_the_edge_tpu_is_one() -> None:
    assert is_compiled_for_a_chip(Facts(load(FIXTURES / "edgetpu_compiled.tflite")))
    assert not is_compiled_for_a_chip(Facts(load(FIXTURES / "resnet_int8_per_tensor.tflite")))
