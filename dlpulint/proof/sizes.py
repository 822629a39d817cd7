"""The sizes of one operator's tensors while they are fitted to what a variation changed."""

from copy import copy
from math import prod

from msgspec.structs import replace

from dlpulint.model.graph import Attribute, Tensor
from dlpulint.proof.miniature import Miniature, reshaped

Sizes = tuple[int, ...]


class OperatorSizes:
    """Shapes, options and small constants of an operator, changed in place until they fit."""

    def __init__(self, former: Miniature, varied: Miniature, pinned: bool) -> None:
        operator = varied.operator
        self.former, self.varied, self.pinned = former.operator, varied, pinned
        self.kind = operator.kind
        self.last = varied.model.layout == "channels-last"
        self.options: dict[str, Attribute] = dict(operator.attributes)
        self.given = [_sizes(tensor) for tensor in operator.inputs]
        self.made = [_sizes(tensor) for tensor in operator.outputs]
        same_operands = former.operator.roles == operator.roles
        self.former_given = [*map(_sizes, former.operator.inputs)] if same_operands else self.given
        self.former_made = [*map(_sizes, former.operator.outputs)]
        self.values = {n: t.values for n, t in enumerate(operator.inputs) if t and t.values}
        roles = zip(operator.roles, operator.inputs, strict=True)
        self.roles = [role if tensor is not None else None for role, tensor in roles]
        self.inputs = [n for n, role in enumerate(self.roles) if role == "input"]

    def trial(self, made: list[Sizes] | None = None) -> "OperatorSizes":
        """A copy to change, as of a variation of these sizes; `made` are its results."""
        other = copy(self)
        other.given, other.made = list(self.given), list(self.made if made is None else made)
        other.options, other.values = dict(self.options), dict(self.values)
        other.former_given = self.given
        return other

    @property
    def x(self) -> Sizes:
        """The first input."""
        return self.given[self.inputs[0]]

    @x.setter
    def x(self, sizes: Sizes) -> None:
        self.given[self.inputs[0]] = sizes

    @property
    def y(self) -> Sizes:
        """The first result."""
        return self.made[0]

    @y.setter
    def y(self, sizes: Sizes) -> None:
        self.made[0] = sizes

    @property
    def former_x(self) -> Sizes:
        """The first input before the variation."""
        return self.former_given[self.inputs[0]]

    def changed(self, position: int) -> bool:
        """Whether an operand has other sizes than before the variation."""
        return self.given[position] != self.former_given[position]

    def option_changed(self, name: str) -> bool:
        """Whether the variation set an option."""
        return self.options.get(name) != self.former.attributes.get(name)

    def index(self, role: str) -> int | None:
        """The position of the first operand of a role."""
        return self.roles.index(role) if role in self.roles else None

    def held(self, role: str) -> Sizes | None:
        """The elements of a constant operand, where the file states them."""
        position = self.index(role)
        return None if position is None else self.values.get(position)

    def hold(self, role: str, values: Sizes) -> None:
        """Set the elements of a constant operand, where the file states them."""
        position = self.index(role)
        if position is not None and position in self.values:
            self.values[position] = values
            pairs = len(self.given[position]) > 1
            self.given[position] = (len(values) // 2, 2) if pairs else (len(values),)

    def number(self, option: str, default: int = 1) -> int:
        """A whole-number option."""
        value = self.options.get(option)
        return value if isinstance(value, int) else default

    def numbers(self, option: str) -> Sizes | None:
        """An option that is a list of whole numbers."""
        value = self.options.get(option)
        return tuple(n for n in value if isinstance(n, int)) if isinstance(value, tuple) else None

    def axis(self, rank: int) -> int:
        """The option `axis` as a position in a shape of `rank` dimensions."""
        return min(max(self.number("axis", rank - 1), -rank), rank - 1) % rank

    def spatial(self, sizes: Sizes) -> range:
        """The positions of height and width in a shape."""
        return range(1, len(sizes) - 1) if self.last else range(2, len(sizes))

    def channels(self, sizes: Sizes) -> int:
        """The position of the channels in a shape."""
        return len(sizes) - 1 if self.last else min(1, len(sizes) - 1)

    def written(self) -> Miniature:
        """The varied miniature with these sizes, options and constants."""
        options = {
            name: value
            for name, value in self.options.items()
            if self.varied.operator.attributes.get(name) != value
        }
        varied = self.varied.with_options(options) if options else self.varied
        fitted: dict[Tensor, Tensor] = {}
        for position, (tensor, sizes) in enumerate(
            zip(varied.operator.inputs, self.given, strict=True)
        ):
            values = self.values.get(position)
            if tensor is not None and (sizes != _sizes(tensor) or values != tensor.values):
                fits = values is not None and len(values) == prod(sizes)
                stated = replace(tensor, values=values if fits else None)
                fitted[tensor] = reshaped(stated, sizes)
        for tensor, sizes in zip(varied.operator.outputs, self.made, strict=True):
            if sizes != _sizes(tensor):
                fitted[tensor] = reshaped(tensor, sizes)
        return varied.with_tensors(fitted) if fitted else varied


def _sizes(tensor: Tensor | None) -> Sizes:
    return () if tensor is None else tuple(size or 0 for size in tensor.shape or ())


def with_size(sizes: Sizes, position: int, size: int) -> Sizes:
    """A shape with another size of one dimension."""
    return (*sizes[:position], size, *sizes[position + 1 :])


def without(sizes: Sizes, position: int) -> Sizes:
    """A shape without one of its dimensions."""
    return (*sizes[:position], *sizes[position + 1 :])


def lengthened(sizes: Sizes, shift: int) -> Sizes:
    """A shape with ones in front, or without its first dimensions."""
    return (1,) * shift + sizes[max(0, -shift) :]
