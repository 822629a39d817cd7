"""Checks of the file itself."""

from typing import get_args

import pytest

from dlpulint.checks.model_file import (
    FORMAT_NAMES,
    file_format,
    file_oddities,
    one_file,
    opaque_file,
    operator_count,
    opset_limits,
    required_operators,
)
from dlpulint.model.graph import Format
from tests.checks.asking import FlatHit, ask

TFLITE = """
input x: uint8[1,8]
relu y: uint8[1,8] <- x
output y
"""
ONNX = "format onnx" + TFLITE


def test_a_format_that_is_not_allowed_is_named() -> None:
    assert ask(file_format, ONNX, allow=("tflite",)) == [
        FlatHit("the file", {"format": "ONNX"}, "onnx")
    ]


def test_an_allowed_format_is_good() -> None:
    assert ask(file_format, TFLITE, allow=("tflite",)) == []
    assert ask(file_format, ONNX, allow=("tflite", "onnx")) == []


def test_a_forbidden_format_is_named_and_all_others_are_good() -> None:
    found = ask(file_format, "format cvflow-cv75", forbid=("cvflow-cv75",))
    assert found == [
        FlatHit("the file", {"format": "compiled Ambarella CVflow (CV75)"}, "cvflow-cv75")
    ]
    assert ask(file_format, TFLITE, forbid=("cvflow-cv75",)) == []


def test_a_format_that_sources_do_not_tell_of_is_unknown_for_their_reason() -> None:
    assert ask(file_format, TFLITE, unsure=("tflite",), reason="pages differ") == [
        FlatHit("the file", {"format": "TFLite"}, "tflite", unknown="pages differ")
    ]
    assert ask(file_format, ONNX, unsure=("tflite",), reason="pages differ") == []


def test_nothing_is_objected_to_where_nothing_is_allowed_or_forbidden() -> None:
    assert ask(file_format, ONNX) == []


@pytest.mark.parametrize("format", get_args(Format))
def test_every_format_has_a_name(format: Format) -> None:
    (hit,) = ask(file_format, f"format {format}", forbid=(format,))
    assert hit.values == {"format": FORMAT_NAMES[format]}


def test_a_compiled_file_cannot_be_judged() -> None:
    assert ask(opaque_file, "format cvflow-cv25", formats=("cvflow-cv25",)) == [
        FlatHit(
            "the file",
            {"format": "compiled Ambarella CVflow (CV25)"},
            "cvflow-cv25",
            unknown="a compiled Ambarella CVflow (CV25) file cannot be read",
        )
    ]


def test_a_file_of_operators_is_not_opaque() -> None:
    assert ask(opaque_file, TFLITE, formats=("cvflow-cv25",)) == []


def test_a_file_without_any_of_the_operators_lacks_one() -> None:
    wanted = ("custom:edgetpu-custom-op", "conv")
    assert ask(required_operators, TFLITE, any_of=wanted) == [FlatHit("the file", cause="absent")]


def test_one_of_the_operators_suffices() -> None:
    assert ask(required_operators, TFLITE, any_of=("conv", "relu")) == []
    custom = "input x: int8[1]\ncustom:Anything y: int8[1] <- x"
    assert ask(required_operators, custom, any_of=("custom:*",)) == []


def test_each_oddity_is_told_under_a_cause_of_its_own() -> None:
    assert ask(file_oddities, "note named .onnx\nnote of 1999\n" + TFLITE) == [
        FlatHit("the file", {"note": "named .onnx"}, "named .onnx"),
        FlatHit("the file", {"note": "of 1999"}, "of 1999"),
    ]


def test_an_ordinary_file_has_no_oddity() -> None:
    assert ask(file_oddities, TFLITE) == []


def test_side_files_are_counted_and_three_are_named() -> None:
    assert ask(one_file, "side-file a.bin\n" + ONNX) == [
        FlatHit("the file", {"files": "a.bin", "amount": 1}, "external")
    ]
    four = "".join(f"side-file {name}.bin\n" for name in "abcd")
    assert ask(one_file, four + ONNX) == [
        FlatHit("the file", {"files": "a.bin, b.bin, c.bin", "amount": 4}, "external")
    ]


def test_a_file_that_holds_its_weights_has_no_side_files() -> None:
    assert ask(one_file, ONNX) == []


def test_operators_beyond_the_number_are_counted() -> None:
    sketch = "input x: uint8[1]\ncustom:a y: uint8[1] <- x\ncustom:a z: uint8[1] <- y"
    assert ask(operator_count, sketch, operators=("custom:*",), max=1) == [
        FlatHit(
            "a 0",
            {"amount": 2, "native": "a"},
            "count",
            members=("a 1",),
            pattern="repeated operator",
        )
    ]


def test_as_many_operators_as_are_wanted_are_good() -> None:
    sketch = "input x: uint8[1]\ncustom:a y: uint8[1] <- x\ncustom:a z: uint8[1] <- y"
    assert ask(operator_count, sketch, operators=("custom:*",), max=2) == []
    assert ask(operator_count, TFLITE, operators=("custom:*",), max=0) == []


@pytest.mark.parametrize(("opset", "good"), [(9, False), (10, True), (17, True), (18, False)])
def test_an_opset_outside_the_range_is_told(opset: int, good: bool) -> None:
    expected = [] if good else [FlatHit("the file", {"opset": opset}, "opset")]
    assert ask(opset_limits, f"opset {opset}\n{ONNX}", min=10, max=17) == expected


def test_a_file_without_an_opset_cannot_be_judged() -> None:
    assert ask(opset_limits, ONNX, min=10, max=17) == [
        FlatHit("the file", {"opset": "?"}, "opset", unknown="the file states no opset")
    ]


def test_tflite_has_no_opset() -> None:
    assert ask(opset_limits, TFLITE, min=10, max=17) == []
