"""Graphs of every fixture on every target, read and drawn by the real Graphviz."""

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from dlpulint.api import lint
from dlpulint.report.report import ModelReport, Report
from dlpulint.reporters.dot import write
from tests.expected import TARGETS, fixture_files
from tests.places import FIXTURES
from tests.reporters.outlines import chain, drawn
from tests.reporters.samples import HOSTILE, placed, report


def graphviz(of: Report, format: str, tmp_path: Path) -> str:
    """What `dot` makes of a report; a warning of it is a failure."""
    file = tmp_path / "report.dot"
    file.write_text(write(of), "utf-8")
    done = subprocess.run(["dot", f"-T{format}", file], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout


def nodes_and_edges(one: ModelReport) -> tuple[int, int]:
    """How many of each the outline asks for: a node an operator and end, an edge a reader."""
    outline = one.outline
    if outline is None or one.placement is None or not one.placement.operators:
        return 1, 0
    inputs = [end for graph in outline.graphs for end in graph.inputs]
    outputs = [end for graph in outline.graphs for end in graph.outputs]
    flowing = {*inputs, *(end for operator in outline.operators for end in operator.outputs)}
    read = [*outputs, *(end for operator in outline.operators for end in {*operator.inputs})]
    return (
        len(outline.operators) + len(inputs) + len(outputs),
        sum(end in flowing for end in read),
    )


def documents(text: str) -> list[dict[str, Any]]:
    """The JSON documents that stand behind each other."""
    decoder, found = json.JSONDecoder(), []
    while text := text.lstrip():
        document, end = decoder.raw_decode(text)
        found.append(document)
        text = text[end:]
    return found


@pytest.mark.parametrize("target", TARGETS)
def test_nodes_and_edges_are_those_of_the_outline(target: str, tmp_path: Path) -> None:
    whole = lint([FIXTURES / name for name in fixture_files()], [target], outlined=True)
    graphs = documents(graphviz(whole, "dot_json", tmp_path))
    counted = [
        (
            sum(not part["name"].startswith(("cluster", "%")) for part in graph["objects"]),
            len(graph.get("edges", ())),
        )
        for graph in graphs
    ]
    assert counted == [nodes_and_edges(one) for one in whole.reports]


@pytest.mark.parametrize(
    "name", [*HOSTILE[:4], HOSTILE[5], r"\N \G \\ \" &lt;&amp;&#60; \l", "a -> b; }"]
)
def test_names_are_drawn_as_they_stand(name: str, tmp_path: Path) -> None:
    one = drawn(chain(name), (placed(0, name, tensor=name),))
    picture = ElementTree.fromstring(graphviz(report(one), "svg", tmp_path))
    texts = Counter("".join(element.itertext()) for element in picture.iter() if element.text)
    # An operator of this name, and an output.
    assert texts[f"{name} 0"] == texts[name] == 1
    titles = [
        value
        for element in picture.iter()
        for key, value in element.attrib.items()
        if key.endswith("title")
    ]
    shown = name.replace("\\", "\N{SET MINUS}")
    assert shown in titles
    assert f"{shown}\nDLPU" in titles


def test_a_picture_of_a_hostile_report_holds_no_script(tmp_path: Path) -> None:
    one = report(
        *(drawn(chain(name), (placed(0, name, tensor=name),)) for name in HOSTILE),
    )
    picture = graphviz(one, "svg", tmp_path)
    assert "<script" not in picture
    assert "<img" not in picture
