"""The TFLite runtimes that operator versions need."""

import pytest

from dlpulint.facts.runtimes import _table, needed_runtime, needed_runtimes
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.kinds import TFLITE


@pytest.mark.parametrize(
    ("native", "version", "runtime"),
    [
        ("CONV_2D", 1, "1.5.0"),
        ("CONV_2D", 3, "1.14.0"),
        ("TRANSPOSE_CONV", 3, "2.3.0"),
        ("TRANSPOSE_CONV", 4, "2.13.0"),
        ("RSQRT", 2, "2.5.0"),
        ("FULLY_CONNECTED", 12, "2.17.0"),
        ("BROADCAST_TO", 2, "2.5.0"),
    ],
)
def test_a_version_has_its_first_runtime(native: str, version: int, runtime: str) -> None:
    assert str(needed_runtime(native, version)) == runtime


@pytest.mark.parametrize(
    ("native", "version"),
    [("CONV_2D", 0), ("CONV_2D", 99), ("CONV_2D", None), ("BROADCAST_TO", 1), ("BUILTIN_900", 1)],
)
def test_what_no_table_names_is_not_known(native: str, version: int | None) -> None:
    assert needed_runtime(native, version) is None


def test_every_operator_of_the_table_is_one_of_tflite() -> None:
    newer = {"STABLEHLO_CASE"}  # Than the enumeration that the tflite package knows.
    assert set(_table()) <= set(TFLITE) | newer


def test_a_later_version_never_needs_an_earlier_runtime() -> None:
    for native, versions in _table().items():
        known = [version for version in versions if version is not None]
        assert known == sorted(known), native


def test_builtin_operators_of_tflite_are_asked_about_and_no_others() -> None:
    sketch = """
    input x: int8[1,8]
    relu a: int8[1,8] <- x
    custom:Mine b: int8[1,8] <- a
    flex:Erf c: int8[1,8] <- b
    """
    found = needed_runtimes(model_from_sketch(sketch))
    assert [(operator.native, str(needed)) for operator, needed in found.items()] == [
        ("RELU", "1.5.0")
    ]
    assert needed_runtimes(model_from_sketch("format onnx\n" + sketch)) == {}
