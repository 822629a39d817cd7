"""Outlines made by hand: a few lines of text, or networks of any size."""

from dlpulint.model.outline import Outline, OutlineGraph, OutlineOperator, OutlineTensor


class Sketch:
    """Builds the outline of one graph, operator by operator."""

    def __init__(self) -> None:
        self.tensors: list[OutlineTensor] = []
        self.operators: list[OutlineOperator] = []
        self.inputs: list[int] = []

    def tensor(self, *, constant: bool = False) -> int:
        name = f"t{len(self.tensors)}"
        self.tensors.append(OutlineTensor(name, "int8", (1, 8, 8, 16), constant, None))
        return len(self.tensors) - 1

    def input(self) -> int:
        self.inputs.append(self.tensor())
        return self.inputs[-1]

    def op(self, name: str, *read: int | None, outputs: int = 1) -> int:
        """Appends an operator; gives its first output, after which its others follow."""
        return self.writing(name, read, tuple(self.tensor() for _ in range(outputs)))

    def writing(self, name: str, read: tuple[int | None, ...], outputs: tuple[int, ...]) -> int:
        weighted = name in ("conv", "depthwise", "matmul")
        weights = (self.tensor(constant=True),) if weighted else ()
        self.operators.append(
            OutlineOperator(
                subgraph=0,
                index=len(self.operators),
                op=name,
                kind=name,
                name="",
                builtin=None,
                version=None,
                attributes=(),
                inputs=(*read, *weights),
                roles=("input",) * len(read) + ("weights",) * len(weights),
                outputs=outputs,
            )
        )
        return outputs[0] if outputs else -1

    def chain(self, names: str, read: int) -> int:
        for name in names.split():
            read = self.op(name, read)
        return read

    def outline(self, *outputs: int) -> Outline:
        graph = OutlineGraph("main", tuple(self.inputs), outputs)
        return Outline("tflite", (graph,), tuple(self.operators), tuple(self.tensors))


def residual(sketch: Sketch, x: int) -> int:
    return sketch.op("add", sketch.chain("conv depthwise conv", x), x)


def inception(sketch: Sketch, x: int) -> int:
    branches = [
        sketch.chain("conv", x),
        sketch.chain("conv conv", x),
        sketch.chain("conv conv conv", x),
        sketch.chain("pool conv", x),
    ]
    return sketch.op("concat", *branches)


def encoder(sketch: Sketch, x: int) -> int:
    """Twenty-four operators, as an exporter writes them."""
    normed = sketch.op("norm", x)
    query, key, value = (sketch.chain("matmul add reshape transpose", normed) for _ in range(3))
    scores = sketch.op("softmax", sketch.op("matmul", query, key))
    mixed = sketch.chain("transpose matmul", sketch.op("matmul", scores, value))
    attended = sketch.op("add", mixed, x)
    return sketch.op("add", sketch.chain("norm matmul gelu matmul", attended), attended)


def detector(blocks: int) -> Outline:
    """Residual and inception-like blocks, taps at eight depths, a pyramid and its heads."""
    sketch = Sketch()
    x = sketch.chain("quantize conv", sketch.input())
    taps: list[int] = []
    for stage in range(8):
        for _ in range(blocks // 8):
            x = (inception if stage % 2 else residual)(sketch, x)
        x = sketch.chain("conv logistic", x)
        taps.append(x)
        x = sketch.chain("pad conv", x)
    above = x
    heads: list[int] = []
    for tap in reversed(taps):
        above = sketch.op("concat", sketch.op("resize", above), sketch.op("conv", tap))
        above = sketch.chain("conv conv", above)
        boxes = sketch.chain("conv logistic conv reshape", above)
        classes = sketch.chain("conv logistic conv reshape logistic", above)
        heads.append(sketch.op("concat", boxes, classes))
    return sketch.outline(sketch.op("concat", *heads))
