"""The list of operators: what each entry tells."""

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Device
from dlpulint.model.graph import Quantization
from dlpulint.reporters.html.entries import entries, quantization_text, value_text
from tests.reporters.html.reading import NETWORK, Page, drawn, outline, section
from tests.reporters.samples import finding, model_report, place, placed, placement


def listed(*reports: object) -> Page:
    """The entries of the first graph of a file."""
    shown = section(*reports)  # type: ignore[arg-type]  # Reports, whatever the caller has.
    return Page(entries(shown.sheets[0], shown.judging(shown.sheets[0])))


def test_an_entry_tells_all_that_is_known_of_an_operator() -> None:
    page = listed(drawn(), drawn(target="artpec9"))
    assert page.words == (
        "0 CONV_2D builtin 3 · version 1 · 1 M MACs artpec8 DLPU artpec9 DLPU "
        "stride 2 × 2, padding same, kernel 3 × 3 "
        "input x uint8 1×8×8×3, scale 0.5, zero point 128 "
        "weights (unnamed) int8 4×3×3×3, 4 scales along axis 0 (0.01 to 0.01), zero point 0 "
        "output a uint8 1×8×8×4, scale 0.25, zero point 3 "
        "1 SOFTMAX builtin 25 · version 1 · 1 M MACs artpec8 CPU artpec8/softmax "
        "artpec9 CPU artpec8/softmax "
        "input a uint8 1×8×8×4, scale 0.25, zero point 3 output b uint8 1×8×8×4"
    )


def test_an_input_links_to_the_operator_that_writes_it() -> None:
    assert listed(drawn()).links == ["#m1g1o0", "#m1g1o1", "#m1g1o0"]


def test_an_entry_links_to_every_finding_about_it() -> None:
    softmax = finding(
        "artpec8/softmax", title="Operator softmax", locations=[place(1, op="SOFTMAX")]
    )
    slow = finding(title="Slow", locations=[place(0), place(1)])
    page = listed(drawn(findings=(slow, softmax)))
    assert page.links == [
        "#m1g1o0", "#m1f1", "#m1g1o1", "#m1f2", "#m1f1", "#m1g1o0",
    ]  # fmt: skip
    assert "1 SOFTMAX builtin 25 · version 1 · 1 M MACs artpec8 CPU Operator softmax Slow" in (
        page.words
    )


def test_an_entry_links_to_a_finding_of_two_targets_from_each() -> None:
    slow = finding(title="Slow", locations=[place(0)])
    page = listed(drawn(findings=(slow,)), drawn(target="artpec9", findings=(slow,)))
    assert page.links.count("#m1f1") == 2
    assert "artpec8 DLPU Slow artpec9 DLPU Slow" in page.words


def test_attributes_that_say_something_are_told() -> None:
    options = "stride=1 dilation=2 groups=3 fused_activation=relu6"
    sketch = f"""
input x: uint8[1,8,8,3] scale=0.5 zp=128
conv a: uint8[1,8,8,4] <- x, weights: int8[4,3,3,1] {{{options}}}
output a
"""
    shown = listed(drawn(outline(sketch))).words
    assert "dilation 2 × 2" in shown
    assert "groups 3" in shown
    assert "fused activation relu6" in shown


def test_an_attribute_that_is_usual_in_one_direction_only_is_told() -> None:
    (first, second) = outline().operators
    attributes = {**dict(first.attributes), "dilation_width": 2}
    odd = replace(outline(), operators=(replace(first, attributes=(*attributes.items(),)), second))
    assert "dilation 1 × 2" in listed(drawn(odd)).words


def test_of_thousands_of_operators_names_of_tensors_are_cut() -> None:
    long = "b" * 90
    named = outline(
        NETWORK.replace("softmax b:", f"softmax {long}:").replace("output b", f"output {long}")
    )
    many = replace(named, operators=(*named.operators[:1] * 4_000, named.operators[1]))
    assert long in listed(drawn(named)).words
    shown = listed(drawn(many)).words
    assert long not in shown
    assert "b" * 23 + "…" + "b" * 24 in shown


def test_what_is_dragged_along_is_told_from_what_decides() -> None:
    where = placement([placed(0, device=Device.CPU, direct=False), placed(1, macs=0)])
    assert listed(model_report(where=where)).words == (
        "0 CONV_2D 1 M MACs artpec8 CPU, follows another operator output out "
        "1 CONV_2D artpec8 DLPU output out"
    )


def test_what_is_not_known_is_told() -> None:
    sketch = "format onnx\ninput x: float32[*]\nrelu y: float32[?,3] <- x\noutput y"
    page = listed(drawn(outline(sketch)))
    assert "input x float32 unknown rank output y float32 ?×3" in page.words


@pytest.mark.parametrize(
    ("quantization", "text"),
    [
        (Quantization((0.5,), (3,)), "scale 0.5, zero point 3"),
        (Quantization((0.5,), ()), "scale 0.5, zero point 0"),
        (Quantization((), ()), "scales unknown"),
        (Quantization((), (), axis=1), "scales unknown along axis 1"),
        (
            Quantization((0.1, 0.2), (0, 1), axis=3),
            "2 scales along axis 3 (0.1 to 0.2), zero points differ",
        ),
        (Quantization((0.5,), (0,), dtype="int8"), "as int8, scale 0.5, zero point 0"),
        (
            Quantization((0.1, 0.2), (0, 0), axis=0, block_size=32),
            "2 scales along axis 0 in blocks of 32 (0.1 to 0.2), zero point 0",
        ),
    ],
)
def test_quantization_is_told_with_what_it_holds_for(quantization: Quantization, text: str) -> None:
    assert quantization_text(quantization) == text


def test_values_are_told_as_people_write_them() -> None:
    assert [value_text(value) for value in (0.1, (1, 2), True, "same")] == [
        "0.1", "1 × 2", "True", "same",
    ]  # fmt: skip
