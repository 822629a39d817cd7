"""Strips: runs of operators of one device, and where a graph is cut."""

from msgspec.structs import replace

from dlpulint.basics.terms import Device
from dlpulint.report.report import CutSummary
from dlpulint.reporters.html.device_strips import strip
from tests.reporters.html.reading import Page, section, words
from tests.reporters.samples import model_report, placed, placement


def devices(letters: str) -> Page:
    """The strip of operators on the DLPU (d), the CPU (c), and unknown (u)."""
    kinds = {"d": Device.DLPU, "c": Device.CPU, "u": Device.UNKNOWN}
    operators = [
        placed(index, device=kinds[letter], because=() if letter == "d" else (f"x/{letter}",))
        for index, letter in enumerate(letters)
    ]
    return Page(strip(section(model_report(where=placement(operators))).judged[0]))


def test_neighbours_of_a_device_are_one_run_that_links_to_its_first_operator() -> None:
    page = devices("dddcuu")
    assert page.words == (
        "3 operators from 0, DLPU CONV_2D at 3, CPU: x/c 2 operators from 4, unknown: x/u"
    )
    assert page.links == ["#m1g1o0", "#m1g1o3", "#m1g1o4"]
    runs = page.all("rect")
    assert [run["class"] for run in runs] == ["d", "c", "u"]
    assert [run["width"] for run in runs] == ["50.00%", "16.67%", "33.33%"]
    assert [run["x"] for run in runs] == ["0.00%", "50.00%", "66.67%"]


def test_one_operator_of_thousands_is_seen() -> None:
    (_, cpu, _) = devices("d" * 3_000 + "c" + "d" * 3_000).all("rect")
    assert float((cpu["width"] or "").removesuffix("%")) > 0.3


def test_of_too_many_runs_neighbours_are_drawn_as_one_and_cpu_is_what_is_seen() -> None:
    page = devices("d" * 1_000 + "dc" * 500)
    first, second = page.all("rect")
    assert (first["class"], second["class"]) == ("d", "c")
    assert page.words == (
        "1001 operators from 0, DLPU 999 operators from 1001, 500 of them CPU: x/c"
    )


def test_the_operator_that_cuts_is_marked_where_it_is() -> None:
    operators = [placed(0), placed(1, "TANH", Device.CPU, direct=True), placed(2)]
    where = replace(placement(operators), cut=CutSummary(operators[1], 2, 0))
    page = Page(strip(section(model_report(where=where)).judged[0]))
    assert [cut["x"] for cut in page.all("svg", **{"class": "cut"})] == ["33.33%"]
    assert "TANH #1 ends the DLPU partition" in page.words


def test_a_backend_is_called_by_its_name() -> None:
    linted = replace(model_report(target="cpu"), backend="CPU")
    assert "2 operators from 1, not on the CPU" in words(strip(section(linted).judged[0]))
