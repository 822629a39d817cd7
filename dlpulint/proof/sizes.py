"""The sizes of an operator's tensors while a variation is fitted to what it changed."""

from collections.abc import Mapping

from msgspec.structs import replace

from dlpulint.model.graph import Attribute, Operator, Tensor
from dlpulint.proof.miniature import Miniature, reshaped

Sizes = tuple[int, ...]


class OperatorSizes:
    """Shapes, options and small constants of one operator, before and after a variation.

    The rules of `proof/possible.py` change `given`, `made`, `options` and `values` until they fit.
    """

    def __init__(self, before: Miniature, after: Miniature, pinned: bool) -> None:
        operator = after.operator
        self.miniature = after
        self.kind = operator.kind
        self.last = after.model.layout == "channels-last"
        self.options: dict[str, Attribute] = dict(operator.attributes)
        self._former = before.operator
        self.former_options: Mapping[str, Attribute] = before.operator.attributes
        self.given = [_sizes(tensor) for tensor in operator.inputs]
        self.made = [_sizes(tensor) for tensor in operator.outputs]
        same_operands = before.operator.roles == operator.roles
        self.former_given = [*map(_sizes, before.operator.inputs)] if same_operands else self.given
        self.former_made = [*map(_sizes, before.operator.outputs)]
        self.values: dict[int, Sizes] = {}
        inputs = [n for n, role in enumerate(operator.roles) if role == "input"]
        self.inputs = [n for n in inputs if operator.inputs[n] is not None]
        changed = any(self.given[n] != self.former_given[n] for n in self.inputs)
        self.pinned = pinned
        # Where a variation sets a result and no input, inputs follow the result.
        self.backwards = self.made != self.former_made and not changed and not pinned

    @property
    def x(self) -> Sizes:
        """The first input."""
        return self.given[self.inputs[0]]

    @x.setter
    def x(self, sizes: Sizes) -> None:
        self.given[self.inputs[0]] = sizes

    @property
    def y(self) -> Sizes:
        """The first output."""
        return self.made[0]

    @y.setter
    def y(self, sizes: Sizes) -> None:
        self.made[0] = sizes

    @property
    def former_x(self) -> Sizes:
        """The first input before the variation."""
        return self.former_given[self.inputs[0]]

    @property
    def former_y(self) -> Sizes:
        """The first output before the variation."""
        return self.former_made[0]

    def index(self, role: str) -> int | None:
        """The position of the first operand of a role."""
        pairs = zip(self.miniature.operator.roles, self.miniature.operator.inputs, strict=True)
        found = (n for n, (its, tensor) in enumerate(pairs) if its == role and tensor is not None)
        return next(found, None)

    def held(self, role: str) -> Sizes | None:
        """The elements of a constant operand."""
        position = self.index(role)
        tensor = None if position is None else self.miniature.operator.inputs[position]
        return None if tensor is None else tensor.values

    def former_held(self, role: str) -> Sizes | None:
        """The elements of a constant operand before the variation."""
        tensor = self._former.first(role)
        return None if tensor is None else tensor.values

    def hold(self, role: str, values: Sizes) -> None:
        """Set the elements of a constant operand, where the file states them."""
        position = self.index(role)
        if position is not None and self.held(role) is not None:
            self.values[position] = values

    def number(self, option: str, default: int = 1) -> int:
        """A whole-number option."""
        value = self.options.get(option)
        return value if isinstance(value, int) else default

    def numbers(self, option: str) -> Sizes | None:
        """An option that is a list of whole numbers."""
        value = self.options.get(option)
        return tuple(n for n in value if isinstance(n, int)) if isinstance(value, tuple) else None

    def spatial(self, sizes: Sizes) -> range:
        """The positions of height and width in a shape."""
        return range(1, len(sizes) - 1) if self.last else range(2, len(sizes))

    def channels(self, sizes: Sizes) -> int:
        """The position of the channels in a shape."""
        return len(sizes) - 1 if self.last else min(1, len(sizes) - 1)

    def written(self) -> Miniature:
        """The miniature with all of this in it."""
        operator = self.miniature.operator
        stated = {
            name: value
            for name, value in self.options.items()
            if operator.attributes.get(name) != value
        }
        changed = self.miniature.with_options(stated) if stated else self.miniature
        tensors: dict[Tensor, Tensor] = {}
        pairs = [*zip(changed.operator.inputs, self.given, strict=True)]
        for position, (tensor, sizes) in enumerate(pairs):
            if tensor is None:
                continue
            fitted = tensor
            if position in self.values:
                values = self.values[position]
                shape = (len(values),) if len(tensor.shape or ()) == 1 else (len(values) // 2, 2)
                fitted = reshaped(replace(tensor, values=values), shape)
            elif sizes != _sizes(operator.inputs[position]):
                fitted = reshaped(tensor, sizes)
            if fitted is not tensor:
                tensors[tensor] = fitted
        for tensor, sizes in zip(changed.operator.outputs, self.made, strict=True):
            if sizes != _sizes(tensor):
                tensors[tensor] = reshaped(tensor, sizes)
        return changed.with_tensors(tensors) if tensors else changed


def all_known(operator: Operator) -> bool:
    """Whether every operand and result has a shape without open dimensions."""
    tensors = [*(tensor for tensor in operator.inputs if tensor is not None), *operator.outputs]
    return all(tensor.shape is not None and None not in tensor.shape for tensor in tensors)


def _sizes(tensor: Tensor | None) -> Sizes:
    return () if tensor is None else tuple(size or 0 for size in tensor.shape or ())


def following(sizes: Sizes, former: Sizes, lead: Sizes) -> Sizes:
    """A shape that follows another from `former` to `lead`, where both had the same size.

    Dimensions are compared from the innermost; a 1 that is stretched stays 1.
    """
    if sizes == former:
        return lead
    if len(sizes) == len(former):
        ones = (1,) * (len(lead) - len(sizes))
        sizes = ones + sizes[max(0, len(sizes) - len(lead)) :]
    shift = len(lead) - len(former)
    result = []
    for position, size in enumerate(sizes):
        at = position + len(lead) - len(sizes)
        was = former[at - shift] if 0 <= at - shift < len(former) else 1
        result.append(lead[at] if size == was and size != 1 and at >= 0 else size)
    return tuple(result)
