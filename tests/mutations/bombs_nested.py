"""Small files of graphs deep within graphs, and of options and sparsity that operators share."""

from typing import Final

from flatbuffers import flexbuffers

from dlpulint.loader.tflite import slots
from tests.mutations.bombs_onnx import ends, field, model, node, number_field, value
from tests.mutations.bombs_tflite import CONV_2D, CUSTOM, Model

RUNNING: Final = {
    "IF": (118, 92, (4, 6)),
    "CALL": (31, 16, (4,)),
    "CALL_ONCE": (129, 103, (4,)),
}
"""Operators that run other graphs: builtin code, type of the options, slots of graphs in them."""


def within(kind: str, depth: int, width: int) -> bytes:
    """Graphs each of which runs the next one in several operators of this kind."""
    code, type, fields = RUNNING[kind]
    made = Model(code)
    file = made.file
    tensors = file.tables([made.tensor(file.text("t"), file.numbers((1, 8)))] * 2)
    lists = file.numbers((0,)), file.numbers((1,))
    graphs = []
    for number in range(depth):
        inner = min(number + 1, depth - 1)
        options = file.table({}, dict.fromkeys(fields, ("i", inner)))
        one = file.table(
            {
                slots.OPERATOR_INPUTS: lists[0],
                slots.OPERATOR_OUTPUTS: lists[1],
                slots.OPERATOR_BUILTIN_OPTIONS: options,
            },
            {slots.OPERATOR_BUILTIN_OPTIONS_TYPE: ("B", type)},
        )
        # Tables of their own: one that is listed again and again is refused at once.
        again = [made.operator(*lists, builtin_options=options) for _ in range(width - 1)]
        graphs.append(made.graph(tensors, file.tables([one, *again])))
    return made.whole(file.tables(graphs))


def sparse(tensors: int, dimensions: int) -> bytes:
    """Tensors that share one table of sparsity with very many dimensions."""
    made = Model(CONV_2D)
    file = made.file
    dimension = file.table({}, {6: ("i", 2**31 - 1)})
    numbers = file.numbers(range(dimensions))
    sparsity = file.table({4: numbers, 6: numbers, 8: file.same(dimension, dimensions)})
    sizes = file.numbers((8, 1, 1, 8))
    found = [made.tensor(file.text(f"t{n}"), sizes, sparsity=sparsity) for n in range(tensors)]
    operators = [
        made.operator(file.numbers((n, n + 1)), file.numbers((n + 2,)))
        for n in range(0, tensors - 2, 2)
    ]
    return made.main(found, operators)


def shared_options(operators: int, entries: int) -> bytes:
    """Custom operators that share one long map of options (a FlexBuffer)."""
    made = Model()
    file = made.file
    made.codes = [made.code(CUSTOM, "TFLite_Detection_PostProcess")]
    options = file.bytes(bytes(flexbuffers.Dumps({f"k{n}": n for n in range(entries)})))
    sizes = file.numbers((1, 8))
    tensors = [made.tensor(file.text(f"t{n}"), sizes) for n in range(operators + 1)]
    found = [
        made.operator(file.numbers((n,)), file.numbers((n + 1,)), custom_options=options)
        for n in range(operators)
    ]
    return made.main(tensors, found, operators)


def loops(kind: str, depth: int, width: int) -> bytes:
    """ONNX Loops or Scans, one within the other, beside others of no depth."""
    trip = ("", "") if kind == "Loop" else ()
    given = field(11, value("i", (), 7)) + field(11, value("c", (), 9)) if kind == "Loop" else b""
    scans = () if kind == "Loop" else (field(1, "num_scan_inputs") + number_field(20, 2),)
    result = field(12, field(1, "c")) if kind == "Loop" else b""
    body = given + field(11, value("v", (8,))) + node("Neg", ("v",), ("w",))
    body += result + field(12, field(1, "w"))
    for _ in range(depth):
        attribute = field(1, "body") + number_field(20, 5) + field(6, body)
        made = node(kind, (*trip, "v"), ("w",), attribute, *scans)
        body = given + field(11, value("v", (8,))) + made + result + field(12, field(1, "w"))
    attribute = field(1, "body") + number_field(20, 5) + field(6, body)
    found = (node(kind, (*trip, "x"), (f"y{n}",), attribute, *scans) for n in range(width))
    return model(b"".join(found) + ends(last="y0"))
