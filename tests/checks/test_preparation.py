"""Checks of what TFLite refuses to prepare."""

from msgspec.structs import replace

from dlpulint.checks.base import NoParams
from dlpulint.checks.preparation import (
    EntryPoints,
    FixedSizes,
    Preconditions,
    entry_points,
    fixed_sizes,
    fixed_sizes_around,
    kernel_preconditions,
    meaningful_scales,
    readable_tensors,
    released_operators,
    written_operands,
)
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit
from dlpulint.loader.sketch.read import model_from_sketch


def facts(text: str) -> Facts:
    return Facts(model_from_sketch(text))


def test_a_refusal_is_reported_by_what_it_is_about() -> None:
    found = facts("input x: int8[1,4]\nrelu y: int8[1,4] <- x, x\noutput y")
    assert list(kernel_preconditions.ask(found, Preconditions(about=("shape",)))) == []
    (hit,) = kernel_preconditions.ask(found, Preconditions(about=("operands",)))
    assert hit.values["problem"] == "it has 2 inputs; the operator accepts 1"
    assert hit.subject is found.model.operators[0]


def test_a_tensor_that_tflite_does_not_read_is_reported() -> None:
    text = "input x: int8[1,4]\nrelu y: int8[1,4] <- x\noutput y\n"
    assert list(readable_tensors.ask(facts(text), NoParams())) == []
    found = facts(text + "unreadable y: has a scale and no zero point")
    (hit,) = readable_tensors.ask(found, NoParams())
    assert hit == Hit(None, {"tensor": "y", "problem": "has a scale and no zero point"}, "y")


def test_only_versions_of_a_release_are_known() -> None:
    text = "input x: int8[1,4]\nrelu@{} y: int8[1,4] <- x\noutput y"
    assert list(released_operators.ask(facts(text.format(2)), NoParams())) == []
    (hit,) = released_operators.ask(facts(text.format(99)), NoParams())
    assert hit.values == {"native": "RELU", "version": 99}


def test_an_operator_that_is_listed_and_not_used_has_to_be_known_too() -> None:
    model = model_from_sketch("input x: int8[1,4]\nrelu y: int8[1,4] <- x\noutput y")
    metadata = replace(model.metadata, operator_codes=(("CALL", 1),))
    (hit,) = released_operators.ask(Facts(replace(model, metadata=metadata)), NoParams())
    assert (hit.subject, hit.values) == (None, {"native": "CALL", "version": 1})


def test_custom_operators_have_no_release() -> None:
    found = facts("input x: int8[1,4]\ncustom:Mine@9 y: int8[1,4] <- x\noutput y")
    assert list(released_operators.ask(found, NoParams())) == []


def test_an_operand_that_nothing_writes_is_reported() -> None:
    text = "input x: int8[1,4]\nadd y: int8[1,4] <- x, int8[1,4]{}\noutput y"
    assert list(written_operands.ask(facts(text.format("")), NoParams())) == []
    (hit,) = written_operands.ask(facts(text.format(" unwritten")), NoParams())
    assert hit.cause == "unwritten"


def test_an_operand_without_elements_needs_no_writer() -> None:
    text = "input x: int8[1,4]\nadd y: int8[1,4] <- x, int8[{},4] unwritten\noutput y"
    assert list(written_operands.ask(facts(text.format(0)), NoParams())) == []
    assert len(list(written_operands.ask(facts(text.format(1)), NoParams()))) == 1


def test_a_scale_is_finite_and_more_than_0() -> None:
    text = "input x: int8[1,4]\nrelu y: int8[1,4] scale={} zp=0 <- x\noutput y"
    for scale in ("0", "-0.1", "inf", "nan"):
        (hit,) = meaningful_scales.ask(facts(text.format(scale)), NoParams())
        assert hit.values["tensor"] == "y"
    assert list(meaningful_scales.ask(facts(text.format("0.1")), NoParams())) == []


def test_a_tensor_without_a_meaning_is_reported_once_whatever_its_scales() -> None:
    text = "input x: int8[1,2]\nrelu y: int8[1,2] scale=0.0,0.0 axis=1 <- x\noutput y"
    assert len(list(meaningful_scales.ask(facts(text), NoParams()))) == 1


def test_entry_points_of_one_graph_count_as_one() -> None:
    text = "input x: int8[1,4]\nrelu y: int8[1,4] <- x\noutput y\nsignature a 0\nsignature b {}"
    assert list(entry_points.ask(facts(text.format(0)), EntryPoints(max=1))) == []
    (hit,) = entry_points.ask(facts(text.format(1)), EntryPoints(max=1))
    assert hit.values == {"signatures": "a, b", "first": "a", "amount": 2}


OPEN = """
input x: int8[1,8]
input size: int32[2]
reshape y: int8[2,4] <- x, shape: size
output y
"""
ARITHMETIC = """
input x: int8[1,4,4,8]
shape s: int32[4] <- x {output_type=2}
strided-slice n: int32[2] <- s, begin: int32[1] = 1, end: int32[1] = 3, strides: int32[1] = 1
resize-nearest y: int8[1,4,4,8] <- x, size: n
output y
"""


def test_a_size_that_is_computed_is_reported_once_or_of_every_operator() -> None:
    found = facts(OPEN)
    (hit,) = fixed_sizes.ask(found, FixedSizes(folds="yes"))
    assert hit.values == {"native": "RESHAPE", "tensor": "y", "index": 0}
    (operator,) = found.model.operators
    (hit,) = fixed_sizes_around.ask(operator, found, FixedSizes(folds="yes"))
    assert (hit.subject, hit.unknown) == (operator, None)


def test_shape_arithmetic_depends_on_the_age_of_tflite() -> None:
    found = facts(ARITHMETIC)
    assert list(fixed_sizes.ask(found, FixedSizes(folds="yes"))) == []
    (hit,) = fixed_sizes.ask(found, FixedSizes(folds="no"))
    assert hit.unknown is None
    (hit,) = fixed_sizes.ask(found, FixedSizes(folds="unknown"))
    assert hit.unknown == (
        "a TFLite of before 2023 does not know the size of the output of RESIZE_NEAREST_NEIGHBOR #2"
    )


def test_only_calculations_of_known_operators_with_scaled_operands_need_a_scale() -> None:
    def unscaled(line: str, given: str = " scale=0.1") -> list[object]:
        text = f"complete\ninput x: int8[1,4]{given}\n{line}\noutput y\n"
        asked = meaningful_scales.ask(facts(text), NoParams())
        return [(hit.values["tensor"], hit.values["scale"]) for hit in asked]

    bare = "y: int8[1,4] <- x"
    assert unscaled(f"relu {bare}") == [("y", "missing")]
    assert unscaled("relu y: int8[1,4] scale=0.1 <- x") == []
    assert unscaled("relu y: int32[1,4] <- x") == []
    assert unscaled(f"cast {bare}") == []
    assert unscaled(f"custom:Mine {bare}") == []
    assert unscaled(f"relu {bare}", "") == []
