"""Small files that ask for far more than their size: refused, or read in time that fits it."""

from collections.abc import Callable

import pytest

from tests.mutations import crafted_onnx, crafted_tflite
from tests.mutations.watching import said_of, watch

HUGE = 2**31 - 1
SAME_TABLES = "damaged TFLite file (it lists the same tables again and again)"
CYCLE = "the graph has a cycle: an operator needs its own result"
CIRCLE = "damaged ONNX file (its local functions call each other in a circle)"
GROWN = (
    "its local functions, written out where they are called, would give its graph more than "
    "{:,} nodes, which is what dlpulint reads of a file of its size"
)
UNCOUNTABLE = (
    "damaged TFLite file (tensor 0 has more than 64 dimensions or 9,223,372,036,854,775,807 "
    "elements)"
)

CRAFTED: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "many empty nodes": (
        lambda: crafted_onnx.empty_messages(300_000, 1),
        "more than 250,000 operators, which is what dlpulint reads",
    ),
    "many empty attributes": (
        lambda: crafted_onnx.empty_messages(100_000, 1, 5),
        "more than 1,000 attributes of a node, which is what dlpulint reads",
    ),
    "many empty initializers": (
        lambda: crafted_onnx.empty_messages(100_000, 5),
        None,
    ),
    "many empty inputs": (
        lambda: crafted_onnx.empty_messages(100_000, 11),
        "more than 10,000 inputs, which is what dlpulint reads",
    ),
    "many empty graphs of a node": (
        lambda: crafted_onnx.empty_graphs(100_000),
        "more than 1,000 values of an attribute, which is what dlpulint reads",
    ),
    "many empty functions": (
        lambda: crafted_onnx.empty_functions(100_000),
        "more than 10,000 local functions, which is what dlpulint reads",
    ),
    "many empty outputs": (
        lambda: crafted_onnx.empty_messages(100_000, 12),
        "more than 10,000 outputs, which is what dlpulint reads",
    ),
    "Ifs within Ifs": (lambda: crafted_onnx.nested_ifs(28), None),
    "thousands of Ifs within Ifs": (
        lambda: crafted_onnx.nested_ifs(5000),
        "graphs nested more than 30 deep",
    ),
    "thousands of Ifs in a row": (lambda: crafted_onnx.ifs_side_by_side(2000), None),
    "functions in a circle": (crafted_onnx.functions_in_a_circle, CIRCLE),
    "a function of itself": (crafted_onnx.function_of_itself, CIRCLE),
    "functions that double": (lambda: crafted_onnx.functions_that_double(8), None),
    "functions that double often": (
        lambda: crafted_onnx.functions_that_double(60),
        GROWN.format(4_237),
    ),
    "functions that are many before they are doubled": (
        lambda: crafted_onnx.functions_that_double(18),
        GROWN.format(4_075),
    ),
    "an ONNX shape of 2 to the 248": (lambda: crafted_onnx.shape(*[2**62] * 4), None),
    "an ONNX shape below nothing": (lambda: crafted_onnx.shape(-1, -5, 3, -(2**63)), None),
    "an ONNX shape of nothing": (lambda: crafted_onnx.shape(0, 0, 0, 0), None),
    "shapes that grow": (lambda: crafted_onnx.growing(500), None),
    "shape vectors that double": (lambda: crafted_onnx.long_shapes(60), None),
    "sizes multiplied with themselves": (lambda: crafted_onnx.products_of_names(60), None),
    "ten thousand results": (lambda: crafted_onnx.wide(10_000), None),
    "one name for all in ONNX": (
        lambda: crafted_onnx.names(b"x"),
        "damaged ONNX file (node 0 writes 'x', which is written elsewhere too)",
    ),
    "no names in ONNX": (
        lambda: crafted_onnx.names(b""),
        "damaged ONNX file (node 0 writes '', which is written elsewhere too)",
    ),
    "no UTF-8 in ONNX": (
        lambda: crafted_onnx.names(b"\xff\xfe"),
        "damaged ONNX file (node 0 writes '��', which is written elsewhere too)",
    ),
    "a name of a megabyte": (
        lambda: crafted_onnx.names(b"n" * 1_000_000),
        f"damaged ONNX file (node 0 writes '{'n' * 511}…', which is written elsewhere too)",
    ),
    "a name that nothing writes": (
        crafted_onnx.missing_names,
        "damaged ONNX file (node 0 reads 'gone', which nothing writes)",
    ),
    "a ring in ONNX": (lambda: crafted_onnx.ring(2000), CYCLE),
    "a chain from its end in ONNX": (lambda: crafted_onnx.backwards(2000), None),
    "twenty thousand dimensions": (lambda: crafted_onnx.many_dimensions(20_000), None),
    "a TFLite shape of 2 to the 124": (lambda: crafted_tflite.shape(*[HUGE] * 4), UNCOUNTABLE),
    "a TFLite shape of 2 to the 62": (lambda: crafted_tflite.shape(HUGE, HUGE), None),
    "a TFLite shape below nothing": (lambda: crafted_tflite.shape(-5, -(2**31), 3, -1), None),
    "a TFLite shape of nothing": (lambda: crafted_tflite.shape(0, 0, 0, 0), None),
    "fifty thousand dimensions of two": (
        lambda: crafted_tflite.shape(*[2] * 50_000),
        UNCOUNTABLE,
    ),
    "a loop of itself": (crafted_tflite.loop_of_itself, None),
    "a ring in TFLite": (lambda: crafted_tflite.ring(2000), None),
    "a chain from its end in TFLite": (lambda: crafted_tflite.backwards(2000), None),
    "one name for all in TFLite": (lambda: crafted_tflite.one_name("x"), None),
    "no names in TFLite": (lambda: crafted_tflite.one_name(""), None),
    "no UTF-8 in TFLite": (lambda: crafted_tflite.one_name(b"\xff\xfe"), None),
    "one tensor that all write": (lambda: crafted_tflite.written_by_all(2000), None),
    "one graph again and again": (
        lambda: crafted_tflite.shared_subgraphs(10_000, 10_000),
        SAME_TABLES,
    ),
    "one empty graph again and again": (
        lambda: crafted_tflite.shared_subgraphs(10_001, 0),
        SAME_TABLES,
    ),
    "one operator again and again": (
        lambda: crafted_tflite.shared_operators(20_000, 20_000),
        SAME_TABLES,
    ),
    "one tensor again and again": (
        lambda: crafted_tflite.shared_tensors(100_000, 1_000_000),
        SAME_TABLES,
    ),
    "one operator code again and again": (
        lambda: crafted_tflite.shared_codes(100_000, 1_000_000),
        SAME_TABLES,
    ),
    "one name of metadata again and again": (
        lambda: crafted_tflite.shared_metadata(100_000, 1_000_000),
        SAME_TABLES,
    ),
    "one name of a graph again and again": (
        lambda: crafted_tflite.shared_graph_names(10_000, 1_000_000),
        SAME_TABLES,
    ),
}


SLOW = {
    "many empty nodes",
    "many empty initializers",
    "many empty graphs of a node",
    "thousands of Ifs in a row",
    "ten thousand results",
    "shapes that grow",
}
"""A second of the processor and more each."""


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.slow) if name in SLOW else name for name in CRAFTED],
)
def test_a_file_that_asks_for_too_much_is_refused_or_read_in_time(name: str) -> None:
    made, said = CRAFTED[name]
    content = made()
    for turn in (1, 5):  # A target that takes TFLite, and one that takes ONNX.
        assert watch(content, turn).escape is None
    assert said_of(content) == said
