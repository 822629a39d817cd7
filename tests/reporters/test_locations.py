"""Where a finding holds, in a line."""

from dlpulint.findings.finding import Location
from dlpulint.reporters.locations import locations_text
from tests.reporters.samples import finding, place


def onnx(index: int, op: str = "Conv", subgraph: int = 0) -> Location:
    return Location(subgraph, index, op, None, "conv", ("y",), {})


def test_one_place_has_its_builtin_number() -> None:
    assert locations_text(finding()) == "CONV_2D (3) at 12"


def test_onnx_has_no_builtin_number() -> None:
    mixed = [onnx(0), onnx(4, "Gemm"), onnx(5)]
    assert locations_text(finding(locations=mixed)) == "Conv at 0, 5; Gemm at 4"


def test_operators_of_another_subgraph_are_told_with_it() -> None:
    assert locations_text(finding(locations=[onnx(3, subgraph=2)])) == "Conv at 2:3"


def test_many_places_are_counted() -> None:
    many = [place(index) for index in range(53)]
    assert (
        locations_text(finding(locations=many)) == "CONV_2D (3) at 0, 1, 2, 3, 4, 5 … (53 places)"
    )


def test_many_kinds_are_cut() -> None:
    many = [onnx(index, f"Op{index}") for index in range(4)]
    assert locations_text(finding(locations=many), 2) == "Op0 at 0; Op1 at 1 … (4 places)"


def test_a_finding_about_the_file_or_an_input_has_none() -> None:
    assert locations_text(finding(locations=[])) == ""
    assert locations_text(finding(locations=[place(None)])) == ""
