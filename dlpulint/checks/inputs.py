"""Checks of the graph's input against the camera's frames, and of the names at its ends."""

from collections.abc import Iterator

from msgspec import Struct

from dlpulint.checks.base import NoParams, first_words, model_check, shape_text
from dlpulint.facts.facts import Facts
from dlpulint.facts.layout import COLOURS, ImageLayout, image_layout
from dlpulint.findings.hit import Hit

_LAYOUT_NAMES: dict[ImageLayout, str] = {"nhwc": "interleaved (NHWC)", "nchw": "planar (NCHW)"}


class InputLayout(Struct, frozen=True, kw_only=True):
    """The layout of the camera's frames."""

    layout: ImageLayout


@model_check("input-layout", InputLayout, "tensor", "shape", "found", "expected")
def input_layout(facts: Facts, params: InputLayout) -> Iterator[Hit]:
    """Colour image inputs have the layout that the camera delivers."""
    for tensor in facts.model.inputs:
        found = image_layout(tensor.shape)
        if found is not None and found != params.layout:
            values = {
                "tensor": tensor.name,
                "shape": shape_text(tensor.shape),
                "found": _LAYOUT_NAMES[found],
                "expected": _LAYOUT_NAMES[params.layout],
            }
            yield Hit(tensor, values, cause=found)


_PERMUTATIONS: tuple[tuple[int, ...] | None, ...] = ((0, 2, 3, 1), (0, 3, 1, 2))
"""Permutations from one image layout to the other."""


@model_check("leading-transpose", NoParams, "tensor", "perm", "native")
def leading_transpose(facts: Facts, params: NoParams) -> Iterator[Hit]:
    """No image is transposed to the other layout before the first real operator."""
    model = facts.model
    for tensor in model.inputs:
        if tensor.rank != 4:
            continue
        for operator in model.consumers(tensor):
            follower = operator
            if operator.kind == "quantize" and operator.output is not None:
                follower = next(iter(model.consumers(operator.output)), operator)
            perm = follower.integers("perm")
            if follower.kind == "transpose" and perm in _PERMUTATIONS:
                text = ",".join(map(str, perm or ()))
                values = {"tensor": tensor.name, "perm": text, "native": follower.native}
                yield Hit(follower, values, cause="perm")


_SCALING = ("mul", "div", "add", "sub")
"""Kinds that scale or shift an image, by one number or one number per channel."""


@model_check("input-scaling", NoParams, "tensor", "native")
def input_scaling(facts: Facts, params: NoParams) -> Iterator[Hit]:
    """No colour image is scaled or shifted by constants before the first real operator."""
    model = facts.model
    for tensor in model.inputs:
        if image_layout(tensor.shape) is None:
            continue
        for operator in model.consumers(tensor):
            others = [t for t in operator.inputs if t is not None and t is not tensor]
            constant = others and all(other.constant for other in others)
            if operator.kind not in _SCALING or not constant:
                continue
            values = {"tensor": tensor.name, "native": operator.native}
            sizes = [other.elements for other in others]
            if None in sizes:
                unknown = "the shape of its constant is not known"
                yield Hit(operator, values, cause="scaled", unknown=unknown)
            elif all(size in (1, *COLOURS) for size in sizes):
                yield Hit(operator, values, cause="scaled")


class TensorNames(Struct, frozen=True, kw_only=True):
    """Names that commands expect at the ends of a graph."""

    input: str
    """The name of the first input."""
    output: str
    """The name of the first output."""


@model_check("tensor-names", TensorNames, "inputs", "outputs")
def tensor_names(facts: Facts, params: TensorNames) -> Iterator[Hit]:
    """A model with a single image input has the input and output names that commands expect."""
    if len(facts.model.inputs) != 1 or facts.model.inputs[0].rank != 4:
        return
    inputs = [tensor.name for tensor in facts.model.inputs]
    outputs = [tensor.name for tensor in facts.model.outputs]
    if outputs and (inputs != [params.input] or outputs != [params.output]):
        values = {"inputs": first_words(inputs), "outputs": first_words(outputs)}
        yield Hit(None, values, cause="names")
