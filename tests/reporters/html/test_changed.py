"""`What changed`: the block with each target, and the page of a comparison as a whole."""

import base64
import hashlib
import json
import re
from typing import Any

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Device, Severity, Verdict
from dlpulint.compare.comparison import Comparison
from dlpulint.report.report import ModelReport
from dlpulint.reporters.html.changed import Changed, changed
from dlpulint.reporters.html.page import write, write_comparison
from dlpulint.reporters.html.pairs import compared_pages
from tests.reporters.html.comparing import compared
from tests.reporters.html.reading import Page, drawn, hostile_outline, outline
from tests.reporters.samples import (
    HOSTILE,
    finding,
    model,
    model_report,
    place,
    placed,
    placement,
    report,
    unreadable,
)

GONE = finding("artpec8/silu", title="SiLU activation", level=Severity.ERROR)
SOFTMAX = finding("artpec8/softmax", title="Softmax operator", locations=[place(1)])


def sides(**after: Any) -> tuple[ModelReport, ModelReport]:
    """A model that falls back, and its mended copy, all of which runs on the DLPU."""
    old = replace(drawn(path="old.tflite", verdict=Verdict.FALLBACK), findings=(GONE, SOFTMAX))
    on_dlpu = placement([placed(0), placed(1, "SOFTMAX")])
    new = replace(
        model_report("new.tflite", where=on_dlpu, verdict=Verdict.CLEAN),
        outline=outline(),
        model=replace(model(), sha256="f" * 64),
    )
    return old, replace(new, **after)


def of_new(comparison: Comparison) -> Changed:
    """What is told with the model that is shown first."""
    pages = compared_pages(comparison)
    assert pages.first is not None
    told = changed(pages, pages.first, pages.first.judged[0])
    assert told is not None
    return told


def comparison(**after: Any) -> Comparison:
    old, new = sides(**after)
    return compared([old], [new])


def test_findings_devices_and_figures_are_told() -> None:
    told = of_new(comparison())
    assert told.verdicts == ("fallback", "clean")
    assert [(row.word, row.tone, row.title, row.id) for row in told.findings] == [
        ("Gone", "error", "SiLU activation", "m1f1"),
        ("Gone", "warning", "Softmax operator", "m1f2"),
    ]
    assert told.facts == (
        ("Moved", "SOFTMAX (1) from the CPU to the DLPU: Softmax operator"),
        ("MACs", "2 M; 50 % → 100 % on the DLPU"),
    )
    assert (told.because, told.only) == ("", "")


def test_new_and_more_findings_lead_to_the_model_after_the_change() -> None:
    more = replace(SOFTMAX, count=3, locations=(place(1), place(0), place(2)))
    new = finding("artpec8/new", title="Kernel size")
    told = of_new(comparison(findings=(new, more)))
    assert [(row.word, row.title, row.id, row.count) for row in told.findings] == [
        ("New", "Kernel size", "m2f1", ""),
        ("More operators", "Softmax operator", "m2f2", "1 → 3"),
        ("Gone", "SiLU activation", "m1f1", ""),
    ]


def test_findings_that_read_the_same_are_one_row() -> None:
    kinds = [finding("a8/scales", title="Scales", cause=cause) for cause in ("conv", "pool", "add")]
    told = of_new(comparison(findings=(GONE, SOFTMAX, *kinds)))
    assert [(row.word, row.title, row.count) for row in told.findings] == [("New", "Scales", "×3")]


def test_an_ignored_finding_is_told_as_such() -> None:
    told = of_new(comparison(findings=(replace(SOFTMAX, suppressed="known"), GONE)))
    assert [(row.word, row.tone) for row in told.findings] == [("Now ignored", "ignored")]


def test_a_reason_without_a_finding_is_its_rule() -> None:
    told = of_new(compared([drawn(path="a")], [sides()[1]]))
    assert told.facts[0] == ("Moved", "SOFTMAX (1) from the CPU to the DLPU: artpec8/softmax")


def test_other_reasons_than_the_model_are_told() -> None:
    old, new = sides(pack_version="2026.2")
    told = of_new(compared([old], [new]))
    assert told.because.startswith("The model changed and the rules changed (artpec8 2026.1 → ")


def test_a_model_that_one_side_lacks_has_a_sentence() -> None:
    old, new = sides()
    pages = compared_pages(compared([old], []))
    told = changed(pages, pages.sections[0], pages.sections[0].judged[0])
    assert told is not None
    assert told.only == "NEW has no result for this model and target."
    assert told.findings == ()
    assert of_new(compared([], [new])).only == "OLD has no result for this model and target."


def test_an_ordinary_report_tells_of_no_change() -> None:
    shown = write(report(*sides()))
    assert "What changed" not in shown
    assert ">Before<" not in shown


def test_the_page_tells_what_changed_with_the_model_after_it() -> None:
    shown = Page(write_comparison(comparison()))
    assert shown.words.startswith(
        "dlpulint: 1 model before and after on 1 target Skip to the verdicts "
        "dlpulint 1 model before and after on 1 target "
        "Model artpec8 Before old.tflite fallback 50 % DLPU After new.tflite clean 100 % DLPU"
    )
    assert shown.words.count("What changed") == 1
    assert (
        "Axis ARTPEC8 DLPU clean What changed Before fallback, after clean "
        "Gone error SiLU activation Gone warning Softmax operator "
        "Moved SOFTMAX (1) from the CPU to the DLPU: Softmax operator "
        "MACs 2 M; 50 % → 100 % on the DLPU "
    ) in shown.words
    assert "Axis ARTPEC8 DLPU fallback After the change: clean " in shown.words
    assert (
        "Before and after Before: old, linted by dlpulint 0.1.0 "
        "After: new, linted by dlpulint 0.1.0"
    ) in shown.words


def test_nothing_changed_is_told_too() -> None:
    old, _ = sides()
    text = Page(write_comparison(compared([old], [old]))).words
    assert "The verdict is the same: fallback Findings, devices and figures are the same." in text


def test_an_earlier_report_has_no_graph_but_its_operators() -> None:
    old, new = sides()
    bare = replace(old, outline=None)
    shown = Page(write_comparison(compared([bare], [new], earlier=True, names=("1.json", "new"))))
    assert (
        "Read from 1.json, a report of dlpulint 0.1.0. A JSON report has no graph to draw."
    ) in shown.words
    assert len(shown.all("ol", **{"class": "entries"})) == 2
    assert len(shown.all("div", **{"class": "graph"})) == 1


def test_many_changes_are_folded() -> None:
    many = tuple(finding(f"artpec8/r{at}", title=f"Rule {at}") for at in range(11))
    text = Page(write_comparison(comparison(findings=many))).words
    assert "New warning Rule 7 5 more changes New warning Rule 8" in text


def test_causes_of_several_models_are_told_in_the_end() -> None:
    old = [drawn(path="a"), drawn(path="b")]
    new = [replace(sides()[1], path=path) for path in ("a", "b")]
    assert (
        "2 of 2 models on artpec8: the model changed."
        in Page(write_comparison(compared(old, new))).words
    )
    assert "of 1 model" not in Page(write_comparison(comparison())).words


def test_every_link_leads_somewhere() -> None:
    old, new = sides()
    damaged = unreadable("old.tflite")
    for found in (
        comparison(),
        compared([damaged], [new]),
        compared([old], [unreadable("new.tflite")]),
        compared([old], []),
        compared([old, replace(old, target="cv25")], [new]),
    ):
        shown = Page(write_comparison(found))
        inner = {link[1:] for link in shown.links if link.startswith("#")}
        assert inner - {"verdicts"} <= set(shown.ids)
        assert len(shown.ids) == len(set(shown.ids))


def test_the_data_names_both_models_and_the_first() -> None:
    page = write_comparison(comparison())
    data = data_of(page)
    assert data["pairs"] == [
        {"old": "m1", "new": "m2", "shown": True, "targets": {"artpec8": [0, 0, 2]}}
    ]
    assert data["first"] == "m2"
    ordinary = data_of(write(report(*sides())))
    assert ordinary["pairs"] == [
        {"old": "m1", "new": "m2", "shown": False, "targets": {"artpec8": [0, 0, 2]}}
    ]
    assert ordinary["first"] == "m1"


def data_of(page: str) -> Any:
    return json.loads(page.split('id="bench">')[1].split("</script>")[0])


def test_the_same_comparison_is_the_same_page() -> None:
    assert write_comparison(comparison()) == write_comparison(comparison())


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_becomes_markup(name: str) -> None:
    def linted(device: Device, *findings: object) -> ModelReport:
        where = placement(
            [
                placed(0, name, tensor=name, because=(name,)),
                placed(1, name, device, direct=True, tensor=name, because=(name,), subgraph=1),
            ]
        )
        made = model_report(name, where=where, summary=model(inputs=[name], outputs=[name + "x"]))
        return replace(made, outline=hostile_outline(name), findings=tuple(findings))  # type: ignore[arg-type]

    bad = finding(name, title=name, message=name, locations=[place(1, name)])
    old, new = linted(Device.CPU, bad), linted(Device.DLPU, finding("x/y", title=name))
    new = replace(new, model=replace(model(inputs=[name + "y"]), sha256="f" * 64))
    page = write_comparison(
        compared([old], [new, drawn(path="b")], earlier=True, names=(name, name))
    )
    shown = Page(page)
    assert not shown.all("img")
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) == 2
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode("utf-8")).digest()).decode("ascii")
    assert f"script-src 'sha256-{digest}'" in page
    assert "\u202e" not in page
    assert not any(link.startswith("javascript") for link in shown.links)
    json.loads(scripts[1])
