"""Long names of dimensions: cut, told apart, and each once in memory."""

from tests.loader.onnx_files import graph, node, read, value


def test_a_long_name_of_a_dimension_is_cut_and_differs_from_others() -> None:
    long = ["n" * 500 + "a", "n" * 500 + "b", "n" * 128]
    inputs = [value("x", long), value("y", long)]
    model = read(graph([node("Add", "x y", "z")], inputs, [value("z")]))
    (names,) = {t.free_dimensions for t in (*model.inputs, *model.outputs)}
    first, second, whole = names
    assert whole == "n" * 128
    assert first is not None
    assert first.startswith("n" * 118 + "…~")
    assert len(first) == 128
    assert first != second


def test_values_of_one_type_share_their_shape() -> None:
    nodes = [node("Relu", "x", "a"), node("Neg", "a", "y")]
    model = read(graph(nodes, [value("x", ["N", 3])], [value("y")]))
    given, made = model.operators[0].output, model.operators[1].output
    assert given is not None
    assert made is not None
    assert given.shape is made.shape
    assert given.free_dimensions is made.free_dimensions
