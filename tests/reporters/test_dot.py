import warnings

import pydot
import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Device
from dlpulint.model.outline import Outline, OutlineGraph
from dlpulint.report.report import Report
from dlpulint.reporters import dot
from dlpulint.reporters.dot import write
from tests.reporters.outlines import chain, drawn, operator, tensor
from tests.reporters.samples import HOSTILE, finding, place, placed, placement, report, unreadable

PLACED = (
    placed(0, tensor="a"),
    placed(1, "SOFTMAX", Device.CPU, tensor="b", direct=True, because=("artpec8/softmax/beta",)),
    placed(2, "GELU", Device.UNKNOWN, tensor="c", direct=True, because=("artpec8/gelu",)),
)


def one_of_each() -> Report:
    softmax = replace(place(1), op="SOFTMAX")
    why = finding("artpec8/softmax/beta", message="SOFTMAX at 1 has beta 2", locations=[softmax])
    linted = drawn(chain("a", "b", "c"), PLACED)
    return report(replace(linted, findings=(why,)))


def graphs(of: Report) -> list[pydot.Dot]:
    text = write(of)
    with warnings.catch_warnings():
        # The reader calls its own parser by names that the parser has given up.
        warnings.simplefilter("ignore", DeprecationWarning)
        read = pydot.graph_from_dot_data(text)
    assert read is not None
    return list(read)


def nodes(graph: pydot.Graph) -> dict[str, dict[str, str]]:
    """Attributes by id, from clusters as well."""
    found = {
        node.get_name(): dict(node.get_attributes())
        for node in graph.get_nodes()
        if node.get_name() not in ("node", "edge", "graph")
    }
    for inner in graph.get_subgraphs():
        found |= nodes(inner)
    return found


def edges(graph: pydot.Dot) -> list[tuple[str, str]]:
    return [(edge.get_source(), edge.get_destination()) for edge in graph.get_edges()]


def test_operators_and_ends_are_nodes_and_tensors_that_flow_are_edges() -> None:
    (graph,) = graphs(one_of_each())
    assert list(nodes(graph)) == ["operator0", "operator1", "operator2", "input0_0", "output0_0"]
    assert edges(graph) == [
        ("operator2", "output0_0"),
        ("input0_0", "operator0"),
        ("operator0", "operator1"),
        ("operator1", "operator2"),
    ]


def test_a_node_tells_its_operator_device_and_reason() -> None:
    (graph,) = graphs(one_of_each())
    assert nodes(graph)["operator1"] == {
        "label": r'"SOFTMAX 1\n1 × 8 × 8 × 4"',
        "style": '"filled,dashed,bold"',
        "fillcolor": '"#db7f2c"',
        "tooltip": r'"b\nCPU: artpec8/softmax/beta\nSOFTMAX at 1 has beta 2"',
    }


def test_devices_differ_in_more_than_colour() -> None:
    (graph,) = graphs(one_of_each())
    shown = [nodes(graph)[f"operator{number}"] for number in range(3)]
    assert [(node["fillcolor"], node["style"]) for node in shown] == [
        ('"#2b9469"', '"filled"'),
        ('"#db7f2c"', '"filled,dashed,bold"'),
        ('"#8793a0"', '"filled,dotted,bold"'),
    ]


def test_an_edge_tells_its_tensor() -> None:
    (graph,) = graphs(one_of_each())
    assert graph.get_edge("operator0", "operator1")[0].get("tooltip") == '"a: int8 1 × 8 × 8 × 4"'


def test_the_heading_tells_the_model_and_its_verdict() -> None:
    assert (
        r"models/mobilenet.tflite on artpec8, Axis ARTPEC8 DLPU\l"
        r"slow: The model runs slower than it could; 1 of 3 operators on the CPU; "
        r"1 operator could not be checked (1 warning).\l"
        r"1 to 2 of 3 operators (33.3 to 66.7 %) and 33.3 to 66.7 % of 3 M MACs on the DLPU, "
        r"the rest on the CPU, 2 partitions (larod accepts at most 16)\l"
        r"Green: DLPU; orange, dashed: CPU; grey, dotted: unknown\l"
    ) in write(one_of_each())


def test_a_preview_and_a_what_if_say_what_they_are() -> None:
    (linted,) = one_of_each().reports
    assert linted.placement is not None
    preview = replace(linted, placement=replace(linted.placement, preview=True))
    heading = r"Preview: the graph that conversion to TFLite will give.\l"
    assert heading in write(report(preview))
    assert heading not in write(one_of_each())
    assert "DLPU, as if int8-per-tensor\\l" in write(
        report(replace(linted, as_if="int8-per-tensor"))
    )


def test_bodies_stand_in_clusters_and_may_read_from_outside() -> None:
    outline = Outline(
        "tflite",
        (OutlineGraph("main", (0,), (1,)), OutlineGraph('body "1"', (2,), (3,))),
        (operator(0, (0,), (1,)), operator(0, (2, 0), (3,), subgraph=1)),
        tuple(tensor(name) for name in "abcd"),
    )
    (graph,) = graphs(report(drawn(outline, (placed(0), placed(0, subgraph=1)))))
    (body,) = graph.get_subgraph("cluster_1")
    assert body.get("label") == r'"body \"1\""'
    assert list(nodes(body)) == ["operator1", "input1_0", "output1_0"]
    assert ("input0_0", "operator1") in edges(graph)


def test_a_tensor_read_twice_by_one_operator_is_one_edge() -> None:
    outline = Outline(
        "tflite",
        (OutlineGraph("main", (0,), (1,)),),
        (operator(0, (0, 0), (1,)),),
        (tensor("a"), tensor("b")),
    )
    (graph,) = graphs(report(drawn(outline, (placed(0),))))
    assert edges(graph) == [("operator0", "output0_0"), ("input0_0", "operator0")]


def test_what_cannot_be_drawn_says_why() -> None:
    (linted,) = one_of_each().reports
    foreign = replace(linted, placement=placement(()))
    both = report(unreadable(), replace(linted, outline=None), foreign, linted)
    *without, whole = graphs(both)
    assert [list(nodes(graph)) for graph in without] == [["nothing"]] * 3
    assert len(nodes(whole)) == 5
    assert r"models/broken.tflite on artpec8, Axis ARTPEC8 DLPU\lunknown: empty file\l" in write(
        both
    )


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_names_mean_nothing_to_graphviz(name: str) -> None:
    linted = drawn(chain(name, name), (placed(0, name, tensor=name, because=(name,)), placed(1)))
    (graph,) = graphs(report(replace(linted, path=name, target_title=name)))
    assert list(nodes(graph)) == ["operator0", "operator1", "input0_0", "output0_0"]
    assert len(edges(graph)) == 3
    written = write(report(replace(linted, path=name)))
    written.encode("utf-8")
    assert not {"\x1b", "\u202e"} & set(written)
    assert max(map(len, written.splitlines())) < 10_000


def test_escapes_of_labels_are_shown_as_they_stand() -> None:
    linted = drawn(chain(r'\N\G "x" &lt;\n'), (placed(0, tensor=r"end\\"),))
    (graph,) = graphs(report(linted))
    output, operator = nodes(graph)["output0_0"], nodes(graph)["operator0"]
    assert output["label"] == r'"\\N\\G \"x\" &amp;lt;\\n\nint8 1 × 8 × 8 × 4"'
    assert output["tooltip"] == r'"∖N∖G \"x\" &amp;lt;∖n"'
    assert operator["tooltip"] == r'"end∖∖\nDLPU"'


def test_the_same_report_gives_the_same_bytes() -> None:
    assert write(one_of_each()) == write(one_of_each())
    assert write(report()).startswith("// dlpulint 0.1.0;")


def test_a_graph_of_too_many_connections_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dot, "MOST_CONNECTIONS", 2)
    (graph,) = graphs(one_of_each())
    assert edges(graph) == []
    assert nodes(graph)["nothing"]["label"] == '"Not drawn: 3 connections, more than 2."'
    assert "artpec8" in graph.get_node("graph")[0].get_attributes()["label"]
