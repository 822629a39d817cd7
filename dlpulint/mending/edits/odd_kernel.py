"""Kernels of 3x3, 5x5, 7x7 or 9x9 in place of those that are a row and a column smaller."""

from dlpulint.mending.change import Change
from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.same_padding import same_total
from dlpulint.mending.tflite.record import Record
from dlpulint.mending.wording import counted

_SAME = 0
_INT8 = 9
_WIDTHS = {0: 4, 3: 1, _INT8: 1}
"""Bytes per element of float32, uint8 and int8, by TFLite's numbers of types."""

_LARGEST = 8


def odd_kernel(draft: Draft) -> Change | None:
    """Convolutions whose even kernels have a row and a column of zeros more.

    SAME padding then adds a row and a column more as well, on the side where the zeros are.
    """
    sizes: dict[str, int] = {}
    for operator in draft.operators:
        if draft.native(operator) not in ("CONV_2D", "DEPTHWISE_CONV_2D"):
            continue
        filled = _filled(draft, operator)
        if filled is not None:
            sizes[filled] = sizes.get(filled, 0) + 1
    if not sizes:
        return None
    kernels = ", ".join(sizes)
    count = counted(sum(sizes.values()), "convolution")
    return Change(
        edit="odd-kernel",
        description=f"Filled the kernel of {count} with zeros ({kernels})",
    )


def _filled(draft: Draft, operator: Record) -> str | None:
    """Sizes before and after of a kernel that was filled; `None` for one that stays as it is."""
    options = operator.record("builtin_options")
    if not draft.has_operands(operator, 2) or draft.open_axes - {0}:
        return None
    given, weights = operator.numbers("inputs")[:2]
    shape, size = draft.shape(weights), draft.shape(given)
    width = _WIDTHS.get(draft.dtype(weights))
    if options is None or options.integer("padding") != _SAME or len(shape) != 4 or len(size) != 4:
        return None
    even = [at for at in (1, 2) if shape[at] % 2 == 0 and shape[at] <= _LARGEST]
    if not even or width is None or not draft.is_constant(weights) or min(size) < 1:
        return None
    content = bytes(draft.content(weights))
    if len(content) != width * shape[0] * shape[1] * shape[2] * shape[3]:
        return None
    zero = _zero(draft, weights)
    if zero is None:
        return None
    before = tuple(shape)
    for axis, side in ((1, "h"), (2, "w")):
        if axis not in even:
            continue
        total = same_total(size[axis], before[axis], options, side)
        # A row more of a dilated kernel is several rows more of padding, on both sides.
        if total is None or total < 0 or options.integer(f"dilation_{side}_factor", 1) != 1:
            return None
        content = _with_zeros(content, shape, axis, zero * width, first=total % 2 == 1)
        shape = (*shape[:axis], shape[axis] + 1, *shape[axis + 1 :])
    draft.replace_constant(operator, 1, shape, content)
    return f"{before[1]}x{before[2]} to {shape[1]}x{shape[2]}"


def _zero(draft: Draft, weights: int) -> bytes | None:
    """The byte that stands for zero; `None` for sparse weights, or without a zero point."""
    if draft.tensors[weights].record("sparsity") is not None:
        return None
    if draft.dtype(weights) == 0:
        return b"\0"
    quantization = draft.tensors[weights].record("quantization")
    zeros = set() if quantization is None else set(quantization.numbers("zero_point"))
    signed = draft.dtype(weights) == _INT8
    if len(zeros) != 1 or not zeros <= set(range(-128, 128) if signed else range(256)):
        return None
    return int(zeros.pop()).to_bytes(1, "little", signed=signed)


def _with_zeros(
    content: bytes, shape: tuple[int, ...], axis: int, zero: bytes, *, first: bool
) -> bytes:
    """Weights with one more slice of zeros along an axis, before or after the others."""
    inner = len(zero)
    for size in shape[axis + 1 :]:
        inner *= size
    block = inner * shape[axis]
    zeros = zero * (inner // len(zero))
    blocks = (content[start : start + block] for start in range(0, len(content), block))
    return b"".join(zeros + part if first else part + zeros for part in blocks)
