"""Where a finding holds, in a line."""

from dlpulint.findings.finding import Location
from dlpulint.reporters.locations import locations_text
from tests.reporters.samples import finding, place


def onnx(index: int, op: str = "Conv", subgraph: int = 0) -> Location:
    return Location(subgraph, index, op, None, "conv", ("y",), {})


def test_one_operator_has_its_number() -> None:
    assert locations_text(finding()) == "CONV_2D #12"


def test_kinds_come_one_after_the_other() -> None:
    mixed = [onnx(0), onnx(4, "Gemm"), onnx(5)]
    assert locations_text(finding(locations=mixed)) == "Operators #0, #5 (2 × Conv); Gemm #4"


def test_operators_of_another_subgraph_are_told_with_it() -> None:
    assert locations_text(finding(locations=[onnx(3, subgraph=2)])) == "Conv #2:3"


def test_many_places_are_counted() -> None:
    many = [place(index) for index in range(53)]
    assert locations_text(finding(locations=many)) == (
        "Operators #0, #1, #2, #3, #4, #5 … (53 × CONV_2D)"
    )


def test_many_kinds_are_cut() -> None:
    many = [onnx(index, f"Op{index}") for index in range(4)]
    assert locations_text(finding(locations=many), 2) == "Op0 #0; Op1 #1; 2 more"


def test_a_finding_about_the_file_or_an_input_has_none() -> None:
    assert locations_text(finding(locations=[])) == ""
    assert locations_text(finding(locations=[place(None)])) == ""
