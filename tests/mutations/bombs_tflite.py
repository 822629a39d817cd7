"""Small TFLite files that cost far more than their size, if nothing bounds them."""

from collections.abc import Sequence

from dlpulint.loader.tflite import slots
from tests.mutations.flat_file import FlatFile

INT8, INT32 = 9, 2
ADD, CONV_2D, CUSTOM, WHILE, RESHAPE, TRANSPOSE, MUL, ADD_N, COS, IF, CALL_ONCE = (
    0, 3, 32, 119, 22, 39, 18, 106, 108, 118, 129,
)  # fmt: skip


class Model:
    """A file of one graph, whose parts may be shared."""

    def __init__(self, *builtins: int) -> None:
        self.file = FlatFile()
        self.codes = [self.code(number) for number in builtins]

    def code(self, number: int, custom: str = "") -> int:
        fields = {slots.OPERATOR_CODE_CUSTOM_CODE: self.file.text(custom)} if custom else {}
        return self.file.table(
            fields,
            {
                slots.OPERATOR_CODE_DEPRECATED_BUILTIN_CODE: ("b", min(number, 127)),
                slots.OPERATOR_CODE_BUILTIN_CODE: ("i", number),
            },
        )

    def tensor(self, name: int, shape: int, dtype: int = INT8, **more: int) -> int:
        """A tensor with the position of its name and its shape."""
        fields = {slots.TENSOR_NAME: name, slots.TENSOR_SHAPE: shape}
        fields |= {getattr(slots, f"TENSOR_{field.upper()}"): at for field, at in more.items()}
        return self.file.table(fields, {slots.TENSOR_TYPE: ("b", dtype)})

    def operator(self, inputs: int, outputs: int, code: int = 0, **more: int) -> int:
        """An operator with the positions of its lists."""
        fields = {slots.OPERATOR_INPUTS: inputs, slots.OPERATOR_OUTPUTS: outputs}
        fields |= {getattr(slots, f"OPERATOR_{field.upper()}"): at for field, at in more.items()}
        return self.file.table(fields, {slots.OPERATOR_OPCODE_INDEX: ("I", code)})

    def graph(
        self, tensors: int, operators: int, ends: Sequence[Sequence[int]] = ((0,), (1,))
    ) -> int:
        inputs, outputs = (self.file.numbers(end) for end in ends)
        return self.file.table(
            {
                slots.SUB_GRAPH_TENSORS: tensors,
                slots.SUB_GRAPH_OPERATORS: operators,
                slots.SUB_GRAPH_INPUTS: inputs,
                slots.SUB_GRAPH_OUTPUTS: outputs,
            }
        )

    def whole(self, graphs: int, codes: int | None = None, **more: int) -> bytes:
        fields = {getattr(slots, f"MODEL_{field.upper()}"): at for field, at in more.items()}
        fields[slots.MODEL_SUBGRAPHS] = graphs
        fields[slots.MODEL_OPERATOR_CODES] = (
            self.file.tables(self.codes) if codes is None else codes
        )
        return self.file.whole(fields)

    def main(self, tensors: Sequence[int], operators: Sequence[int], last: int = 1) -> bytes:
        """The file, with these tables in its only graph."""
        lists = self.file.tables(tensors), self.file.tables(operators)
        return self.whole(self.file.tables([self.graph(*lists, ((0,), (last,)))]))


def dense(operators: int, edges: int, *, shared: bool) -> bytes:
    """Operators that each read the results of the operators before."""
    model = Model(ADD_N)
    file = model.file
    shape = file.numbers((1, 8, 8, 8))
    tensors = [model.tensor(file.text(f"t{n}"), shape) for n in range(operators + edges)]
    lists = {}
    found = []
    for number in range(operators):
        first = number // edges * edges if shared else number
        if first not in lists:
            lists[first] = file.numbers(range(first, first + edges))
        found.append(model.operator(lists[first], file.numbers((number + edges,))))
    ends = range(edges), (operators + edges - 1,)
    graph = model.graph(file.tables(tensors), file.tables(found), ends)
    return model.whole(file.tables([graph]))


def one_list_of_operands(operators: int, edges: int) -> bytes:
    """Operators whose inputs are one and the same long list."""
    model = Model(ADD_N)
    file = model.file
    shape, name = file.numbers((1, 8)), file.text("t")
    tensors = [model.tensor(name, shape) for _ in range(operators + 1)]
    operands = file.numbers([0] * edges)
    found = [model.operator(operands, file.numbers((n + 1,))) for n in range(operators)]
    return model.main(tensors, found, operators)


def one_operator(count: int) -> bytes:
    """One operator, listed again and again."""
    model = Model(ADD)
    file = model.file
    tensors = file.same(model.tensor(file.text("t"), file.numbers((1, 8))), 2)
    one = model.operator(file.numbers((0,)), file.numbers((1,)))
    return model.whole(file.tables([model.graph(tensors, file.same(one, count))]))


def one_code(count: int, *, custom: str = "") -> bytes:
    """One operator code, listed again and again, each entry used by an operator or by none."""
    model = Model()
    file = model.file
    tensors = file.same(model.tensor(file.text("t"), file.numbers((1, 8))), 2)
    code = model.code(CUSTOM if custom else ADD, custom)
    one = model.operator(file.numbers((0,)), file.numbers((1,)))
    graph = model.graph(tensors, file.tables([one]))
    return model.whole(file.tables([graph]), file.same(code, count))


def one_tensor(count: int) -> bytes:
    """One tensor, listed again and again."""
    model = Model(ADD)
    file = model.file
    tensors = file.same(model.tensor(file.text("t"), file.numbers((1, 8))), count)
    one = model.operator(file.numbers((0,)), file.numbers((1,)))
    return model.whole(file.tables([model.graph(tensors, file.tables([one]))]))


def graphs_of_one(count: int, tensors: int, operators: int) -> bytes:
    """Graphs that are all the same one."""
    model = Model(ADD)
    file = model.file
    one = model.operator(file.numbers((0,)), file.numbers((0,)))
    tensor = model.tensor(file.text("t"), file.numbers((1, 8)))
    graph = model.graph(file.same(tensor, tensors), file.same(one, operators))
    return model.whole(file.same(graph, count))


def ends_of_one(count: int, ends: int) -> bytes:
    """Graphs that share one long list of inputs."""
    model = Model(ADD)
    file = model.file
    tensors = file.tables([model.tensor(file.text("t"), file.numbers((1, 8)))] * 2)
    graph = model.graph(tensors, file.tables([]), ((0,) * ends, (1,) * ends))
    return model.whole(file.same(graph, count))


def dimensions(count: int, *, signature: bool) -> bytes:
    """Tensors that share a long shape, or a long signature of it."""
    model = Model(ADD)
    file = model.file
    long, short = file.numbers([1] * count), file.numbers((1, 8))
    more = {"shape_signature": long} if signature else {}
    shape = short if signature else long
    tensors = [model.tensor(file.text("t"), shape, **more) for _ in range(20)]
    one = model.operator(file.numbers((0,)), file.numbers((1,)))
    return model.main(tensors, [one])


def signatures_of_one(count: int) -> bytes:
    """One signature, listed again and again."""
    model = Model(ADD)
    file = model.file
    tensors = file.tables([model.tensor(file.text("t"), file.numbers((1, 8)))] * 2)
    one = model.operator(file.numbers((0,)), file.numbers((1,)))
    signature = file.same(file.table({slots.SIGNATURE_DEF_SIGNATURE_KEY: file.text(600)}), count)
    graph = file.tables([model.graph(tensors, file.tables([one]))])
    return model.whole(graph, signature_defs=signature)


def metadata_of_one(count: int) -> bytes:
    """One entry of metadata, listed again and again."""
    model = Model(ADD)
    file = model.file
    tensors = file.tables([model.tensor(file.text("t"), file.numbers((1, 8)))] * 2)
    one = model.operator(file.numbers((0,)), file.numbers((1,)))
    entry = file.table(
        {slots.METADATA_NAME: file.text("min_runtime_version")}, {slots.METADATA_BUFFER: ("I", 1)}
    )
    data = file.table({slots.BUFFER_DATA: file.bytes(b"1" * 5000)})
    buffers = file.tables([file.table({}), data])
    graph = file.tables([model.graph(tensors, file.tables([one]))])
    return model.whole(graph, metadata=file.same(entry, count), buffers=buffers)


def chain(
    operators: int,
    name: str = "t",
    codes: Sequence[int] = (ADD,),
    *,
    shape: Sequence[int] = (1, 8, 8, 8),
    times: int = 1,
) -> bytes:
    """A chain of operators of these codes by turns, whose tensors share a name and a shape."""
    model = Model(*codes)
    file = model.file
    sizes, title = file.numbers(shape), file.text(name)
    tensors = [model.tensor(title, sizes) for _ in range(operators + 1)]
    found = [
        model.operator(file.numbers((n,) * times), file.numbers((n + 1,)), n % len(codes))
        for n in range(operators)
    ]
    return model.main(tensors, found, operators)


def readers_of_one(operators: int, code: int = ADD) -> bytes:
    """Operators that all read the same tensor."""
    model = Model(code)
    file = model.file
    sizes, title = file.numbers((1, 8, 8, 8)), file.text("t")
    tensors = [model.tensor(title, sizes) for _ in range(operators + 1)]
    inputs = file.numbers((0,))
    found = [model.operator(inputs, file.numbers((n + 1,))) for n in range(operators)]
    return model.main(tensors, found)


def customs(operators: int, length: int, *, wide: bool = False) -> bytes:
    """Operators each of another kind: as many causes as operators."""
    model = Model()
    file = model.file
    letter = "\N{LINEAR B SYLLABLE B008 A}" if wide else "n"
    model.codes = [model.code(CUSTOM, f"{n:06}{letter * length}") for n in range(operators)]
    sizes = file.numbers((1, 8, 8, 8))
    tensors = [
        model.tensor(file.text(f"{letter * length}{n}"), sizes) for n in range(operators + 1)
    ]
    found = [
        model.operator(file.numbers((n,)), file.numbers((n + 1,)), n) for n in range(operators)
    ]
    return model.main(tensors, found, operators)


def scales(tensors: int, count: int) -> bytes:
    """Tensors that share one long list of scales and zero points."""
    model = Model(CONV_2D)
    file = model.file
    quantization = file.table(
        {
            slots.QUANTIZATION_PARAMETERS_SCALE: file.numbers([0.5] * count, "f"),
            slots.QUANTIZATION_PARAMETERS_ZERO_POINT: file.numbers([300] * count, "q"),
        }
    )
    sizes = file.numbers((count, 1, 1, 1))
    found = [
        model.tensor(file.text(f"t{n}"), sizes, quantization=quantization) for n in range(tensors)
    ]
    operators = [
        model.operator(file.numbers((n, n + 1)), file.numbers((n + 2,)))
        for n in range(0, tensors - 2, 2)
    ]
    return model.main(found, operators)


def loops(depth: int, width: int = 2) -> bytes:
    """Graphs each of which runs the next one in several loops."""
    model = Model(WHILE)
    file = model.file
    ends = [model.tensor(file.text("t"), file.numbers((1, 8))) for _ in range(2)]
    tensors = file.tables(ends)
    graphs = []
    for number in range(depth):
        inner = min(number + 1, depth - 1)
        options = file.table({}, {4: ("i", inner), 6: ("i", inner)})
        found = [
            file.table(
                {
                    slots.OPERATOR_INPUTS: file.numbers((0,)),
                    slots.OPERATOR_OUTPUTS: file.numbers((1,)),
                    slots.OPERATOR_BUILTIN_OPTIONS: options,
                },
                {slots.OPERATOR_BUILTIN_OPTIONS_TYPE: ("B", 93)},
            )
            for _ in range(width)
        ]
        graphs.append(model.graph(tensors, file.tables(found)))
    return model.whole(file.tables(graphs))


def packages(operators: int, length: int) -> bytes:
    """Compiled operators that share one long list of options."""
    model = Model()
    file = model.file
    model.codes = [model.code(CUSTOM, "edgetpu-custom-op")]
    options = file.bytes(b"\1" * length + bytes((9 << 2, 1)))
    sizes, title = file.numbers((1, 8)), file.text("t")
    tensors = [model.tensor(title, sizes) for _ in range(operators + 1)]
    found = [
        model.operator(file.numbers((n,)), file.numbers((n + 1,)), custom_options=options)
        for n in range(operators)
    ]
    return model.main(tensors, found, operators)


def many_results(count: int, readers: int) -> bytes:
    """An operator of very many results, all of which many operators read."""
    model = Model(ADD_N)
    file = model.file
    sizes, title = file.numbers((1, 8)), file.text("t")
    tensors = [model.tensor(title, sizes) for _ in range(count + readers + 1)]
    results = file.numbers(range(1, count + 1))
    found = [model.operator(file.numbers((0,)), results)]
    found += [model.operator(results, file.numbers((count + 1 + n,))) for n in range(readers)]
    return model.main(tensors, found, count + 1)


def unreadable(tensors: int, length: int) -> bytes:
    """Tensors that TFLite refuses, which share one long name."""
    model = Model(ADD)
    file = model.file
    sizes, title = file.numbers((-1, -1)), file.text(length)
    found = [model.tensor(title, sizes) for _ in range(tensors)]
    one = model.operator(file.numbers((0,)), file.numbers((1,)))
    return model.main(found, [one])
