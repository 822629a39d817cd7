"""Nodes that onnx's checker or its strict shape inference refuses."""

import pytest
from onnx import AttributeProto, GraphProto, NodeProto, TensorProto

from tests.loader.onnx_files import BOOL, INT32, file, graph, node, numbers, read, value, weights

X = value("x", [1, 4, 8, 8])


def faults(*nodes: object, **more: object) -> list[str]:
    made = read(file(graph(list(nodes), [X], [value("y")]), **more))  # type: ignore[arg-type]
    return [problem for _, _, problem in made.metadata.invalid_nodes]


def test_a_valid_node_has_no_fault() -> None:
    assert faults(node("Relu", "x", "y")) == []
    assert faults(node("MaxPool", "x", "y", kernel_shape=[2, 2])) == []


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (node("Nonesuch", "x", "y"), "opset 17 has no operator Nonesuch"),
        (node("Relu", "x x", "y"), "it has 2 inputs; 1 are accepted"),
        (node("MaxPool", "x", "y"), "its attribute kernel_shape is missing"),
        (
            node("Relu", "x", "y", alpha=1.0),
            "it has the attribute alpha, which opset 17 does not know",
        ),
        (
            node("MaxPool", "x", "y", kernel_shape=[2, 2, 2]),
            "Attribute kernel_shape has incorrect size",
        ),
        (
            node("Not", "x", "y"),
            "its input x is a tensor(float), which Not does not accept",
        ),
    ],
)
def test_an_invalid_node_has_a_reason(bad: object, problem: str) -> None:
    assert problem in faults(bad)


def test_a_node_that_reads_what_is_written_later_is_invalid() -> None:
    assert faults(node("Relu", "a", "y"), node("Relu", "x", "a")) == [
        "it reads a before a node has written it"
    ]


def test_operators_of_other_domains_are_not_judged() -> None:
    other = node("FusedConv", "x x", "y", domain="com.microsoft")
    assert faults(other, domains=["com.microsoft"]) == []


def changed(**fields: object) -> NodeProto:
    """An Elu with other fields."""
    made = node("Elu", "x", "y", alpha=1.0)
    made.attribute[0].MergeFrom(AttributeProto(**fields))  # type: ignore[arg-type]  # Fields by name
    return made


def twice() -> NodeProto:
    made = changed()
    made.attribute.append(made.attribute[0])
    return made


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (node("", "x", "y"), "it names no operator"),
        (twice(), "its attribute alpha is stated twice"),
        (changed(type=0), "its attribute alpha states no type"),
        (changed(i=1), "its attribute alpha has a value of another type than it states"),
        (node("Relu", "-", "y"), "its input X is left out, and it is required"),
        (node("Concat", "- x", "y", axis=1), "its input inputs is left out, and it is required"),
        (
            node("Relu", "x", "y", domain="ai.onnx"),
            "the file states no opset of its domain ai.onnx",
        ),
        (node("Constant", "", "y"), "it has 0 values; 1 is accepted"),
        (
            node("Constant", "", "y", value_int=1, value_float=1.0),
            "it has 2 values; 1 is accepted",
        ),
    ],
)
def test_the_form_of_a_node_is_judged_too(bad: object, problem: str) -> None:
    assert problem in faults(bad)


def test_a_node_without_results_is_judged_too() -> None:
    fine = node("Relu", "x", "y")
    assert faults(fine, node("Relu", "", "")) == ["it has neither inputs nor outputs"]
    assert faults(fine, node("Relu", "x", "-")) == ["its output Y is left out, and it is required"]


def test_inputs_of_one_type_have_one_type() -> None:
    made = graph(
        [node("GroupNormalization", "x s s", "y", num_groups=2)],
        [X],
        [value("y", [1, 4, 8, 8])],
        [weights("s", 4, dtype=INT32)],
    )
    (problem,) = (fault for _, _, fault in read(file(made, 21)).metadata.invalid_nodes)
    assert problem == "its input s is a tensor(int32), which GroupNormalization does not accept"


def branches(body: GraphProto, *after: NodeProto) -> list[tuple[int, int, str]]:
    """Faults of a graph with an If of two equal bodies."""
    made = node("If", "c", "y", then_branch=body, else_branch=body)
    constant = TensorProto(name="c", data_type=BOOL, dims=[], raw_data=b"\1")
    whole = graph([made, *after], [X], [value("y", [1, 4, 8, 8])], [constant])
    return list(read(file(whole)).metadata.invalid_nodes)


def test_a_body_reads_what_is_written_before_its_node() -> None:
    assert branches(graph([node("Relu", "x", "b")], [], [value("b")])) == []
    late = graph([node("Relu", "late", "b")], [], [value("b")])
    reason = "it reads late before a node has written it"
    assert branches(late, node("Relu", "x", "late")) == [(1, 0, reason), (2, 0, reason)]


def test_a_body_writes_no_name_of_the_graph_around_it() -> None:
    reason = "it writes x, which a graph around it has already"
    assert branches(graph([node("Relu", "c", "x")], [], [value("x")]))[-1][2] == reason


def test_shape_arithmetic_is_judged_like_all_else() -> None:
    target = numbers("s", [1, -1, -1])
    whole = graph([node("Reshape", "x s", "y")], [X], [value("y", [1, 4, 64])], [target])
    ((_, _, problem),) = read(file(whole)).metadata.invalid_nodes
    assert problem.startswith("Target shape may not have multiple -1")


def test_a_result_behind_an_operator_of_others_may_be_stated_otherwise() -> None:
    def stated(domain: str) -> list[str]:
        nodes = [node("Gelu", "x", "a", domain=domain), node("Relu", "a", "y")]
        whole = graph(nodes, [X], [value("y", [1, 4, 9, 9])])
        made = file(whole, 20, [domain] if domain else [])
        return [problem for _, _, problem in read(made).metadata.invalid_nodes]

    assert stated("com.microsoft") == []
    (problem,) = stated("")
    assert "existing shape differ in dimension" in problem
