"""Convolutions and matrix products."""

from dlpulint.facts.preparation.node import QUANTIZED, Node, State, text
from dlpulint.facts.preparation.refusal import Unsure
from dlpulint.facts.preparation.scales import (
    bias_scale,
    clamp,
    no_zero_point,
    quantized,
)
from dlpulint.facts.preparation.windows import positive, windows

_INPUTS = ("float32", "uint8", "int8", "int16")
_HYBRID = ("uint8", "int8", "int4", "int2")
_LARGEST = 2**31 - 1


def conv(node: Node) -> None:
    """CONV_2D."""
    node.counts((2, 3))
    given, weights, out = node.input(0), node.input(1), node.output
    node.ranks(given, (4,), "input")
    node.ranks(weights, (4,), "weights")
    _not_empty(node, given, weights)
    depth, slices = given.sizes[3], weights.sizes[3]
    if depth % slices:
        node.refuse(
            "shape",
            f"its input has {depth} channels and its weights {slices}; TFLite accepts a multiple",
            weights,
        )
    if weights.sizes[0] % (depth // slices):
        node.refuse(
            "shape",
            f"its weights make {weights.sizes[0]} channels, no multiple of its {depth // slices} "
            "groups",
            weights,
        )
    node.takes(given, _INPUTS, "input")
    node.same_type(given, out)
    if given.dtype in ("int8", "int16"):
        _symmetric(node, weights)
    positive(node, "stride_height", "stride_width", "dilation_height", "dilation_width")
    if len(node.inputs) < 3:
        if node.complete:
            node.refuse("operands", "it has no bias, which CONV_2D needs")
        raise Unsure
    bias = node.input(2)
    _bias_type(node, given, bias, ("int32", "int64"))
    _bias_length(node, bias, weights.sizes[0])
    if given.dtype == "int16":
        no_zero_point(node, given, "input")
        no_zero_point(node, out, "output")
        _stated_bias_type(node, bias)
    if given.dtype != "float32":
        per_channel(node, given, weights, bias, out, weights.sizes[0])
    elif depth != slices and weights.dtype == "int8":
        _scale_of_each(node, weights)
    _window_result(node, given, weights, weights.sizes[0])
    _countable_patches(node, weights)


def _countable_patches(node: Node, weights: State) -> None:
    """Refuses more numbers than 32 bits count, once each window has its copy of the map."""
    batch, height, width, _ = node.output.sizes
    patch = weights.elements // max(weights.sizes[0], 1)
    count = batch * height * width * patch
    if weights.sizes[1:3] != (1, 1) and count > _LARGEST:
        node.refuse(
            "shape", f"its windows hold {count:,} elements; {_LARGEST:,} are possible", weights
        )


def _scale_of_each(node: Node, weights: State) -> None:
    """Refuses integer weights of groups on float maps that have one scale for all channels."""
    found = weights.quantization
    count = 0 if found is None else len(found.scales)
    if found is not None and count and count != weights.sizes[0]:
        node.refuse(
            "option",
            f"its weights have {count} scale{'' if count == 1 else 's'} for {weights.sizes[0]} "
            f"channels in groups; TFLite accepts one per channel",
            weights,
        )


def depthwise_conv(node: Node) -> None:
    """DEPTHWISE_CONV_2D."""
    node.counts((2, 3))
    given, weights, out = node.input(0), node.input(1), node.output
    node.ranks(given, (4,), "input")
    node.ranks(weights, (4,), "weights")
    positive(node, "dilation_height", "dilation_width", "stride_width", "stride_height")
    node.takes(given, _INPUTS, "input")
    node.same_type(given, out)
    hybrid = given.dtype == "float32" and weights.dtype == "int8"
    if not hybrid and given.dtype != "int16":
        node.takes(weights, (given.dtype, "int4"), "weights")
    if given.dtype == "int16":
        no_zero_point(node, given, "input")
        no_zero_point(node, out, "output")
    if weights.sizes[0] != 1:
        node.refuse("shape", f"its weights have {weights.sizes[0]} in front; TFLite accepts 1")
    _not_empty(node, given, weights)
    if weights.sizes[3] % given.sizes[3]:
        node.refuse(
            "shape",
            f"its weights have {weights.sizes[3]} channels, which is no multiple of the "
            f"input's {given.sizes[3]}",
            weights,
        )
    bias = None
    if len(node.inputs) == 3:
        bias = node.input(2)
        _bias_type(node, given, bias, ("int64",))
        node.ranks(bias, (1,), "bias")
        _bias_length(node, bias, weights.sizes[3])
    if given.dtype != "float32":
        per_channel(node, given, weights, bias, out, weights.sizes[3])
    if hybrid:
        quantized(node, weights, "weights")
        _one_scale_a_slice(node, weights)
    _window_result(node, given, weights, weights.sizes[3])


def transpose_conv(node: Node) -> None:
    """TRANSPOSE_CONV."""
    node.counts((3, 4))
    shape, weights, given = node.input(0), node.input(1), node.input(2)
    bias, out = node.optional(3), node.output
    node.ranks(shape, (1,), "output shape")
    node.ranks(given, (4,), "input")
    node.ranks(weights, (4,), "weights")
    node.takes(given, _INPUTS, "input")
    if given.dtype in QUANTIZED:
        node.takes(weights, (given.dtype,), "weights")
        if bias is not None:
            node.takes(bias, ("int32",), "bias")
            no_zero_point(node, bias, "bias")
    elif given.dtype == "int16":
        node.takes(weights, ("int8",), "weights")
        if bias is not None:
            node.takes(bias, ("int32", "int64"), "bias")
        no_zero_point(node, given, "input")
        no_zero_point(node, out, "output")
        _stated_bias_type(node, bias)
    else:
        node.takes(weights, (given.dtype,), "weights")
        if bias is not None:
            node.takes(bias, (given.dtype,), "bias")
    if bias is not None:
        _bias_length(node, bias, weights.sizes[0])
    node.same_type(given, out)
    if given.sizes[3] != weights.sizes[3]:
        node.refuse(
            "shape",
            f"its input has {given.sizes[3]} channels and its weights {weights.sizes[3]}",
            weights,
        )
    positive(node, "stride_height", "stride_width")
    if given.dtype != "float32":
        per_channel(node, given, weights, bias, out, weights.sizes[0])
    if not shape.known:
        node.sized_while_running()
        return
    node.takes(shape, ("int32",), "output shape")
    if shape.elements != 4:
        node.refuse("shape", f"its output shape has {shape.elements} numbers; 4 are needed", shape)
    sizes = shape.numbers
    for axis, side in ((1, "height"), (2, "width")):
        wanted = windows(node, sizes[axis], weights.sizes[axis], node.number(f"stride_{side}"))
        if wanted != given.sizes[axis]:
            node.refuse(
                "shape",
                f"an output of {side} {sizes[axis]} goes with an input of {wanted}; "
                f"its input has {given.sizes[axis]}",
                shape,
            )
    if sizes[0] != given.sizes[0] or sizes[3] != weights.sizes[0]:
        node.refuse(
            "shape",
            f"its output shape states {sizes[0]} maps of {sizes[3]} channels; input and weights "
            f"make {given.sizes[0]} of {weights.sizes[0]}",
            shape,
        )
    node.resize(sizes)


def fully_connected(node: Node) -> None:
    """FULLY_CONNECTED."""
    weights, given = node.input(1), node.input(0)
    hybrid = given.dtype == "float32" and weights.dtype in _HYBRID
    activation = node.word("fused_activation") or "none"
    if not hybrid and activation not in ("none", "relu", "relu-n1-to-1", "relu6"):
        node.refuse("option", f"its fused activation is {activation}")
    format = node.operator.attributes.get("weights_format", "default")
    if format not in ("default", "shuffled"):
        node.refuse("option", f"its weights have the unknown format {format}")
    shuffled = format == "shuffled"
    node.counts((2, 3), (2 if shuffled else 1,))
    bias, out = node.optional(2), node.output
    _product_types(node, given, weights, bias, out, hybrid, shuffled)
    node.ranks(weights, (2,), "weights")
    units, depth = weights.sizes
    if bias is not None and depth:
        _bias_length(node, bias, units)
    if given.dtype in (*QUANTIZED, "int16") and depth:
        quantized(node, given, "input")
        quantized(node, weights, "weights")
        found = weights.quantization
        if found is not None and len(found.scales) > 1:
            _fine_weights(node, given, weights)
            if found.axis:
                node.refuse(
                    "shape", f"its weights have scales along dimension {found.axis}", weights
                )
        else:
            bias_scale(node, given, weights, bias, out)
        clamp(node, out)
    if given.dtype == out.dtype == "int16" and depth:
        no_zero_point(node, given, "input")
        no_zero_point(node, out, "output")
        _stated_bias_type(node, bias)
    if node.flag("keep_num_dims"):
        last = given.sizes[-1] if given.sizes else 0
        # The kernel for 4-bit weights compares with what it reads at a time.
        batch = given.elements // depth if depth else 0
        width = given.elements // batch if hybrid and weights.dtype == "int4" and batch else depth
        if depth and last != width:
            node.refuse(
                "shape", f"its input ends in {last} numbers; its weights take {depth}", given
            )
        node.resize((*given.sizes[:-1], units))
        return
    if not depth:
        rows = State(given.tensor)
        rows.shape = given.sizes[:-1]
        node.resize((rows.elements, units))
        return
    node.resize((given.elements // depth, units))


def _product_types(
    node: Node,
    given: State,
    weights: State,
    bias: State | None,
    out: State,
    hybrid: bool,
    shuffled: bool,
) -> None:
    whole: tuple[str, ...] = ("int32", "int64")
    if weights.dtype not in (*_HYBRID, "int16"):
        for state, what in ((given, "input"), (out, "output"), (weights, "weights")):
            node.takes(state, ("float32",), what)
        whole = ("float32",)
    elif shuffled:
        node.takes(given, ("uint8",), "input")
        node.takes(weights, ("uint8",), "weights")
        node.takes(out, ("int16",), "output")
    elif hybrid:
        node.takes(out, ("float32",), "output")
        whole = ("float32",)
    elif weights.dtype == "int16":
        node.takes(given, ("int16",), "input")
        node.takes(out, ("int16",), "output")
    else:
        node.takes(given, ("uint8", "int8", "int16"), "input")
        node.takes(out, ("uint8", "int8", "int16"), "output")
    if bias is not None:
        node.takes(bias, whole, "bias")


def _not_empty(node: Node, *states: State) -> None:
    for state in states:
        if 0 in state.sizes[1:]:
            node.refuse("shape", f"{state.name} is empty ({text(state.sizes)})", state)


def per_channel(
    node: Node, given: State, weights: State, bias: State | None, out: State, channels: int
) -> None:
    """The quantization of a convolution."""
    quantized(node, weights, "weights")
    found = weights.quantization
    if found is None or not found.scales:
        raise Unsure
    if len(found.scales) not in (1, channels):
        node.refuse(
            "shape",
            f"its weights have {len(found.scales)} scales for {channels} channels",
            weights,
        )
    quantized(node, given, "input")
    if len(found.scales) > 1:
        _fine_weights(node, given, weights)
        if weights.dtype not in ("int8", "int4"):
            node.takes(weights, ("int8", "int4"), "weights with a scale per channel")
    if given.dtype == "uint8":
        bias_scale(node, given, weights, bias, out)
    clamp(node, out)


def _fine_weights(node: Node, given: State, weights: State) -> None:
    """Conditions on weights with one scale per channel."""
    if given.dtype not in ("int8", "int16"):
        node.refuse(
            "type",
            f"its input is {given.dtype} and its weights have a scale per channel; TFLite accepts "
            "int8 or int16 there",
            given,
        )
    node.takes(weights, ("int8", "int4", "int2", "int16"), "weights with a scale per channel")
    _one_scale_a_slice(node, weights)


def _one_scale_a_slice(node: Node, weights: State) -> None:
    found = weights.quantization
    if found is None:
        return
    axis = found.axis or 0
    size = weights.sizes[axis] if axis < weights.rank else 0
    if len(found.scales) != size:
        node.refuse(
            "shape",
            f"its weights have {len(found.scales)} scales for the {size} slices of dimension "
            f"{axis}",
            weights,
        )


def _symmetric(node: Node, weights: State) -> None:
    quantized(node, weights, "weights")
    found = weights.quantization
    for point in () if found is None else found.zero_points:
        if point:
            node.refuse(
                "weights-zero-point",
                f"its weights{weights.label} have zero point {point}; TFLite accepts 0",
                weights,
            )


def _bias_type(node: Node, given: State, bias: State, of_int16: tuple[str, ...]) -> None:
    if given.dtype in QUANTIZED:
        node.takes(bias, ("int32",), "bias")
        no_zero_point(node, bias, "bias")
    elif given.dtype == "int16":
        node.takes(bias, of_int16, "bias")
        no_zero_point(node, bias, "bias")
    else:
        node.takes(bias, (given.dtype,), "bias")


def _stated_bias_type(node: Node, bias: State | None) -> None:
    """Refuses a bias of another type than the options state; they state none as 0, float32."""
    number = node.number("bias_type")
    wanted = {2: "int32", 4: "int64"}.get(number)
    if number and (wanted is None or (bias is not None and bias.dtype != wanted)):
        found = "left out" if bias is None else bias.dtype
        node.refuse("type", f"its options state a bias of type {wanted or number}, it is {found}")


def _bias_length(node: Node, bias: State, channels: int) -> None:
    if bias.elements != channels:
        node.refuse("shape", f"its bias has {bias.elements} numbers for {channels} channels", bias)


def _window_result(node: Node, given: State, weights: State, channels: int) -> None:
    padding = node.operator.attributes.get("padding", "same")
    if padding not in ("same", "valid"):
        node.refuse("option", f"its padding is {padding}")
    height, width = (
        windows(
            node,
            given.sizes[axis],
            weights.sizes[axis],
            node.number(f"stride_{side}"),
            node.number(f"dilation_{side}", 1),
        )
        for axis, side in ((1, "height"), (2, "width"))
    )
    node.resize((given.sizes[0], height, width, channels))
