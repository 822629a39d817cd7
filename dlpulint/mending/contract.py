"""The ends of a mended file, as its application has to know them."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from dlpulint.mending.decoding.contract import Contract
from dlpulint.mending.decoding.decoding import decoding_of
from dlpulint.mending.decoding.numpy_function import DecodeFunction
from dlpulint.mending.draft import Draft
from dlpulint.mending.ends import Step
from dlpulint.mending.mended import Mended
from dlpulint.model.graph import Model, Tensor
from dlpulint.report.mended import NewEnd


def new_inputs(model: Model, mended: Mended) -> tuple[NewEnd, ...]:
    """Inputs, each with the code that makes it from what the application fed before."""
    pairs = zip(model.inputs, mended.ends.input_steps, strict=True)
    return tuple(_end(tensor, steps) for tensor, steps in pairs)


def new_outputs(model: Model, mended: Mended, meanings: Sequence[str] = ()) -> tuple[NewEnd, ...]:
    """Outputs, each with the code that makes the former output of it, or with what it holds."""
    known = meanings or [""] * len(model.outputs)
    ends = zip(model.outputs, mended.ends.routes, known, strict=True)
    return tuple(
        replace(_end(tensor, ()), meaning=meaning) if route is None else _end(tensor, route.steps)
        for tensor, route, meaning in ends
    )


def decoding_after(data: bytes, mended: Mended) -> tuple[Contract, DecodeFunction] | None:
    """What the outputs of a cut graph hold, and their decoding; `None` where nothing was cut.

    `data` is the original.
    """
    if None not in mended.ends.routes:
        return None
    draft = Draft(data)
    numbers = draft.numbers_of(draft.model)
    tensors = {number: tensor for tensor, number in numbers.items()}
    origins = [mended.ends.origins[number] for number in Draft(mended.data, mended.ends).outputs]
    outputs = [tensors[origin] for origin in origins if origin is not None]
    return decoding_of(draft.model, data, outputs)


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
