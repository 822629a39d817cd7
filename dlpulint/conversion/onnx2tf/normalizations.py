"""Normalizations that compute their mean at every frame, in the pieces that converters write."""

from collections.abc import Sequence

from dlpulint.conversion.onnx2tf.draft import Draft, View, number, whole
from dlpulint.conversion.onnx2tf.remaining import as_it_is
from dlpulint.model.graph import Operator, Shape, Tensor


def layer_normalization(at: Operator, draft: Draft) -> None:
    """Over the last dimensions of the ONNX, as Keras writes it."""
    given, axis = at.input, at.integer("axis")
    if given is None or not given.rank or axis is None or not at.outputs:
        return as_it_is(at, draft)
    view = draft.view(given)
    dimensions = range(axis % given.rank, given.rank)
    places = tuple(sorted(view.place_of(dimension) for dimension in dimensions))
    pieces = _Pieces(at, draft, view.tensor)
    mean, root = pieces.mean_and_root(places)
    channels = None if given.shape is None else given.shape[-1]
    factor = pieces.step("mul", (root, number("scale", channels)), view.tensor.shape)
    scaled = pieces.step("mul", (view.tensor, factor), view.tensor.shape)
    shift = pieces.step("mul", (mean, factor), view.tensor.shape)
    negative = pieces.step("sub", (number("bias", channels), shift), view.tensor.shape)
    result = draft.result(at, view.order)
    draft.emit(at, "add", (scaled, negative), result, attributes={"fused_activation": "none"})
    return draft.finish(at, View(result, view.order))


def instance_normalization(at: Operator, draft: Draft) -> None:
    """Over all places of each channel."""
    given = at.input
    if given is None or not given.rank or given.rank < 3 or not at.outputs:
        return as_it_is(at, draft)
    view = draft.view(given)
    places = tuple(sorted(view.place_of(dimension) for dimension in range(2, given.rank)))
    pieces = _Pieces(at, draft, view.tensor)
    mean, root = pieces.mean_and_root(places)
    shape = view.tensor.shape
    centred = pieces.step("sub", (view.tensor, mean), shape)
    scaled = pieces.step("mul", (centred, root), shape)
    channels = None if given.shape is None else given.shape[1]
    factored = pieces.step("mul", (scaled, number("scale", channels)), shape)
    result = draft.result(at, view.order)
    inputs = (factored, number("bias", channels))
    draft.emit(at, "add", inputs, result, attributes={"fused_activation": "none"})
    return draft.finish(at, View(result, view.order))


class _Pieces:
    """Writes the steps of one node."""

    def __init__(self, at: Operator, draft: Draft, given: Tensor) -> None:
        self.at, self.draft, self.given = at, draft, given

    def step(self, kind: str, inputs: Sequence[Tensor], shape: Shape | None) -> Tensor:
        made = Tensor(f"{self.given.name}/{kind}", self.given.dtype, shape)
        arithmetic = kind in ("add", "sub", "mul")
        attributes = {"fused_activation": "none"} if arithmetic else {}
        return self.draft.emit(self.at, kind, inputs, made, attributes=attributes)

    def mean_and_root(self, places: tuple[int, ...]) -> tuple[Tensor, Tensor]:
        """The mean over some dimensions, and one over the deviation."""
        shape = self.given.shape
        small: Shape | None = None
        if shape is not None:
            small = tuple(1 if n in places else size for n, size in enumerate(shape))
        mean = self._mean(self.given, places, small)
        squares = self.step("squared-difference", (self.given, mean), shape)
        variance = self._mean(squares, places, small)
        shifted = self.step("add", (variance, number("epsilon")), small)
        return mean, self.step("rsqrt", (shifted,), small)

    def _mean(self, given: Tensor, places: tuple[int, ...], shape: Shape | None) -> Tensor:
        return self.draft.emit(
            self.at,
            "mean",
            (given, whole("axes", places)),
            Tensor(f"{given.name}/mean", given.dtype, shape),
            roles=("input", "axes"),
            attributes={"axes": places, "keep_dims": True},
        )
