"""What the application has to do after a cut: the new outputs, and the steps to the old ones."""

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from dlpulint.mending.decoding.heads.head import Head, NoHead, head_of
from dlpulint.mending.decoding.sentences import steps
from dlpulint.mending.decoding.tail import Tail, tail_of
from dlpulint.mending.decoding.words import output_meaning, result_meaning
from dlpulint.model.graph import Model, Operator, Shape, Tensor

_WORDS = {
    "logistic": "sigmoid", "softmax": "Softmax", "concatenation": "join tensors",
    "reshape": "change shapes", "transpose": "reorder dimensions", "exp": "exponential",
    "strided-slice": "cut out parts", "slice": "cut out parts", "split": "split tensors",
    "dequantize": "integers to real numbers", "quantize": "change scale or type",
    "add": "add", "sub": "subtract", "mul": "multiply", "div": "divide", "pack": "stack tensors",
    "conv": "convolution with constant weights", "arg-max": "number of the best class",
    "top-k": "best values", "gather": "pick by number", "reduce-max": "maximum",
    "custom:TFLite_Detection_PostProcess": "decode boxes by anchors and select the best",
}  # fmt: skip
"""What operators of a tail do, by their kind."""


class NewOutput(Struct, frozen=True):
    """An output of the mended file."""

    name: str
    shape: Shape | None
    dtype: str
    scale: float | None
    """`None` if it is not quantized."""
    zero_point: int | None
    meaning: str


class OldOutput(Struct, frozen=True):
    """An output of the original file, which the application computes now."""

    name: str
    shape: Shape | None
    dtype: str
    meaning: str


class Removed(Struct, frozen=True):
    """Operators of one kind that were cut off."""

    native: str
    count: int
    meaning: str
    """What they do, in words; empty where the name says it."""


class Contract(Struct, frozen=True):
    """What the mended file returns, and what the application has to compute from it."""

    head: str | None
    """The kind of detection head, where it is known."""
    outputs: tuple[NewOutput, ...]
    """In the order of the mended file's outputs."""
    results: tuple[OldOutput, ...]
    """In the order of the original's outputs."""
    steps: tuple[str, ...]
    """Sentences, in the order in which the application has to do them."""
    removed: tuple[Removed, ...]


def contract_of(model: Model, data: bytes | memoryview, outputs: Sequence[Tensor]) -> Contract:
    """Contract of a TFLite file that was cut.

    Args:
        model: The original model.
        data: The original file's bytes.
        outputs: Tensors of the original that become the mended file's outputs, in their order.
    """
    tail = tail_of(model, memoryview(data), outputs)
    return contract_for(tail, head_of(tail))


def contract_for(tail: Tail, found: Head | NoHead) -> Contract:
    """Contract for a tail whose head was looked for."""
    head = found if isinstance(found, Head) else None
    return Contract(
        head=None if head is None else head.name,
        outputs=tuple(_new(tail, head, number) for number in range(len(tail.ends))),
        results=tuple(_old(tail, head, tensor) for tensor in tail.results),
        steps=tuple(_steps(tail) if head is None else steps(head)),
        removed=_removed(tail.operators),
    )


def _new(tail: Tail, head: Head | None, number: int) -> NewOutput:
    tensor = tail.ends[number]
    quantization = None if tensor.dtype.startswith("float") else tensor.quantization
    return NewOutput(
        name=tensor.name,
        shape=tensor.shape,
        dtype=tensor.dtype,
        scale=None if quantization is None else quantization.scale,
        zero_point=None if quantization is None else quantization.zero_point,
        meaning=_plain(tail, tensor) if head is None else output_meaning(head, number),
    )


def _old(tail: Tail, head: Head | None, tensor: Tensor) -> OldOutput:
    if tensor in tail.ends:
        meaning = f"output {tail.ends.index(tensor)} of the mended file, unchanged"
    else:
        meaning = "" if head is None else result_meaning(head, tensor)
    return OldOutput(tensor.name, tensor.shape, tensor.dtype, meaning)


def _plain(tail: Tail, tensor: Tensor) -> str:
    """What is known of a tensor without its head."""
    if tensor in tail.results:
        return "an output that the original has as well"
    producer = tail.model.producer(tensor)
    by = "" if producer is None else f" of {producer.native} #{producer.index}"
    sizes = tensor.shape or ()
    if len(sizes) == 4 and None not in sizes:
        channels = f"{sizes[3]} channel" + ("" if sizes[3] == 1 else "s")
        return f"results{by}: {channels}, map of {sizes[1]}x{sizes[2]}"
    return f"results{by}"


def _steps(tail: Tail) -> Iterator[str]:
    """Sentences about a tail that is no known head."""
    removed = _removed(tail.operators)
    if removed:
        named = [r.native if r.count == 1 else f"{r.native} ({r.count}x)" for r in removed]
        yield f"Compute what was cut off: {', '.join(named)}."


def _removed(operators: Sequence[Operator]) -> tuple[Removed, ...]:
    counts = Counter((o.native, _WORDS.get(o.kind, "")) for o in operators)
    return tuple(Removed(native, count, words) for (native, words), count in counts.most_common())
