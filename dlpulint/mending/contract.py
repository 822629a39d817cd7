"""The ends of a mended file, as its application has to know them."""

from collections.abc import Iterable

from dlpulint.mending.ends import Step
from dlpulint.mending.fix import Mended
from dlpulint.model.graph import Model, Tensor
from dlpulint.report.mended import NewEnd


def new_inputs(model: Model, mended: Mended) -> tuple[NewEnd, ...]:
    """Inputs, each with the code that makes it from what the application fed before."""
    pairs = zip(model.inputs, mended.ends.input_steps, strict=True)
    return tuple(_end(tensor, steps) for tensor, steps in pairs)


def new_outputs(model: Model, mended: Mended) -> tuple[NewEnd, ...]:
    """Outputs, each with the code that makes the former output of it."""
    pairs = zip(model.outputs, mended.ends.routes, strict=True)
    return tuple(_end(tensor, () if route is None else route.steps) for tensor, route in pairs)


def _end(tensor: Tensor, steps: Iterable[Step]) -> NewEnd:
    quantization = tensor.quantization
    return NewEnd(
        name=tensor.name,
        dtype=tensor.dtype,
        shape=tensor.shape or (),
        scale=None if quantization is None else quantization.scale,
        zero_point=None if quantization is None else quantization.zero_point,
        code=tuple(step.sentence for step in steps),
    )
