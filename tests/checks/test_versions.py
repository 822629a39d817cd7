"""Checks of operator versions."""

from dlpulint.basics.version import Version
from dlpulint.checks.versions import compiled_runtime, minimum_runtime, version_limits
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.graph import Metadata, Operator
from tests.checks.asking import FlatHit, ask

V2_3, V2_13 = Version((2, 3, 0)), Version((2, 13))

LAYERS = """
input x: int8[1,8,8,4]
conv@5 a: int8[1,8,8,4] <- x, weights: int8[4,3,3,4]
fully-connected@12 b: int8[1,4] <- a, weights: int8[4,256]
conv@3 c: int8[1,8,8,4] <- x, weights: int8[4,3,3,4]
"""


def transposed(version: int) -> str:
    return f"""
    input x: int8[1,8,8,4]
    transpose-conv@{version} y: int8[1,16,16,4] <- x, weights: int8[4,2,2,4]
    """


def test_a_version_above_the_highest_is_told_with_the_runtime_that_it_needs() -> None:
    values = {"native": "TRANSPOSE_CONV", "version": 4, "needed": "2.13.0"}
    assert ask(version_limits, transposed(4), max=3) == [
        FlatHit("TRANSPOSE_CONV 0", values, "version")
    ]


def test_the_highest_version_is_good() -> None:
    assert ask(version_limits, transposed(3), max=3) == []


def test_a_version_that_no_table_names_is_told_without_a_runtime() -> None:
    values = {"native": "TRANSPOSE_CONV", "version": 99, "needed": "?"}
    assert ask(version_limits, transposed(99), max=3) == [
        FlatHit("TRANSPOSE_CONV 0", values, "version")
    ]


def test_an_operator_without_a_version_cannot_be_told() -> None:
    operator = Operator(index=0, kind="relu", native="Relu", inputs=(), outputs=())
    facts = Facts(model_from_sketch("format onnx"))
    values = {"native": "Relu", "version": "?", "needed": "?"}
    assert list(version_limits.ask(operator, facts, version_limits.params(max=3))) == [
        Hit(operator, values, "version", unknown="its version is not in the file")
    ]


def test_the_latest_runtime_is_told_with_the_operators_that_ask_for_more() -> None:
    values = {
        "needed": "2.17.0",
        "operators": "FULLY_CONNECTED version 12, CONV_2D version 5 (2.4.0)",
        "declared": "nothing",
    }
    assert ask(minimum_runtime, LAYERS, enough=V2_3) == [
        FlatHit("FULLY_CONNECTED 1", values, "runtime", members=("CONV_2D 0",), pattern="runtime")
    ]


def test_a_model_that_needs_no_more_is_good() -> None:
    assert ask(minimum_runtime, LAYERS, enough=Version((2, 17, 0))) == []
    assert ask(minimum_runtime, LAYERS, enough=Version((2, 16, 0))) != []


def test_a_model_beyond_the_ceiling_is_left_to_another_question() -> None:
    assert ask(minimum_runtime, LAYERS, enough=V2_3, up_to=V2_13) == []
    assert ask(minimum_runtime, LAYERS, enough=V2_3, up_to=Version((2, 17))) != []


def test_exempt_kinds_are_not_asked_about() -> None:
    (hit,) = ask(minimum_runtime, LAYERS, enough=V2_3, exempt=("fully-connected",))
    assert hit.values["needed"] == "2.4.0"


def test_more_than_three_kinds_are_counted() -> None:
    sketch = """
    input x: int8[1,8]
    abs@5 a: int8[1,8] <- x
    gelu@2 b: int8[1,8] <- a
    rsqrt@2 c: int8[1,8] <- b
    squared-difference@2 d: int8[1,8] <- c, x
    gelu@2 e: int8[1,8] <- d
    """
    (hit,) = ask(minimum_runtime, sketch, enough=V2_3)
    assert hit.values["operators"] == (
        "ABS version 5, GELU version 2 (2.9.0), RSQRT version 2 (2.5.0) and 1 more"
    )
    assert len(hit.members) == 4


def test_what_the_file_declares_is_told_and_decides_nothing() -> None:
    model = model_from_sketch(LAYERS)
    metadata = Metadata(min_runtime_version="1.5.0")
    declared = type(model).build(
        format="tflite",
        layout="channels-last",
        operators=model.operators,
        subgraphs=model.subgraphs,
        metadata=metadata,
    )
    (hit,) = minimum_runtime.ask(Facts(declared), minimum_runtime.params(enough=V2_3))
    assert hit.values["declared"] == "1.5.0"
    assert hit.values["needed"] == "2.17.0"


def test_a_version_that_no_table_names_cannot_be_told() -> None:
    values = {"needed": "?", "operators": "TRANSPOSE_CONV version 99", "declared": "nothing"}
    assert ask(minimum_runtime, transposed(99), enough=V2_3) == [
        FlatHit(
            "TRANSPOSE_CONV 0",
            values,
            "runtime",
            unknown="no table of TFLite runtimes names TRANSPOSE_CONV version 99",
            pattern="runtime",
        )
    ]


def test_of_several_versions_that_no_table_names_the_first_operator_is_reported() -> None:
    sketch = "input x: int8[1]\nrelu@98 y: int8[1] <- x\nabs@99 z: int8[1] <- y"
    (hit,) = ask(minimum_runtime, sketch, enough=V2_3)
    assert (hit.subject, hit.values["operators"]) == ("RELU 0", "RELU version 98, ABS version 99")


def test_custom_operators_and_onnx_are_in_no_runtime() -> None:
    custom = "input x: int8[1]\ncustom:Mine@99 y: int8[1] <- x"
    assert ask(minimum_runtime, custom, enough=V2_3) == []
    assert ask(minimum_runtime, "format onnx\n" + LAYERS, enough=V2_3) == []


def compiled(attributes: str) -> str:
    return f"input x: uint8[1,8]\ncustom:edgetpu-custom-op y: uint8[1,8] <- x {attributes}"


def test_a_compiled_network_that_asks_for_a_later_runtime_is_told() -> None:
    values = {"native": "edgetpu-custom-op", "needed": 14}
    assert ask(compiled_runtime, compiled("{edgetpu_runtime=14}"), enough=Version((13,))) == [
        FlatHit("edgetpu-custom-op 0", values, "compiled")
    ]


def test_a_compiled_network_that_the_runtime_takes_is_good() -> None:
    assert ask(compiled_runtime, compiled("{edgetpu_runtime=13}"), enough=Version((13,))) == []


def test_a_compiled_network_that_does_not_say_cannot_be_told() -> None:
    values = {"native": "edgetpu-custom-op", "needed": "?"}
    assert ask(compiled_runtime, compiled(""), enough=Version((13,))) == [
        FlatHit("edgetpu-custom-op 0", values, "compiled", unknown="its package cannot be read")
    ]
