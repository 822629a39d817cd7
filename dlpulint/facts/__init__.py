"""Derived answers about a model that several checks need, each worked out once and on demand."""

from functools import cached_property

from dlpulint.facts.arithmetic import Arithmetic, arithmetic_of
from dlpulint.facts.attention import attention_blocks
from dlpulint.facts.deformable import deformable_convolutions
from dlpulint.facts.families import Family, family_of
from dlpulint.facts.macs import macs_of
from dlpulint.facts.pattern import Pattern
from dlpulint.facts.simple import SimpleLayers, simple_layers
from dlpulint.facts.sizes import parameters_of, peak_activation_bytes
from dlpulint.model import Model, Operator


class Facts:
    """What follows from a model. Pass it on; do not work the same answer out again."""

    def __init__(self, model: Model) -> None:
        self.model = model

    @cached_property
    def macs(self) -> dict[Operator, int | None]:
        """Multiply-accumulates of each operator; `None` where a needed shape is unknown."""
        return macs_of(self.model)

    @cached_property
    def total_macs(self) -> int:
        """Multiply-accumulates of one inference, as far as shapes are known."""
        return sum(count or 0 for count in self.macs.values())

    @cached_property
    def arithmetic(self) -> dict[Operator, Arithmetic]:
        """How each weighted operator computes."""
        found = ((operator, arithmetic_of(operator, self.model)) for operator in self.macs)
        return {operator: arithmetic for operator, arithmetic in found if arithmetic is not None}

    @cached_property
    def patterns(self) -> dict[str, tuple[Pattern, ...]]:
        """Constructions of several operators, by name."""
        return {
            "attention": tuple(attention_blocks(self.model)),
            "deformable convolution": tuple(deformable_convolutions(self.model)),
        }

    @cached_property
    def family(self) -> Family | None:
        """The published network that the model is built as, where its structure is sure."""
        return family_of(self.model, self.patterns["attention"])

    @cached_property
    def simple_layers(self) -> SimpleLayers:
        """How much of the model is in simple layers."""
        return simple_layers(self.macs)

    @cached_property
    def parameters(self) -> int:
        """Elements of the constants that training learns."""
        return parameters_of(self.model)

    @cached_property
    def peak_activation_bytes(self) -> int | None:
        """The most bytes of activations alive at once, in file order."""
        return peak_activation_bytes(self.model)
