"""Normalizations that compute their mean on every frame, as the operators converters write."""

from collections.abc import Sequence

from dlpulint.conversion.onnx2tf.draft import Draft, View, number, whole
from dlpulint.conversion.onnx2tf.remaining import as_it_is
from dlpulint.model.graph import Operator, Shape, Tensor


def layer_normalization(at: Operator, draft: Draft) -> None:
    """Writes a normalization over the last dimensions of the ONNX, as Keras does."""
    given, axis = at.input, at.integer("axis")
    if given is None or not given.rank or axis is None or not at.outputs:
        return as_it_is(at, draft)
    view = draft.view(given)
    dimensions = range(axis % given.rank, given.rank)
    axes = tuple(sorted(view.position_of(dimension) for dimension in dimensions))
    steps = _Steps(at, draft, view.tensor)
    mean, root = steps.mean_and_root(axes)
    channels = None if given.shape is None else given.shape[-1]
    factor = steps.step("mul", (root, number("scale", channels)), view.tensor.shape)
    scaled = steps.step("mul", (view.tensor, factor), view.tensor.shape)
    shift = steps.step("mul", (mean, factor), view.tensor.shape)
    negative = steps.step("sub", (number("bias", channels), shift), view.tensor.shape)
    result = draft.result(at, view.order)
    draft.emit(at, "add", (scaled, negative), result, attributes={"fused_activation": "none"})
    return draft.finish(at, View(result, view.order))


def instance_normalization(at: Operator, draft: Draft) -> None:
    """Writes a normalization over all positions of each channel."""
    given = at.input
    if given is None or not given.rank or given.rank < 3 or not at.outputs:
        return as_it_is(at, draft)
    view = draft.view(given)
    axes = tuple(sorted(view.position_of(dimension) for dimension in range(2, given.rank)))
    steps = _Steps(at, draft, view.tensor)
    mean, root = steps.mean_and_root(axes)
    shape = view.tensor.shape
    centred = steps.step("sub", (view.tensor, mean), shape)
    scaled = steps.step("mul", (centred, root), shape)
    channels = None if given.shape is None else given.shape[1]
    factored = steps.step("mul", (scaled, number("scale", channels)), shape)
    result = draft.result(at, view.order)
    inputs = (factored, number("bias", channels))
    draft.emit(at, "add", inputs, result, attributes={"fused_activation": "none"})
    return draft.finish(at, View(result, view.order))


class _Steps:
    """Writes the operators of one node."""

    def __init__(self, at: Operator, draft: Draft, given: Tensor) -> None:
        self.at, self.draft, self.given = at, draft, given

    def step(self, kind: str, inputs: Sequence[Tensor], shape: Shape | None) -> Tensor:
        made = Tensor(f"{self.given.name}/{kind}", self.given.dtype, shape)
        arithmetic = kind in ("add", "sub", "mul")
        attributes = {"fused_activation": "none"} if arithmetic else {}
        return self.draft.emit(self.at, kind, inputs, made, attributes=attributes)

    def mean_and_root(self, axes: tuple[int, ...]) -> tuple[Tensor, Tensor]:
        """The mean over some dimensions, and the inverse of the deviation."""
        shape = self.given.shape
        small: Shape | None = None
        if shape is not None:
            small = tuple(1 if n in axes else size for n, size in enumerate(shape))
        mean = self._mean(self.given, axes, small)
        squares = self.step("squared-difference", (self.given, mean), shape)
        variance = self._mean(squares, axes, small)
        shifted = self.step("add", (variance, number("epsilon")), small)
        return mean, self.step("rsqrt", (shifted,), small)

    def _mean(self, given: Tensor, axes: tuple[int, ...], shape: Shape | None) -> Tensor:
        return self.draft.emit(
            self.at,
            "mean",
            (given, whole("axes", axes)),
            Tensor(f"{given.name}/mean", given.dtype, shape),
            roles=("input", "axes"),
            attributes={"axes": axes, "keep_dims": True},
        )
