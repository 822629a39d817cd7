"""Shapes that a user states for a model's inputs with `--input-shape`, checked against models."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from dlpulint.basics.errors import UsageError
from dlpulint.basics.spelling import nearest
from dlpulint.model.graph import Tensor

OPTION: Final = "--input-shape"

_LARGEST: Final = 2**31 - 1
"""Largest size accepted; no runtime supports larger ones."""


class InputShape(Struct, frozen=True):
    """The shape of one input."""

    name: str | None
    """`None` stands for the only input of a model."""
    sizes: tuple[int, ...]

    def __str__(self) -> str:
        return self._text("x")

    @property
    def option(self) -> str:
        """The shape as a command-line option."""
        return f"{OPTION} {self._text(',')}"

    def _text(self, between: str) -> str:
        sizes = between.join(str(size) for size in self.sizes)
        return sizes if self.name is None else f"{self.name}={sizes}"


def parsed(options: Iterable[str]) -> tuple[InputShape, ...]:
    """Input shapes from the values of `--input-shape` options.

    Args:
        options: Texts like `name=1,3,224,224`, or `1,3,224,224` for a model's only input.

    Raises:
        UsageError: A text is not a shape, or an input is named twice.

    >>> parsed(["x=1,3,8,8"])
    (InputShape(name='x', sizes=(1, 3, 8, 8)),)
    """
    shapes = []
    for option in options:
        # From the right: names of inputs may hold an equals sign.
        name, equals, sizes = option.rpartition("=")
        if equals and not name:
            raise UsageError(f"{OPTION} {option}: no name before the =")
        shapes.append(InputShape(name if equals else None, _sizes(option, sizes)))
    return _each_once(shapes)


def stated(shapes: Mapping[str, Sequence[int]]) -> tuple[InputShape, ...]:
    """Input shapes from sizes by the input's name; `""` is the name of a model's only input.

    Raises:
        UsageError: A size is not from 1 to 2,147,483,647.
    """
    return _each_once([InputShape(name or None, tuple(sizes)) for name, sizes in shapes.items()])


def shapes_for(
    inputs: Sequence[Tensor], shapes: Collection[InputShape], path: str
) -> tuple[InputShape, ...]:
    """Those shapes that fix an open dimension of a model, each with the name of its input.

    Args:
        inputs: The inputs of the model's main graph.
        shapes: The shapes that the user states; names of other models' inputs are skipped.
        path: The model file, for error messages.

    Raises:
        UsageError: A shape contradicts its input (rank or a fixed size), an input has two shapes,
            or a named dimension two sizes.
    """
    by_name = {tensor.name: tensor for tensor in inputs}
    only = inputs[0].name if len(inputs) == 1 else None
    named = [
        InputShape(only if shape.name is None else shape.name, shape.sizes) for shape in shapes
    ]
    found = tuple(shape for shape in named if shape.name in by_name)
    dimensions: dict[str, int] = {}
    for shape in _each_once(found):
        _refuse_misfit(by_name[shape.name or ""], shape, path, dimensions)
    return tuple(shape for shape in found if _open(by_name[shape.name or ""]))


def left_out(shapes: Iterable[InputShape]) -> str:
    """Note that a TFLite model is linted with its own shapes, not with the stated ones."""
    words = ", ".join(str(shape) for shape in shapes)
    return (
        f"{OPTION} {words} is left out: only of .onnx files the shapes are worked out anew; state "
        "the shape when you convert."
    )


def refuse_unused(shapes: Iterable[InputShape], inputs: Collection[Sequence[str]]) -> None:
    """Raise UsageError for a shape that matches no input of any model.

    Args:
        shapes: The shapes that the user states.
        inputs: The names of each model's inputs.
    """
    known = list(dict.fromkeys(name for names in inputs for name in names))
    for shape in shapes:
        if shape.name is None:
            if not any(len(names) == 1 for names in inputs):
                several = ", ".join(known[:_SHOWN])
                raise UsageError(
                    f"{shape.option}: no model has a single input; name one: NAME=SIZES "
                    f"(there are {several})"
                )
        elif shape.name not in known:
            there = nearest(shape.name, known) or f"; there are: {', '.join(known[:_SHOWN])}"
            raise UsageError(f"{shape.option}: no model has an input {shape.name!r}{there}")


_SHOWN: Final = 8
"""Number of names that an error lists."""


def _sizes(option: str, text: str) -> tuple[int, ...]:
    words = [word.strip() for word in text.split(",")]
    if not all(word.isascii() and word.isdigit() for word in words):
        raise UsageError(f"{OPTION} {option}: expected whole numbers, as in name=1,3,224,224")
    # A number with more digits than the largest is too large in any case.
    return tuple(int(word) if len(word) <= len(str(_LARGEST)) else _LARGEST + 1 for word in words)


def _each_once(shapes: Sequence[InputShape]) -> tuple[InputShape, ...]:
    names = [shape.name for shape in shapes]
    for shape in shapes:
        if names.count(shape.name) > 1:
            raise UsageError(f"{shape.option}: this input is given more than one shape")
        if not all(0 < size <= _LARGEST for size in shape.sizes):
            raise UsageError(f"{shape.option}: sizes are from 1 to {_LARGEST:,}")
    return tuple(shapes)


def _refuse_misfit(
    tensor: Tensor, shape: InputShape, path: str, dimensions: dict[str, int]
) -> None:
    """Raise UsageError where a shape contradicts its input; add sizes to `dimensions` by name."""
    if tensor.shape is None:
        return
    where = f"{shape.option}: {path}"
    if len(shape.sizes) != len(tensor.shape):
        raise UsageError(
            f"{where}: the input {tensor.name!r} has {len(tensor.shape)} dimensions "
            f"({_text(tensor)}), not {len(shape.sizes)}"
        )
    names = tensor.free_dimensions or (None,) * len(tensor.shape)
    for index, (asked, size, name) in enumerate(zip(shape.sizes, tensor.shape, names, strict=True)):
        if size is not None and name is None and size != asked:
            raise UsageError(
                f"{where}: dimension {index} of the input {tensor.name!r} is fixed at {size} "
                f"({_text(tensor)}), not {asked}"
            )
        if name and dimensions.setdefault(name, asked) != asked:
            raise UsageError(
                f"{where}: the dimension {name!r} cannot be both {dimensions[name]} and {asked}"
            )


def _open(tensor: Tensor) -> bool:
    named = any(name is not None for name in tensor.free_dimensions)
    return tensor.shape is None or None in tensor.shape or named


def _text(tensor: Tensor) -> str:
    names = tensor.free_dimensions or (None,) * len(tensor.shape or ())
    sizes = zip(tensor.shape or (), names, strict=True)
    return ", ".join(
        name or (str(size) if size is not None and name is None else "?") for size, name in sizes
    )
