"""Small ONNX files that cost far more than their size, if nothing bounds them."""

from collections.abc import Iterable, Sequence

from tests.mutations.protobufs import varint


def field(number: int, content: bytes | str) -> bytes:
    """A field of bytes."""
    raw = content.encode() if isinstance(content, str) else content
    return varint(number << 3 | 2) + varint(len(raw)) + raw


def number_field(number: int, value: int) -> bytes:
    """A field of a number."""
    return varint(number << 3) + varint(value)


def node(kind: str, inputs: Iterable[str], outputs: Iterable[str], *attributes: bytes) -> bytes:
    """A node as a field of its graph."""
    parts = [field(1, name) for name in inputs] + [field(2, name) for name in outputs]
    parts += [field(4, kind), *(field(5, attribute) for attribute in attributes)]
    return field(1, b"".join(parts))


def value(name: str, dims: Sequence[int | str], dtype: int = 1) -> bytes:
    """A ValueInfoProto."""
    listed = (
        field(1, number_field(1, size) if isinstance(size, int) else field(2, size))
        for size in dims
    )
    tensor = number_field(1, dtype) + field(2, b"".join(listed))
    return field(1, name) + field(2, field(1, tensor))


def model(graph: bytes, *more: bytes, opset: int = 17) -> bytes:
    """The file."""
    return number_field(1, 8) + field(8, number_field(2, opset)) + b"".join(more) + field(7, graph)


def ends(first: bytes = value("x", (1, 8, 8, 8)), last: str = "y") -> bytes:
    """The input `x` and the output `y` of a graph."""
    return field(11, first) + field(12, field(1, last))


def chain(
    kinds: Sequence[str], count: int, first: bytes = value("x", (1, 8, 8, 8)), times: int = 1
) -> bytes:
    """A chain of operators of these kinds by turns, with names as short as they can be."""
    names = ["x", *(_short(n) for n in range(count - 1)), "y"]
    nodes = (
        node(kinds[n % len(kinds)], names[n : n + 1] * times, names[n + 1 : n + 2])
        for n in range(count)
    )
    return model(b"".join(nodes) + ends(first))


_LETTERS = "abcdefghijklmnopqrstuvwzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def _short(number: int) -> str:
    text = _LETTERS[number % 60]
    while number := number // 60:
        text += _LETTERS[number % 60]
    return text + "_"


def dense(operators: int, edges: int) -> bytes:
    """Operators that each read the results of many operators before."""
    names = ["x"] * edges + [_short(n) for n in range(operators)]
    nodes = (node("Sum", names[n : n + edges], (names[n + edges],)) for n in range(operators))
    return model(b"".join(nodes) + ends(last=names[-1]))


def many_results(count: int, readers: int) -> bytes:
    """A Split with very many results, all of which many operators read."""
    names = [_short(n) for n in range(count)]
    nodes = node("Split", ("x",), names)
    nodes += b"".join(node("Sum", names, (f"y{n}",)) for n in range(readers))
    return model(nodes + ends(value("x", (count, 4)), "y0"))


def readers_of_one(count: int, kind: str = "Relu") -> bytes:
    """Operators that all read the same value."""
    nodes = (node(kind, ("x",), (_short(n),)) for n in range(count))
    return model(b"".join(nodes) + ends(last="a_"))


def named_dimensions(operators: int, rank: int, length: int) -> bytes:
    """A chain over a value with as many dimensions as are read, all with long names."""
    dims = [f"d{n:02}{'n' * length}"[:length] for n in range(rank)]
    return chain(("Relu",), operators, value("x", dims))


def distinct_dimensions(values: int, rank: int, length: int) -> bytes:
    """Values that all have dimensions of other long names."""
    infos = (
        field(13, value(_short(n), [f"d{n}_{m}{'n' * length}" for m in range(rank)]))
        for n in range(values)
    )
    return model(node("Relu", ("x",), ("y",)) + b"".join(infos) + ends())


def _function(name: str, nodes: bytes) -> bytes:
    # Nodes have other field numbers in a function: 7 for 1.
    opsets = field(9, number_field(2, 17)) + field(9, field(1, "f") + number_field(2, 1))
    return field(
        25, field(1, name) + field(4, "x") + field(5, "y") + nodes + opsets + field(10, "f")
    )


def _inner(kind: str, given: str, result: str, domain: str = "") -> bytes:
    extra = field(7, domain) if domain else b""
    return field(7, field(1, given) + field(2, result) + field(4, kind) + extra)


def _call(kind: str, given: str, result: str) -> bytes:
    return field(1, field(1, given) + field(2, result) + field(4, kind) + field(7, "f"))


def functions(nodes: int, calls: int) -> bytes:
    """A local function of many nodes, called a few times."""
    names = ["x", *(_short(n) for n in range(nodes - 1)), "y"]
    body = b"".join(_inner("Neg", names[n], names[n + 1]) for n in range(nodes))
    called = ["x", *(f"c{n}" for n in range(calls - 1)), "y"]
    main = b"".join(_call("F", called[n], called[n + 1]) for n in range(calls))
    domain = field(8, field(1, "f") + number_field(2, 1))
    return model(main + ends(), _function("F", body), domain)


def doubling(depth: int, nodes: int = 1) -> bytes:
    """Functions each of which calls the next one twice."""
    found = []
    for level in range(depth):
        inner = _inner(f"F{level + 1}", "x", "z", "f") + _inner(f"F{level + 1}", "z", "y", "f")
        found.append(_function(f"F{level}", inner))
    names = ["x", *(_short(n) for n in range(nodes - 1)), "y"]
    body = b"".join(_inner("Neg", names[n], names[n + 1]) for n in range(nodes))
    found.append(_function(f"F{depth}", body))
    domain = field(8, field(1, "f") + number_field(2, 1))
    return model(_call("F0", "x", "y") + ends(), *found, domain)


def empty(path: Sequence[int], count: int) -> bytes:
    """Messages of nothing, two bytes each, in a field of the model, or of a message in it."""
    content = field(path[-1], b"") * count
    for number in reversed(path[:-1]):
        content = field(number, content)
    return (
        number_field(1, 8)
        + field(8, number_field(2, 17))
        + content
        + field(7, node("Relu", ("x",), ("y",)) + ends())
    )


def within_graph(path: Sequence[int], count: int, kind: str = "Relu") -> bytes:
    """The same within the graph, or, with a first field of 1, within its only node."""
    content = field(path[-1], b"") * count
    for number in reversed(path[1:-1] if path[0] == 1 else path[:-1]):
        content = field(number, content)
    if path[0] == 1:
        one = field(1, field(1, "x") + field(2, "y") + field(4, kind) + content)
        return model(one + ends())
    return model(node("Relu", ("x",), ("y",)) + content + ends())


def empty_nodes(count: int) -> bytes:
    """Nodes of nothing."""
    return model(field(1, b"") * count + ends(last="x"))


def infos(count: int, name: str, rank: int) -> bytes:
    """Statements of the type of one value, again and again."""
    one = field(13, value(name, (1,) * rank))
    return model(node("Relu", ("x",), ("y",)) + one * count + ends())


def numbers(count: int, *, packed: bool = True) -> bytes:
    """An attribute of very many numbers."""
    listed = field(8, b"\1" * count) if packed else b"\x40\1" * count
    attribute = field(1, "perm") + number_field(20, 7) + listed
    return model(node("Transpose", ("x",), ("y",), attribute) + ends())


def strings(count: int) -> bytes:
    """A constant of very many texts."""
    attribute = field(1, "value_strings") + number_field(20, 8) + field(9, b"") * count
    return model(node("Constant", (), ("c",), attribute) + node("Relu", ("x",), ("y",)) + ends())


def equation(length: int) -> bytes:
    """An Einsum of a very long equation."""
    attribute = field(1, "equation") + number_field(20, 3) + field(4, "a," * length)
    return model(node("Einsum", ("x", "x"), ("y",), attribute) + ends())


def constants(count: int, rank: int) -> bytes:
    """Constants of many dimensions."""
    tensor = field(1, b"\1" * rank) + number_field(2, 7) + field(9, bytes(8))
    found = (field(5, tensor + field(8, _short(n))) for n in range(count))
    return model(b"".join(found) + node("Relu", ("x",), ("y",)) + ends())


def quantized(nodes: int, scales: int) -> bytes:
    """Quantize operators that share one long list of scales."""
    scale = (
        field(1, varint(scales))
        + number_field(2, 1)
        + field(8, "s")
        + field(9, b"\0\0\0?" * scales)
    )
    zeros = field(1, varint(scales)) + number_field(2, 3) + field(8, "z") + field(9, b"\5" * scales)
    names = ["x", *(_short(n) for n in range(2 * nodes - 1)), "y"]
    made = b"".join(
        node(("QuantizeLinear", "DequantizeLinear")[n % 2], (names[n], "s", "z"), (names[n + 1],))
        for n in range(2 * nodes)
    )
    return model(made + field(5, scale) + field(5, zeros) + ends(value("x", (1, scales, 8, 8))))


def kinds(count: int, length: int, letter: str = "k") -> bytes:
    """Operators each of another kind."""
    nodes = (node(f"K{n}{letter * length}", ("x",), (_short(n),)) for n in range(count))
    return model(b"".join(nodes) + ends(last="a_"))


def expanding(kind: str, count: int, sizes: Sequence[int]) -> bytes:
    """Operators that make huge tensors of small ones."""
    tensor = (
        field(1, varint(len(sizes))) + number_field(2, 7) + field(7, b"".join(map(varint, sizes)))
    )
    shape = field(5, tensor + field(8, "s"))
    names = ["x", *(_short(n) for n in range(count - 1)), "y"]
    inputs = (("s",) if kind == "ConstantOfShape" else (names[n], "s") for n in range(count))
    nodes = (node(kind, given, (names[n + 1],)) for n, given in enumerate(inputs))
    return model(b"".join(nodes) + shape + ends(value("x", (1,))))


def grouped_conv(groups: int, count: int) -> bytes:
    """Convolutions of very many groups, which converters write out."""
    attribute = field(1, "group") + number_field(20, 2) + number_field(3, groups)
    dims = varint(groups * 2) + varint(2) + b"\1\1"
    weights = field(5, field(1, dims) + number_field(2, 1) + field(8, "w") + number_field(14, 1))
    names = ["x", *(_short(n) for n in range(count - 1)), "y"]
    nodes = (node("Conv", (names[n], "w"), (names[n + 1],), attribute) for n in range(count))
    return model(b"".join(nodes) + weights + ends(value("x", (1, groups * 2, 8, 8))))


def recurrent(count: int, steps: int) -> bytes:
    """Recurrent layers of very many steps."""
    attribute = field(1, "hidden_size") + number_field(20, 2) + number_field(3, 4)
    weights = b"".join(
        field(
            5,
            field(1, b"\1\x10" + varint(4))
            + number_field(2, 1)
            + field(8, name)
            + number_field(14, 1),
        )
        for name in "wr"
    )
    nodes = (node("LSTM", ("x", "w", "r"), (f"y{n}",), attribute) for n in range(count))
    return model(b"".join(nodes) + weights + ends(value("x", (steps, 1, 4)), "y0"))


def sequences(count: int) -> bytes:
    """A sequence to which an element is added again and again."""
    nodes = [node("SequenceEmpty", (), ("s0",))]
    nodes += [node("SequenceInsert", (f"s{n}", "x"), (f"s{n + 1}",)) for n in range(count)]
    nodes += [node("SequenceAt", (f"s{count}", "i"), ("y",))]
    index = field(5, number_field(2, 7) + field(8, "i") + field(7, b"\0"))
    return model(b"".join(nodes) + index + ends())


def branches(depth: int, width: int) -> bytes:
    """Ifs within Ifs, of two branches each, beside as many again."""
    body = node("Neg", ("x",), ("q",)) + field(12, field(1, "q"))
    for _ in range(depth):
        pair = [
            field(1, name) + number_field(20, 5) + field(6, body)
            for name in ("then_branch", "else_branch")
        ]
        inner = node("If", ("c",), ("q",), *pair)
        body = inner + field(12, field(1, "q"))
    pair = [
        field(1, name) + number_field(20, 5) + field(6, body)
        for name in ("then_branch", "else_branch")
    ]
    nodes = (node("If", ("c",), (f"y{n}",), *pair) for n in range(width))
    return model(b"".join(nodes) + field(11, value("c", (), 9)) + ends(last="y0"))


def captured(depth: int, reads: int) -> bytes:
    """An inner graph, deep within others, that reads values of the outermost one."""
    names = [_short(n) for n in range(reads)]
    body = b"".join(node("Neg", (name,), (f"q{n}",)) for n, name in enumerate(names))
    body += field(12, field(1, "q0"))
    for level in range(depth):
        attribute = field(1, "then_branch") + number_field(20, 5) + field(6, body)
        body = node("If", ("c",), (f"r{level}",), attribute) + field(12, field(1, f"r{level}"))
    made = b"".join(node("Relu", ("x",), (name,)) for name in names)
    return model(made + body + field(11, value("c", (), 9)) + ends(last=f"r{depth - 1}"))


def shape_arithmetic(count: int) -> bytes:
    """Shapes that are taken apart and put together again and again."""
    nodes = []
    for n in range(count):
        nodes += [
            node("Shape", (f"x{n}" if n else "x",), (f"s{n}",)),
            node("Concat", (f"s{n}", f"s{n}"), (f"c{n}",), field(1, "axis") + number_field(20, 2)),
            node("Gather", (f"c{n}", "i"), (f"g{n}",)),
            node("Reshape", (f"x{n}" if n else "x", f"g{n}"), (f"x{n + 1}",)),
        ]
    index = field(1, b"\4") + number_field(2, 7) + field(8, "i") + field(7, b"\0\1\2\3")
    return model(
        b"".join(nodes) + field(5, index) + ends(value("x", (1, "N", 8, "M")), f"x{count}")
    )


def outside_data(count: int) -> bytes:
    """A constant in very many other files."""
    entry = field(13, field(1, "location") + field(2, "f"))
    one = number_field(2, 1) + field(8, "w") + number_field(14, 1) + entry * count
    many = (
        field(
            5,
            number_field(2, 1)
            + field(8, _short(n))
            + number_field(14, 1)
            + field(13, field(1, "location") + field(2, f"{n}{'f' * 300}")),
        )
        for n in range(count // 30)
    )
    return model(node("Relu", ("x",), ("y",)) + field(5, one) + b"".join(many) + ends())


def faults(count: int) -> bytes:
    """Nodes that are all invalid, each with a reason of its own."""
    nodes = (node("Conv", ("x",), (_short(n),)) for n in range(count))
    return model(b"".join(nodes) + ends(last="a_"))
