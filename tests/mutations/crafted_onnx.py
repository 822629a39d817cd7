"""ONNX files that somebody made to do harm: small ones that ask for far more than their size."""

from onnx import NodeProto

from tests.loader.onnx_files import INT64, file, graph, node, numbers, value
from tests.mutations.protobufs import varint


def _field(number: int, content: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(content)) + content


def _onnx(main: bytes) -> bytes:
    opset = b"\x10\x11"
    return b"\x08\x08" + _field(8, opset) + _field(7, main)


def empty_messages(count: int, *fields: int) -> bytes:
    """Messages of nothing, two bytes each, in a field of the graph, or of one within it."""
    found = _field(fields[-1], b"") * count
    for field in reversed(fields[:-1]):
        found = _field(field, found)
    return _onnx(found)


def empty_graphs(count: int) -> bytes:
    """A node with many bodies that have nothing in them."""
    bodies = b"\xa0\x01\x0a" + _field(11, b"") * count
    return _onnx(_field(1, _field(4, b"If") + _field(5, bodies)))


def empty_functions(count: int) -> bytes:
    """Local functions that nobody calls and that do nothing."""
    return _onnx(b"") + _field(25, b"") * count


def nested_ifs(depth: int) -> bytes:
    """An If within an If within an If."""
    inner = b""
    for _ in range(depth):
        body = _field(5, _field(1, b"then_branch") + b"\xa0\x01\x05" + _field(6, inner))
        inner = _field(1, _field(1, b"c") + _field(4, b"If") + body)
    return _onnx(inner + _field(11, _field(1, b"c")))


def ifs_side_by_side(count: int) -> bytes:
    """Thousands of Ifs with two bodies each."""
    ends = [value("y", [1])]
    bodies = {
        "then_branch": graph([node("Identity", "x", "y")], [], ends),
        "else_branch": graph([node("Neg", "x", "y")], [], ends),
    }
    nodes = [node("If", "c", f"z{place}", **bodies) for place in range(count)]
    inputs = [value("c", [], 9), value("x", [1])]
    return bytes(file(graph(nodes, inputs, [value("z0", [1])])).SerializeToString())


def _functions(*nodes: tuple[str, list[NodeProto]]) -> bytes:
    from onnx import helper

    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("f", 1)]
    functions = [
        helper.make_function("f", name, ["x"], ["y"], inner, opsets) for name, inner in nodes
    ]
    main = graph([node(nodes[0][0], "a", "b", "f")], [value("a", [1])], [value("b", [1])])
    return bytes(file(main, domains=["f"], functions=functions).SerializeToString())


def functions_in_a_circle() -> bytes:
    """Two functions that call each other."""
    return _functions(("F", [node("G", "x", "y", "f")]), ("G", [node("F", "x", "y", "f")]))


def function_of_itself() -> bytes:
    """A function that calls itself."""
    return _functions(("F", [node("F", "x", "y", "f")]))


def functions_that_double(depth: int) -> bytes:
    """Functions each of which calls the next one twice."""
    calls = [
        (f"F{n}", [node(f"F{n + 1}", "x", "z", "f"), node(f"F{n + 1}", "z", "y", "f")])
        for n in range(depth)
    ]
    return _functions(*calls, (f"F{depth}", [node("Neg", "x", "y")]))


def shape(*dims: int) -> bytes:
    """A chain of operators on a shape that no machine holds."""
    nodes = [
        node("Conv", "x w", "a"),
        node("MatMul", "a a", "b"),
        node("Expand", "b s", "c"),
        node("Tile", "c s", "d"),
        node("Flatten", "d", "y"),
    ]
    inputs = [value("x", dims), value("w", dims)]
    whole = graph(nodes, inputs, [value("y", dims)], [numbers("s", dims)])
    return bytes(file(whole).SerializeToString())


def growing(count: int) -> bytes:
    """Operators each of which makes the shape of the one before larger."""
    nodes = [node("Tile", f"x{n} s", f"x{n + 1}") for n in range(count)]
    ends = [value(f"x{count}")]
    whole = graph(nodes, [value("x0", [2, 2])], ends, [numbers("s", [2**31, 2**31])])
    return bytes(file(whole).SerializeToString())


def long_shapes(count: int) -> bytes:
    """Shape arithmetic on longer and longer vectors."""
    nodes = [node("Shape", "x", "s0")]
    nodes += [node("Concat", f"s{n} s{n}", f"s{n + 1}", axis=0) for n in range(count)]
    nodes += [node("Reshape", f"x s{count}", "y")]
    return bytes(file(graph(nodes, [value("x", [1, 2, "N"])], [value("y")])).SerializeToString())


def products_of_names(count: int) -> bytes:
    """Sizes multiplied with each other again and again."""
    nodes = [node("Shape", "x", "s0")]
    nodes += [node("Mul", f"s{n} s{n}", f"s{n + 1}") for n in range(count)]
    nodes += [node("Expand", f"x s{count}", "y")]
    return bytes(file(graph(nodes, [value("x", ["A", "B"])], [value("y")])).SerializeToString())


def wide(count: int) -> bytes:
    """One operator with very many operands, and one with very many results."""
    names = " ".join(f"y{n}" for n in range(count))
    nodes = [node("Split", "x", names, axis=0), node("Concat", names, "z", axis=0)]
    return bytes(file(graph(nodes, [value("x", [count, 4])], [value("z")])).SerializeToString())


def names(name: bytes) -> bytes:
    """A file whose names are all the same, or are nothing."""
    one = _field(1, name) + _field(2, name) + _field(4, b"Relu")
    ends = _field(1, name)
    return _onnx(_field(1, one) + _field(1, one) + _field(11, ends) + _field(12, ends))


def missing_names() -> bytes:
    """An operator that reads what nothing writes."""
    ends = [value("x", [1])], [value("y", [1])]
    return bytes(file(graph([node("Add", "x gone", "y")], *ends)).SerializeToString())


def ring(count: int) -> bytes:
    """A long ring of operators."""
    nodes = [node("Neg", f"x{n}", f"x{(n + 1) % count}") for n in range(count)]
    return bytes(file(graph(nodes, [], [value("x0", [1])])).SerializeToString())


def backwards(count: int) -> bytes:
    """A chain of operators that is listed from its end."""
    nodes = [node("Neg", f"x{n}", f"x{n + 1}") for n in range(count)]
    ends = [value("x0", [1])], [value(f"x{count}", [1])]
    return bytes(file(graph(nodes[::-1], *ends)).SerializeToString())


def many_dimensions(count: int) -> bytes:
    """Tensors of very many dimensions."""
    nodes = [node("Neg", "x", "y"), node("Transpose", "y", "z", perm=list(range(count))[::-1])]
    ends = [value("x", [1] * count)], [value("z", [2] * count)]
    return bytes(file(graph(nodes, *ends, [numbers("c", [1] * 9, INT64)])).SerializeToString())
