"""Sizes of convolutions and pools: weights fit channels, results fit kernel, stride and padding."""

from dlpulint.proof.sizes import OperatorSizes, Sizes, with_size

_SIDES = ("height", "width")


def pool(s: OperatorSizes) -> bool:
    """Fit the result of a pool; `False` where its window does not fit its input."""
    if len(s.x) != len(s.y) or len(s.x) < 3:
        return False
    s.y = tuple(s.y[n] if n in s.spatial(s.x) else size for n, size in enumerate(s.x))
    return _fit_sides(s)


def convolution(s: OperatorSizes) -> bool:
    """Fit the weights, bias and result of a convolution; `False` where there is no such."""
    position, bias = s.index("weights"), s.index("bias")
    if position is None or len(s.x) != len(s.y) or len(s.x) < 3:
        return position is None
    c = s.channels(s.x)
    channels = _depthwise(s, position, c) if s.kind == "depthwise-conv" else _plain(s, position, c)
    if channels is None:
        return False
    kernel, makes = _kernel(s, s.given[position]), s.y[c]
    s.given[position] = (channels[0], *kernel, channels[1]) if s.last else (*channels, *kernel)
    s.y = with_size(s.y, 0, s.x[0])
    if bias is not None:
        s.given[bias] = (makes,)
    return _fit_sides(s)


def _kernel(s: OperatorSizes, weights: Sizes) -> Sizes:
    """The sides of weights, as many as the input has; more than two are 1."""
    count = len(s.spatial(s.x))
    sides = weights[1:-1] if s.last else weights[2:]
    if len(sides) == 2:
        sides = tuple(s.number(f"kernel_{side}", n) for side, n in zip(_SIDES, sides, strict=True))
    return ((1,) * (count - len(sides)) + sides)[-count:]


def _plain(s: OperatorSizes, position: int, c: int) -> Sizes | None:
    """First and last channels of weights that fit input and result, groups kept."""
    weights, former = s.given[position], s.former_given[position]
    swapped = s.kind == "transpose-conv" and not s.last
    first, second = (0, len(weights) - 1) if s.last else (1, 0) if swapped else (0, 1)
    makes, takes = weights[first], weights[second]
    groups = max(1, s.former_x[s.channels(s.former_x)] // max(1, former[second]))
    if s.pinned or takes != former[second]:
        grouped = takes and s.x[c] % takes == 0 and makes % (s.x[c] // takes) == 0
        if not grouped or s.kind == "transpose-conv":
            if s.pinned and s.x[c] != takes:
                return None
            s.x = with_size(s.x, c, takes)
    elif s.x[c] % groups or makes % groups:
        return None
    else:
        takes = s.x[c] // groups
    s.y = with_size(s.y, c, makes)
    return (takes, makes) if swapped else (makes, takes)


def _depthwise(s: OperatorSizes, position: int, c: int) -> Sizes | None:
    """Channels of depthwise weights: a whole multiple of the input's."""
    weights, former = s.given[position], s.former_given[position]
    at = len(weights) - 1 if s.last else 0
    former_c = s.former_x[s.channels(s.former_x)]
    multiplier = former[at] // max(1, former_c)
    if s.option_changed("depth_multiplier"):
        multiplier = s.number("depth_multiplier")
    makes = s.x[c] * multiplier if weights[at] == former[at] else weights[at]
    makes = s.y[c] if s.pinned else makes
    if not s.x[c] or makes % s.x[c]:
        if s.pinned or s.x[c] != former_c:
            return None
        s.x = with_size(s.x, c, makes)
    s.y = with_size(s.y, c, makes)
    if "depth_multiplier" in s.options:
        s.options["depth_multiplier"] = makes // max(1, s.x[c])
    if not s.last:
        s.options["groups"] = s.x[c]
    return (1, makes) if s.last else (makes, 1)


def _fit_sides(s: OperatorSizes) -> bool:
    """Height and width of the result; any dimension further out is a side with a window of 1."""
    sides = _SIDES[-len(s.spatial(s.x)) :]
    outer = s.spatial(s.x)[: -len(sides)]
    s.y = tuple(s.x[n] if n in outer else size for n, size in enumerate(s.y))
    for position, side in zip(s.spatial(s.x)[-len(sides) :], sides, strict=True):
        size = _slid(s, s.x[position], side)
        if size is not None:
            if size < 1 <= s.x[position]:
                return False
            s.y = with_size(s.y, position, size)
    if s.kind == "transpose-conv":
        s.hold("shape", s.y)
    return True


def _slid(s: OperatorSizes, size: int, side: str) -> int | None:
    """How large a side of the result is; `None` where the options do not tell."""
    stride, kernel = s.number(f"stride_{side}"), s.number(f"kernel_{side}")
    word = s.options.get("padding")
    if s.kind == "transpose-conv":
        return size * stride if word == "same" else (size - 1) * stride + kernel
    reach = (kernel - 1) * s.number(f"dilation_{side}") + 1
    ends = ("pad_top", "pad_bottom") if side == "height" else ("pad_left", "pad_right")
    if all(end in s.options for end in ends):
        return (size + sum(s.number(end) for end in ends) - reach) // stride + 1
    if word == "same":
        return -(-size // stride)
    return (size - reach) // stride + 1 if word == "valid" else None
