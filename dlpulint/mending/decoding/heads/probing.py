"""Answers of a tail to chosen inputs, as tables with a row for each box."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from dlpulint.mending.decoding.evaluation import results, sources, tolerances
from dlpulint.mending.decoding.heads.forms import PROBES
from dlpulint.mending.decoding.layout import Layout, layout_of
from dlpulint.mending.decoding.tail import Tail
from dlpulint.model.graph import Tensor

if TYPE_CHECKING:
    import numpy as np


class Answers(Struct, frozen=True, eq=False):
    """Tables of a tail's results for one set of inputs, and how exact they are."""

    values: "tuple[np.ndarray, ...]"
    errors: "tuple[np.ndarray, ...]"


class Probed(Struct, frozen=True, eq=False):
    """A tail with the layouts of its results and its answers to `PROBES`."""

    tail: Tail
    wanted: tuple[Tensor, ...]
    layouts: tuple[Layout, ...]
    uniform: tuple[Answers, ...]
    image: tuple[int, int]
    """Height and width of the model's input; 1 where they are unknown."""

    def answers(self, values: "Sequence[np.ndarray]") -> Answers:
        """Answers for some values at the ends."""
        return _answers(self.tail, self.wanted, self.layouts, values)


def probed(tail: Tail, wanted: Sequence[Tensor]) -> Probed | None:
    """Probed tail; `None` if the rows of a result are not those of feature maps."""
    low, high = sources(tail, wanted)
    layouts = []
    for result, first, last in zip(wanted, low, high, strict=True):
        layout = layout_of(tail, result, first, last)
        if layout is None:
            return None
        layouts.append(layout)
    shape = tail.model.inputs[0].shape if tail.model.inputs else None
    sizes = [size or 1 for size in shape or ()]
    image = (1, 1)
    if len(sizes) == 4:
        image = (sizes[2], sizes[3]) if sizes[1] in (1, 3) else (sizes[1], sizes[2])
    uniform = tuple(_answers(tail, wanted, layouts, _filled(tail, x)) for x in PROBES)
    return Probed(tail, tuple(wanted), tuple(layouts), uniform, image)


def _filled(tail: Tail, value: float) -> "list[np.ndarray]":
    """Values at the ends that are all the same."""
    import numpy as np

    return [np.full([size or 0 for size in end.shape or ()], value) for end in tail.ends]


def _answers(
    tail: Tail,
    wanted: Sequence[Tensor],
    layouts: Sequence[Layout],
    values: "Sequence[np.ndarray]",
) -> Answers:
    found = results(tail, values, wanted)
    errors = tolerances(tail, values, wanted, found)
    pairs = list(zip(layouts, found, errors, strict=True))
    return Answers(
        tuple(layout.table(f) for layout, f, _ in pairs),
        tuple(layout.table(e) for layout, _, e in pairs),
    )
