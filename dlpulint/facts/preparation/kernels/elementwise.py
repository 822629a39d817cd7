"""Operators on pairs of elements, which may be broadcast, and on single ones."""

from collections.abc import Callable
from math import isfinite

from dlpulint.facts.preparation.node import QUANTIZED, Node, Sizes, State, text
from dlpulint.facts.preparation.scales import (
    clamp,
    fixed,
    no_zero_point,
    quantized,
    scale,
    share,
    stated,
    zero_point_within,
)

_INT16_CAP = ("int8", "uint8", "int16")


def broadcast(node: Node, one: State, other: State) -> Sizes:
    """The shape of two operands together."""
    rank = max(one.rank, other.rank)
    first, second = ((1,) * (rank - s.rank) + s.sizes for s in (one, other))
    made = []
    for a, b in zip(first, second, strict=True):
        if a != b and 1 not in (a, b):
            node.refuse(
                "shape", f"its operands {text(one.sizes)} and {text(other.sizes)} do not fit"
            )
        made.append(0 if 0 in (a, b) else max(a, b))
    return tuple(made)


def _pair(node: Node) -> tuple[State, State, State]:
    node.counts((2,))
    one, other, out = node.input(0), node.input(1), node.output
    node.same_type(one, other, what="its operands")
    return one, other, out


def add(node: Node) -> None:
    """ADD and SUB."""
    one, other, out = _pair(node)
    out.dtype = other.dtype
    sizes = broadcast(node, one, other)
    if out.dtype in _INT16_CAP:
        _sum_scales(node, one, other, out)
    _result(node, one, other, sizes, constants=False)


def _sum_scales(node: Node, one: State, other: State, out: State) -> None:
    if out.dtype == "int16":
        if one.quantization is None and node.native == "ADD":
            return
        for state, what in ((one, "first operand"), (other, "second operand"), (out, "output")):
            no_zero_point(node, state, what)
    elif node.native == "SUB":
        for state, what in ((one, "first operand"), (other, "second operand"), (out, "output")):
            zero_point_within(node, state, what)
    if stated(node, one, other, out):
        first, second, made = (scale(node, state) for state in (one, other, out))
        twice = 2 * max(first, second)
        # 16-bit operands are not shifted as far to the left.
        bits = 15 if out.dtype == "int16" else 20
        for state, value in ((one, first), (other, second)):
            share(node, value / twice if twice else float("nan"), state, "operand")
        if node.native != "SUB":
            share(node, twice / (2**bits * made) if made else float("inf"), out, "output")
    clamp(node, out)


def mul(node: Node) -> None:
    """MUL."""
    one, other, out = _pair(node)
    sizes = broadcast(node, one, other)
    if out.dtype in QUANTIZED or (out.dtype == "int16" and out.quantization is not None):
        clamp(node, out)
    _result(node, one, other, sizes, constants=True)


def div(node: Node) -> None:
    """DIV."""
    one, other, out = _pair(node)
    out.dtype = other.dtype
    sizes = broadcast(node, one, other)
    if out.dtype in QUANTIZED:
        clamp(node, out)
    _result(node, one, other, sizes, constants=False)


def _result(node: Node, one: State, other: State, sizes: Sizes, *, constants: bool) -> None:
    if constants and one.known and other.known:
        node.fold(_products(node, one, other))
    node.resize(sizes)


def _products(node: Node, one: State, other: State) -> Sizes | None:
    """Products of plain whole numbers, which make a shape; `None` if they are something else."""
    first, second = one.values, other.values
    plain = one.quantization is None and (node.word("fused_activation") or "none") == "none"
    if first is None or second is None or not plain:
        return None
    if 1 not in (len(first), len(second)) and len(first) != len(second):
        return None
    count = max(len(first), len(second))
    pairs = zip(_times(first, count), _times(second, count), strict=True)
    return tuple(a * b for a, b in pairs)


def _times(values: Sizes, count: int) -> Sizes:
    return values * count if len(values) == 1 else values


def larger(node: Node) -> None:
    """MAXIMUM and MINIMUM."""
    one, other, out = _pair(node)
    out.dtype = one.dtype
    node.resize(broadcast(node, one, other))


def squared_difference(node: Node) -> None:
    """SQUARED_DIFFERENCE."""
    one, other, out = _pair(node)
    out.dtype = other.dtype
    if one.dtype == "int8" and stated(node, one, other, out):
        for state, what in ((one, "first operand"), (other, "second operand"), (out, "output")):
            zero_point_within(node, state, what)
        for state in (one, other, out):
            if not isfinite(scale(node, state)):
                share(node, scale(node, state), state, "operand")
        first, second, made = (scale(node, state) for state in (one, other, out))
        twice = 2 * max(first, second)
        for state, value in ((one, first), (other, second)):
            share(node, value / twice if twice else float("nan"), state, "operand")
        share(node, twice * twice / (2**14 * made) if made else float("inf"), out, "output")
    node.resize(broadcast(node, one, other))


def compare(node: Node) -> None:
    """LESS, EQUAL and the like."""
    one, other, out = _pair(node)
    out.dtype = "bool"
    node.resize(broadcast(node, one, other))


def logical(node: Node) -> None:
    """LOGICAL_AND and LOGICAL_OR."""
    one, other, out = _pair(node)
    node.takes(one, ("bool",), "first operand")
    out.dtype = "bool"
    node.resize(broadcast(node, one, other))


def angle(node: Node) -> None:
    """ATAN2."""
    one, other, out = _pair(node)
    node.same_type(one, out)
    node.ranks(other, (one.rank,), "second operand")
    node.takes(one, ("float32", "float64"), "first operand")
    node.resize(one.sizes)


def of_types(*allowed: str) -> Callable[[Node], None]:
    """A kernel of two operands of one of these types; of any if none is given."""

    def prepare(node: Node) -> None:
        one, other, out = _pair(node)
        if allowed:
            node.takes(one, allowed, "first operand")
        out.dtype = one.dtype
        node.resize(broadcast(node, one, other))

    return prepare


def unary(*allowed: str, output: bool = True) -> Callable[[Node], None]:
    """A kernel of one operand of one of these types, and a result of the same.

    Args:
        allowed: Types that it takes; all if empty.
        output: Whether the output's type is compared; else it becomes the input's.
    """

    def prepare(node: Node) -> None:
        node.counts((1,))
        given, out = node.input(0), node.output
        if allowed:
            node.takes(given, allowed, "input")
        if output:
            node.same_type(given, out)
        else:
            out.dtype = given.dtype
        node.resize(given.sizes)

    return prepare


def quantized_unary(*allowed: str) -> Callable[[Node], None]:
    """A kernel like `unary` that needs scales of 8 and 16-bit tensors."""

    def prepare(node: Node) -> None:
        node.counts((1,))
        given, out = node.input(0), node.output
        node.same_type(given, out)
        node.takes(given, allowed, "input")
        if given.dtype == "int8" or (given.dtype == "int16" and given.quantization is not None):
            quantized(node, given, "input")
            quantized(node, out, "output")
        if given.dtype == "int16":
            no_zero_point(node, given, "input")
            no_zero_point(node, out, "output")
        node.resize(given.sizes)

    return prepare


def activation(node: Node) -> None:
    """RELU and its kin."""
    node.counts((1,))
    given, out = node.input(0), node.output
    node.same_type(given, out)
    if given.dtype == "int16" and node.native.startswith("RELU"):
        no_zero_point(node, given, "input")
        no_zero_point(node, out, "output")
    node.resize(given.sizes)


def exponential(node: Node) -> None:
    """EXP."""
    node.counts((1,))
    if node.input(0).dtype == "int16":
        no_zero_point(node, node.input(0), "input")
        no_zero_point(node, node.output, "output")
    node.resize(node.input(0).sizes)


def sign(node: Node) -> None:
    """SIGN, which may have more outputs than the one that it writes."""
    node.counts((1,), (max(1, len(node.outputs)),))
    node.same_type(node.input(0), node.output)
    node.resize(node.input(0).sizes)


def leaky_relu(node: Node) -> None:
    """LEAKY_RELU."""
    activation(node)
    if node.input(0).dtype == "int16":
        no_zero_point(node, node.input(0), "input")
        no_zero_point(node, node.output, "output")


def hard_swish(node: Node) -> None:
    """HARD_SWISH."""
    activation(node)
    given, out = node.input(0), node.output
    if given.dtype in QUANTIZED and stated(node, given, out):
        step, made = scale(node, given), scale(node, out)
        if made and isfinite(step / made) and step / made >= 128:
            node.refuse(
                "activation-scale",
                f"its output{out.label} has scale {made:g}, its input {step:g}; the input's has "
                "to be less than 128 times as large",
                out,
            )


def logistic(node: Node) -> None:
    """LOGISTIC."""
    activation(node)
    given, out = node.input(0), node.output
    if given.dtype in QUANTIZED:
        fixed(node, out, 1 / 256)
    elif given.dtype == "int16":
        fixed(node, out, 1 / 32768, 0)
        no_zero_point(node, given, "input")


def tanh(node: Node) -> None:
    """TANH."""
    activation(node)
    if node.input(0).dtype == "int16":
        no_zero_point(node, node.input(0), "input")
        fixed(node, node.output, 1 / 32768, 0)


def softmax(node: Node) -> None:
    """SOFTMAX."""
    node.counts((1,))
    given, out = node.input(0), node.output
    if given.rank < 1:
        node.refuse("shape", "its input is a scalar; TFLite accepts 1 dimension and more", given)
    if given.dtype == out.dtype == "int8":
        fixed(node, out, 1 / 256, -128, 0.001)
    elif given.dtype == out.dtype == "int16":
        fixed(node, out, 1 / 32768, 0, 0.001)
    if given.dtype == "int16":
        no_zero_point(node, given, "input")
        no_zero_point(node, out, "output")
    node.resize(given.sizes)


def log_softmax(node: Node) -> None:
    """LOG_SOFTMAX."""
    activation(node)
    if node.input(0).dtype in QUANTIZED:
        fixed(node, node.output, 16 / 256, 255 if node.output.dtype == "uint8" else 127)


def prelu(node: Node) -> None:
    """PRELU."""
    node.counts((2,))
    given, alpha, out = node.input(0), node.input(1), node.output
    out.dtype = given.dtype
    sizes = broadcast(node, given, alpha)
    if sizes != given.sizes:
        node.refuse(
            "shape",
            f"its slopes {text(alpha.sizes)} stretch its input {text(given.sizes)}",
            alpha,
        )
    node.resize(sizes)


def l2_normalization(node: Node) -> None:
    """L2_NORMALIZATION."""
    node.counts((1,))
    given, out = node.input(0), node.output
    if given.rank > 4:
        node.ranks(given, (1, 4), "input")
    node.takes(out, ("float32", "uint8", "int8"), "output")
    node.same_type(given, out)
    if out.dtype in QUANTIZED:
        fixed(node, out, 1 / 128, 128 if out.dtype == "uint8" else 0)
    if (node.word("fused_activation") or "none") != "none":
        node.refuse("option", f"its fused activation is {node.word('fused_activation')}")
    node.resize(given.sizes)


def add_n(node: Node) -> None:
    """ADD_N."""
    node.counts((max(2, len(node.inputs)),))
    first = node.input(0)
    node.output.dtype = first.dtype
    for index in range(1, len(node.inputs)):
        state = node.input(index)
        node.same_type(first, state, what="its operands")
        if state.sizes != first.sizes:
            node.refuse("shape", f"its operands {text(first.sizes)} and {text(state.sizes)} differ")
    node.resize(first.sizes)


def select(node: Node) -> None:
    """SELECT and SELECT_V2."""
    node.counts((3,))
    mask, one, other, out = node.input(0), node.input(1), node.input(2), node.output
    node.takes(mask, ("bool",), "mask")
    node.same_type(one, other, what="its operands")
    out.dtype = one.dtype
    if one.shape == other.shape == mask.shape:
        node.resize(one.sizes)
    elif node.native == "SELECT":
        alone = mask.rank == 0 or (
            mask.rank == 1 and one.rank > 0 and mask.sizes[0] == one.sizes[0]
        )
        if one.sizes != other.sizes or not alone:
            node.refuse("shape", f"its mask {text(mask.sizes)} does not fit {text(one.sizes)}")
        node.resize(one.sizes)
    else:
        joined = State(one.tensor)
        joined.shape = broadcast(node, one, other)
        node.resize(broadcast(node, joined, mask))
