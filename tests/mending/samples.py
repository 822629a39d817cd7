"""A small .tflite file for each edit, to which it applies."""

from collections.abc import Callable, Mapping

from tests.mending.models import (
    FLOAT32,
    INT8,
    INT32,
    UINT8,
    VALID,
    Builder,
)


def quantized_ends() -> bytes:
    """uint8 in and out, int8 inside."""
    b = Builder()
    image = b.tensor(1, 8, 8, 3, type=UINT8, scale=0.1, zero_point=128, name="image")
    inner = b.operator(
        "QUANTIZE", [image], b.tensor(1, 8, 8, 3, scale=0.1), "QuantizeOptions", version=2
    )
    layer = b.conv(inner, 4)
    scores = b.tensor(1, 8, 8, 4, type=UINT8, scale=0.5, zero_point=128, name="scores")
    b.operator("QUANTIZE", [layer], scores, "QuantizeOptions", version=2)
    b.end_graph([image], [scores])
    b.signature({"x": image}, {"y": scores})
    return b.file()


def float_ends() -> bytes:
    """float32 in and out, int8 inside."""
    b = Builder()
    image = b.tensor(1, 8, 8, 3, type=FLOAT32, name="image")
    inner = b.tensor(1, 8, 8, 3, scale=1 / 255, zero_point=-128)
    b.operator("QUANTIZE", [image], inner, "QuantizeOptions")
    layer = b.conv(inner, 4)
    scores = b.tensor(1, 8, 8, 4, type=FLOAT32, name="scores")
    b.operator("DEQUANTIZE", [layer], scores, "DequantizeOptions", version=2)
    return b.file([image], [scores])


def first_transpose() -> bytes:
    """Channels first in, channels last inside."""
    b = Builder()
    image = b.tensor(1, 3, 8, 6, name="image")
    order = b.numbers(0, 2, 3, 1)
    inner = b.operator(
        "TRANSPOSE", [image, order], b.tensor(1, 8, 6, 3), "TransposeOptions", version=2
    )
    return b.file([image], [b.conv(inner, 4)])


def open_batch() -> bytes:
    """A batch that the application chooses."""
    b = Builder()
    image = b.tensor(1, 8, 8, 3, signature=(-1, 8, 8, 3), name="image")
    layer = b.conv(image, 4)
    return b.file([image], [b.conv(layer, 2)])


def old_versions() -> bytes:
    """An entry of the operator table that states a later version than its operators need."""
    b = Builder()
    image = b.tensor(1, 8, 8, 4, name="image")
    layer = b.conv(image, 4)
    total = b.tensor(1, 8, 8, 4, scale=0.5)
    return b.file([image], [b.operator("ADD", [image, layer], total, "AddOptions", version=4)])


def padded(
    before: int = 1, after: int = 1, *, stride: int = 1, size: int = 8, kernel: int = 3
) -> bytes:
    """PAD before a convolution without padding."""
    b = Builder()
    image = b.tensor(1, size, size, 3, name="image")
    edges = b.numbers(0, 0, before, after, before, after, 0, 0, shape=(4, 2))
    side = size + before + after
    inner = b.operator("PAD", [image, edges], b.tensor(1, side, side, 3), "PadOptions", version=2)
    return b.file([image], [b.conv(inner, 4, kernel=kernel, stride=stride, padding=VALID)])


def without_bias() -> bytes:
    """FULLY_CONNECTED without a bias."""
    b = Builder()
    image = b.tensor(1, 8, name="image")
    output = b.tensor(1, 4, scale=0.5)
    weights = b.noise(4, 8, scale=0.01)
    b.operator("FULLY_CONNECTED", [image, weights, -1], output, "FullyConnectedOptions", version=6)
    return b.file([image], [output])


def mean(*, scale: float = 0.5, keep: bool = False, type: int = INT8) -> bytes:
    """MEAN over a whole map."""
    b = Builder()
    image = b.tensor(1, 8, 8, 3, type=type, name="image")
    layer = b.conv(image, 4)
    axes = b.numbers(1, 2)
    shape = (1, 1, 1, 4) if keep else (1, 4)
    pooled = b.tensor(*shape, type=type, scale=scale)
    b.operator("MEAN", [layer, axes], pooled, "ReducerOptions", version=2, keep_dims=keep)
    return b.file([image], [pooled])


def decoded() -> bytes:
    """A layer whose result is reshaped and joined with a second one."""
    b = Builder()
    image = b.tensor(1, 8, 8, 3, name="image")
    stem = b.conv(image, 4)
    fine, coarse = b.conv(stem, 6, name="fine"), b.conv(stem, 6, stride=2, name="coarse")
    rows = []
    for source, count in ((fine, 64), (coarse, 16)):
        shape = b.numbers(1, count, 6)
        flat = b.tensor(1, count, 6, scale=0.5)
        rows.append(
            b.operator("RESHAPE", [source, shape], flat, "ReshapeOptions", new_shape=(1, count, 6))
        )
    joined = b.tensor(1, 80, 6, scale=0.5, name="joined")
    b.operator("CONCATENATION", rows, joined, "ConcatenationOptions", version=2, axis=1)
    scores = b.tensor(1, 80, 6, scale=1 / 256, zero_point=-128, name="scores")
    b.operator("LOGISTIC", [joined], scores, version=2)
    return b.file([image], [scores])


def listed() -> bytes:
    """Detections listed by an operator of the application."""
    b = Builder()
    image = b.tensor(1, 8, 8, 3, name="image")
    ends = []
    for name, depth in (("boxes", 4), ("scores", 2)):
        layer = b.conv(image, depth, scale=0.5, name=name)
        shape = b.numbers(1, 64, depth)
        flat = b.tensor(1, 64, depth, scale=0.5)
        new_shape = (1, 64, depth)
        b.operator("RESHAPE", [layer, shape], flat, "ReshapeOptions", new_shape=new_shape)
        real = b.tensor(1, 64, depth, type=FLOAT32)
        ends.append(b.operator("DEQUANTIZE", [flat], real, "DequantizeOptions", version=2))
    outputs = [b.tensor(1, 10, type=FLOAT32, name=f"listed{at}") for at in range(2)]
    b.operator("CUSTOM", ends, outputs, custom="PosenetDecoderOp")
    return b.file([image], outputs)


def mixed(*, boxes: int = 1) -> bytes:
    """Scores that a CONCATENATION gives the coarse scale of boxes."""
    b = Builder()
    image = b.tensor(1, 4, 4, 3, name="image")
    parts = [b.conv(image, 4, kernel=1, scale=0.5, name=f"boxes{at}") for at in range(boxes)]
    scores = b.tensor(1, 4, 4, 2, scale=1 / 256, zero_point=-128, name="scores")
    b.operator("LOGISTIC", [b.conv(image, 2, scale=0.1)], scores, version=2)
    coarse = b.tensor(1, 4, 4, 2, scale=0.5)
    parts.append(b.operator("QUANTIZE", [scores], coarse, "QuantizeOptions", version=2))
    joined = b.tensor(1, 4, 4, 4 * boxes + 2, scale=0.5, name="joined")
    b.operator("CONCATENATION", parts, joined, "ConcatenationOptions", version=2, axis=3)
    return b.file([image], [joined])


def even_kernel(kernel: int = 2, *, dilation: int = 1, stride: int = 1, size: int = 8) -> bytes:
    """A convolution whose kernel has an even side."""
    b = Builder()
    image = b.tensor(1, size, size, 3, name="image")
    layer = b.conv(image, 4, kernel=kernel, dilation=dilation, stride=stride)
    return b.file([image], [layer])


def computed_shape() -> bytes:
    """A RESHAPE whose shape is computed from the batch, as Keras' Flatten has it."""
    b = Builder()
    image = b.tensor(1, 4, 4, 3, signature=(-1, 4, 4, 3), name="image")
    layer = b.conv(image, 2, name="layer")
    shape = b.operator(
        "SHAPE", [layer], b.tensor(4, type=INT32, scale=None), "ShapeOptions", out_type=INT32
    )
    begin, end, step = (b.numbers(at) for at in (0, 1, 1))
    batch = b.tensor(type=INT32, scale=None)
    b.operator(
        "STRIDED_SLICE", [shape, begin, end, step], batch, "StridedSliceOptions",
        shrink_axis_mask=1,
    )  # fmt: skip
    rest = b.numbers(32, shape=())
    b.tensors[rest]["shape"] = ()
    sizes = b.tensor(2, type=INT32, scale=None)
    b.operator("PACK", [batch, rest], sizes, "PackOptions", values_count=2)
    flat = b.tensor(1, 32, scale=0.5, signature=(-1, 32), name="flat")
    return b.file([image], [b.operator("RESHAPE", [layer, sizes], flat, "ReshapeOptions")])


SAMPLES: Mapping[str, Callable[[], bytes]] = {
    "fixed-batch": open_batch,
    "first-transpose": first_transpose,
    "quantized-inputs": quantized_ends,
    "quantized-outputs": float_ends,
    "constant-reshape": computed_shape,
    "odd-kernel": even_kernel,
    "lower-versions": old_versions,
    "fold-pad": padded,
    "zero-bias": without_bias,
    "mean-to-pool": mean,
    "cut-postprocess": listed,
    "split-concat": mixed,
    "cut-tail": decoded,
}
"""Files by the edit that applies to them."""
