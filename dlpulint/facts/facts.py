"""Facts derived from a model that several checks need, each computed once and on demand."""

from functools import cached_property
from typing import TYPE_CHECKING

from dlpulint.basics.version import Version
from dlpulint.facts.activations import activations_of
from dlpulint.facts.arithmetic import Arithmetic, arithmetic_of
from dlpulint.facts.cutting import tail
from dlpulint.facts.dependencies import Dependencies, dependencies_of
from dlpulint.facts.descriptions import descriptions_of
from dlpulint.facts.ending import Ending, ending_of
from dlpulint.facts.families.family import Family
from dlpulint.facts.families.recognize import family_of
from dlpulint.facts.families.skeleton import Skeleton
from dlpulint.facts.families.trace import skeleton_of
from dlpulint.facts.macs import macs_of
from dlpulint.facts.operator_bytes import OperatorBytes, operator_bytes_of
from dlpulint.facts.outer_steps import OuterSteps, outer_steps_of
from dlpulint.facts.parts.part import Part
from dlpulint.facts.parts.parts import parts_of
from dlpulint.facts.patterns.pattern import Pattern
from dlpulint.facts.patterns.registry import patterns_of
from dlpulint.facts.preparation.prepare import Preparation, preparation_of
from dlpulint.facts.producers import Producer, producers_of
from dlpulint.facts.runtimes import needed_runtimes
from dlpulint.facts.scores import CarriedScores, carried_scores
from dlpulint.facts.simple_layers import SimpleLayers, simple_layers
from dlpulint.facts.sizes import (
    bytes_of,
    constant_bytes_of,
    parameters_of,
    peak_activation_bytes,
)
from dlpulint.facts.traffic import Traffic, traffic_of
from dlpulint.model.graph import Model, Operator, Tensor
from dlpulint.model.outline import Outline, outline_of

if TYPE_CHECKING:
    from dlpulint.facts.weights.risk import Risk


class Facts:
    """Facts derived from a model. Pass it on; do not derive the same fact again."""

    def __init__(self, model: Model, per_tensor_risk: "Risk | None" = None) -> None:
        """Make the facts of a model.

        Args:
            model: The model.
            per_tensor_risk: The risk of one weight scale per tensor, where the weights were read.
        """
        self.model = model
        self.per_tensor_risk = per_tensor_risk

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Kinds of the operators in the model."""
        return frozenset(operator.kind for operator in self.model.operators)

    @cached_property
    def descriptions(self) -> dict[Operator, int]:
        """A number for each operator, the same for those that are described alike."""
        return descriptions_of(self.model)

    @cached_property
    def dependencies(self) -> Dependencies:
        """Which operators of the main graph need the results of which."""
        return dependencies_of(self.model)

    @cached_property
    def outline(self) -> Outline:
        """The model as plain data, for reports that draw it."""
        parts = ((part.name, part.operators) for part in self.parts)
        return outline_of(self.model, parts)

    @cached_property
    def tensor_bytes(self) -> dict[Tensor, int | None]:
        """Size of each tensor that is written or read; `None` where shape or type is unknown."""
        return {tensor: bytes_of(tensor) for tensor in self.model.tensors}

    @cached_property
    def operator_bytes(self) -> dict[Operator, OperatorBytes]:
        """Bytes that each operator reads and writes."""
        return operator_bytes_of(self.model, self.tensor_bytes)

    @cached_property
    def macs(self) -> dict[Operator, int | None]:
        """Multiply-accumulates of each operator; `None` where a needed shape is unknown."""
        return macs_of(self.model)

    @cached_property
    def traffic(self) -> dict[Operator, Traffic | None]:
        """Elements that each operator moves; `None` where a needed shape is unknown."""
        return traffic_of(self.model)

    @cached_property
    def total_macs(self) -> int:
        """Multiply-accumulates per inference, as far as shapes are known."""
        return sum(count or 0 for count in self.macs.values())

    @cached_property
    def arithmetic(self) -> dict[Operator, Arithmetic]:
        """Arithmetic of each weighted operator."""
        found = ((operator, arithmetic_of(operator, self.model)) for operator in self.macs)
        return {operator: arithmetic for operator, arithmetic in found if arithmetic is not None}

    @cached_property
    def patterns(self) -> dict[str, tuple[Pattern, ...]]:
        """Constructions of several operators, by name."""
        return patterns_of(self.model, self.ending)

    @cached_property
    def family(self) -> Family | None:
        """The published network that the model is built as, where its structure proves it."""
        return family_of(self.skeleton, self.patterns["attention"])

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the main graph that have names, for reports that draw it."""
        attention = self.patterns["attention"]
        return parts_of(self.model, self.skeleton, self.family, attention)

    @cached_property
    def skeleton(self) -> Skeleton:
        """The layers of the main graph, however the format writes them."""
        return skeleton_of(self.model)

    @cached_property
    def producers(self) -> frozenset[Producer]:
        """The programs that made the file; empty where it shows none."""
        return producers_of(self.model)

    @cached_property
    def simple_layers(self) -> SimpleLayers:
        """Share of the model in simple layers."""
        return simple_layers(self.macs)

    @cached_property
    def needed_runtimes(self) -> dict[Operator, Version | None]:
        """The first TFLite runtime with each builtin operator's version; `None` where unknown."""
        return needed_runtimes(self.model)

    @cached_property
    def preparation(self) -> Preparation:
        """The outcome of TFLite's AllocateTensors."""
        return preparation_of(self.model)

    @cached_property
    def old_preparation(self) -> Preparation:
        """The same of a TFLite of before 2023, which works out fewer sizes beforehand."""
        if not self.preparation.depends_on_folding:
            return self.preparation
        return preparation_of(self.model, folding=False)

    @cached_property
    def ending(self) -> Ending:
        """The last weighted layers, and the operators between them and the outputs."""
        return ending_of(self.model)

    @cached_property
    def tail(self) -> frozenset[Operator]:
        """The operators that are left out where the main graph ends at its last layers."""
        return tail(self.model)

    @cached_property
    def tail_places(self) -> frozenset[tuple[int, int]]:
        """Subgraph and index of the operators in the tail."""
        return frozenset((operator.subgraph, operator.index) for operator in self.tail)

    @cached_property
    def outer_steps(self) -> OuterSteps:
        """The conversions and transpositions at the ends of the main graph."""
        return outer_steps_of(self.model)

    @cached_property
    def layers(self) -> tuple[Operator, ...]:
        """The operators that multiply by weights of their own."""
        return tuple(o for o, macs in self.macs.items() if macs != 0 and o.weights is not None)

    @cached_property
    def activations(self) -> dict[Operator, str]:
        """The activation after each weighted layer that has one."""
        return activations_of(self.layers, self.model)

    @cached_property
    def carried_scores(self) -> tuple[CarriedScores, ...]:
        """8-bit tensors that carry values from 0 to 1 to the outputs."""
        return tuple(carried_scores(self.model))

    @cached_property
    def parameters(self) -> int:
        """Number of elements in the constants that training learns."""
        return parameters_of(self.model)

    @cached_property
    def constant_bytes(self) -> int | None:
        """Bytes of all constants: nearly the size of the file."""
        return constant_bytes_of(self.model)

    @cached_property
    def peak_activation_bytes(self) -> int | None:
        """Peak bytes of activations alive at once, run in file order."""
        return peak_activation_bytes(self.model)
