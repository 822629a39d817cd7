"""The words of a decode function: its docstring, and the table of the outputs that it reads."""

from collections.abc import Iterator, Sequence
from textwrap import fill

from dlpulint.mending.decoding.heads.head import Head
from dlpulint.mending.decoding.proof import Rounding
from dlpulint.mending.decoding.words import result_meaning
from dlpulint.model.graph import Tensor

_WIDTH = 90


def docstring(head: Head, roundings: Sequence[Rounding | None]) -> str:
    """The module's docstring: what comes in, what comes out, and how exact it is."""
    quantized = any(tensor.quantization is not None for tensor in head.tail.ends)
    paragraphs = [
        f"Decodes the outputs of a detector whose decode tail was cut off: {head.name}. "
        "Needs only NumPy.",
        "In: a list with the outputs of the mended model, in its order (OUTPUTS), "
        + ("as the integers that it returns." if quantized else "as it returns them.")
        + " Out: a list with the results of the original model, in its order, as float32:",
        *(f"- {_shape(tensor)}: {result_meaning(head, tensor)}" for tensor in head.tail.results),
        "It computes in floats what the tail computed, without the rounding of a quantized tail.",
        *_exactness(head, roundings),
        "Boxes are not yet filtered by score or overlap."
        if head.postprocess is None
        else "Overlapping boxes are suppressed as TFLite does it. Rows after the last detection "
        "are 0.",
    ]
    texts = (fill(p, _WIDTH, subsequent_indent="  " * p.startswith("- ")) for p in paragraphs)
    return '"""' + "\n\n".join(texts) + '\n"""'


def _exactness(head: Head, roundings: Sequence[Rounding | None]) -> Iterator[str]:
    """Sentences on the difference from the quantized tail."""
    for tensor, rounding in zip(head.tail.results, roundings, strict=False):
        scale = None if tensor.quantization is None else tensor.quantization.scale
        if rounding is None or scale is None:
            continue
        figures = [
            f"{figure:.1f} steps for {what}"
            for what, figure in (("boxes", rounding.boxes), ("other numbers", rounding.others))
            if figure is not None
        ]
        yield (
            f"The original's result {_shape(tensor)} has steps of {scale:.4g}. Its rounding (on "
            f"random predictions) makes at most {' and '.join(figures)}; numbers beyond "
            "its ranges were cut off there and are kept here."
        )


def output_lines(head: Head) -> Iterator[str]:
    """Lines of the table of outputs."""
    yield "OUTPUTS = ("
    yield "    # name, shape, scale, zero point; a scale of 0: not quantized"
    for end in head.tail.ends:
        scale, point = _quantization(end)
        yield f"    ({end.name!a}, {_shape(end)}, {scale!r}, {point}),"
    yield ")"


def _quantization(end: Tensor) -> tuple[float, int]:
    if end.quantization is None or end.dtype.startswith("float"):
        return 0.0, 0
    return end.quantization.scale or 0.0, end.quantization.zero_point or 0


def _shape(tensor: Tensor) -> str:
    return str(tuple(tensor.shape or ()))
