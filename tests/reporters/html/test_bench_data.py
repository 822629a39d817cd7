"""The data that the page's script reads: what it says, and that it stays in its element."""

import json
import re
from typing import Any

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Device, Verdict
from dlpulint.report.report import ModelReport
from dlpulint.reporters.html.bench_data import bench_data
from dlpulint.reporters.html.page import write
from dlpulint.reporters.html.pairs import pages_of
from tests.reporters.html.reading import Page, drawn, hostile_outline, outline
from tests.reporters.samples import (
    HOSTILE,
    finding,
    model_report,
    place,
    placed,
    placement,
    report,
    unreadable,
)

OPERATORS = (
    placed(0, partition=0),
    placed(1, "SOFTMAX", Device.CPU, direct=True, because=("artpec8/softmax",), partition=1),
)


def data(*reports: ModelReport) -> Any:
    """The data of a page, as the script reads it."""
    return json.loads(bench_data(pages_of(report(*reports))))


def parted(**changes: Any) -> ModelReport:
    """A drawn model with two partitions."""
    linted = model_report(where=placement(OPERATORS), **changes)
    return replace(linted, outline=outline())


def test_a_model_and_its_targets_are_told() -> None:
    softmax = finding("artpec8/softmax", title="Softmax", locations=[place(1, op="SOFTMAX")])
    assert data(parted(findings=[finding(locations=[place(0)]), softmax])) == {
        "models": [
            {
                "id": "m1",
                "name": "models/mobilenet.tflite",
                "targets": [
                    {
                        "id": "m1-1",
                        "name": "artpec8",
                        "backend": "DLPU",
                        "sheet": "m1g1",
                        "mark": 1,
                        "devices": "dc",
                        "own": "01",
                        "partitions": [0, 1, 1, 1],
                        "labels": ["1 · DLPU", "2 · CPU: Softmax"],
                    }
                ],
                "findings": {"m1f1": [0], "m1f2": [1]},
            }
        ],
        "pairs": [],
        "first": "m1",
    }


def test_a_finding_has_its_operators_in_order_and_once() -> None:
    first = finding(locations=[place(1, op="SOFTMAX"), place(0), place(1, op="SOFTMAX")])
    second = finding(message="other", locations=[place(0), place(None), place(99)])
    (model,) = data(parted(findings=[first, second]))["models"]
    assert model["findings"] == {"m1f1": [0, 1]}


def test_runs_are_numbers_and_lengths() -> None:
    numbers = (0, 0, 1, None, None, None, 0)
    operators = [placed(at, partition=number) for at, number in enumerate(numbers)]
    (model,) = data(model_report(where=placement(operators)))["models"]
    assert model["targets"][0]["partitions"] == [0, 2, 1, 1, -1, 3, 0, 1]


def test_a_graph_that_is_not_drawn_has_devices_and_no_sheet() -> None:
    (model,) = data(model_report(findings=[finding()]))["models"]
    (target,) = model["targets"]
    assert (target["sheet"], target["devices"], target["own"]) == (None, "dcc", "010")


def test_each_target_knows_its_graph_and_its_classes() -> None:
    first, second = outline(), replace(outline(), format="other")
    targets = [drawn(first), drawn(second, target="artpec9"), drawn(first, target="cv25")]
    (model,) = data(*targets)["models"]
    assert [(one["id"], one["sheet"], one["mark"]) for one in model["targets"]] == [
        ("m1-1", "m1g1", 1), ("m1-2", "m1g2", 1), ("m1-3", "m1g1", 2),
    ]  # fmt: skip


def test_a_file_that_cannot_be_read_has_nothing_but_its_name() -> None:
    (model,) = data(unreadable())["models"]
    (target,) = model["targets"]
    assert (model["name"], model["findings"]) == ("models/broken.tflite", {})
    assert (target["sheet"], target["mark"], target["devices"], target["partitions"]) == (
        None, 0, "", [],
    )  # fmt: skip


def test_models_stand_in_the_order_of_the_page() -> None:
    clean = model_report("a.tflite", verdict=Verdict.CLEAN)
    wrong = model_report("b.tflite", verdict=Verdict.WRONG)
    models = data(clean, wrong, unreadable("c.tflite"))["models"]
    assert [(model["id"], model["name"]) for model in models] == [
        ("m1", "c.tflite"), ("m2", "b.tflite"), ("m3", "a.tflite"),
    ]  # fmt: skip


ENDING = (*HOSTILE, "</script>", "<!--<script>", "]]>", "&lt;/script&gt;", "\u2028\u2029", '"}]}')


@pytest.mark.parametrize("name", ENDING)
def test_no_name_ends_the_element_or_the_text(name: str) -> None:
    operators = [replace(operator, op=name, because=(name,)) for operator in OPERATORS]
    bad = finding(rule=name, title=name, locations=[place(0)])
    linted = replace(model_report(name, where=placement(operators)), findings=(bad,))
    page = write(report(replace(linted, outline=hostile_outline(name))))
    (block,) = re.findall(
        r'<script type="application/json" id="bench">(.*?)</script>', page, re.DOTALL
    )
    assert not set(block) & set("<>&\u2028\u2029\u202e\x1b\udcff\n")
    (model,) = json.loads(block)["models"]
    assert len(model["name"]) <= 96
    if name.isprintable() and len(name) < 96:
        assert model["name"] == name
        assert model["targets"][0]["labels"][1] == f"2 · CPU: {name}"
    assert len(Page(page).all("script")) == 2


def test_every_id_in_the_data_is_on_the_page() -> None:
    whole = report(
        parted(findings=[finding(locations=[place(0)])]), drawn(target="cv25"), unreadable("b")
    )
    ids = set(Page(write(whole)).ids)
    for model in data(*whole.reports)["models"]:
        known = {model["id"], *model["findings"]}
        for target in model["targets"]:
            known |= {target["sheet"]} - {None}
            known |= {target["id"]} if target["devices"] else set()
            known |= {f"{target['id']}p{number + 1}" for number in range(len(target["labels"]))}
        assert known <= ids
