"""All constructions of several operators that are recognised, by name."""

from collections.abc import Iterable

from dlpulint.facts.ending import Ending
from dlpulint.facts.patterns.attention import NAME as ATTENTION
from dlpulint.facts.patterns.attention import attention_blocks
from dlpulint.facts.patterns.decoding import (
    BOX_DECODING,
    FINAL_SOFTMAX,
    box_decoding,
    final_softmax,
)
from dlpulint.facts.patterns.deformable import ATTENTION as DEFORMABLE_ATTENTION
from dlpulint.facts.patterns.deformable import NAME as DEFORMABLE
from dlpulint.facts.patterns.deformable import deformable_samplings
from dlpulint.facts.patterns.gated import HARD_SWISH, SILU, hard_swish, silu
from dlpulint.facts.patterns.moments import GROUP, LAYER, ROOT_MEAN_SQUARE, normalizations
from dlpulint.facts.patterns.normalization import NAME as UNFUSED
from dlpulint.facts.patterns.normalization import unfused_normalizations
from dlpulint.facts.patterns.padding import NAME as PADDING
from dlpulint.facts.patterns.padding import explicit_paddings
from dlpulint.facts.patterns.pattern import Pattern
from dlpulint.facts.patterns.resampling import (
    SPACE_TO_DEPTH,
    UPSAMPLING,
    spaces_to_depth,
    upsamplings,
)
from dlpulint.facts.patterns.selection import SUPPRESSION, TOP_K, selections
from dlpulint.facts.patterns.shape_arithmetic import NAME as SHAPES
from dlpulint.facts.patterns.shape_arithmetic import shape_arithmetic
from dlpulint.facts.patterns.smooth import GELU, MISH, QUICK_GELU, smooth_activations
from dlpulint.model.graph import Model

NAMES = (
    ATTENTION,
    DEFORMABLE,
    DEFORMABLE_ATTENTION,
    LAYER,
    ROOT_MEAN_SQUARE,
    GROUP,
    UNFUSED,
    SILU,
    HARD_SWISH,
    GELU,
    QUICK_GELU,
    MISH,
    SPACE_TO_DEPTH,
    UPSAMPLING,
    PADDING,
    SHAPES,
    BOX_DECODING,
    SUPPRESSION,
    TOP_K,
    FINAL_SOFTMAX,
)
"""Names of constructions, in the order in which reports list them."""


def patterns_of(model: Model, ending: Ending) -> dict[str, tuple[Pattern, ...]]:
    """Every construction of a model, by name; a name without any has an empty tuple."""
    named: tuple[Iterable[Pattern], ...] = (
        attention_blocks(model),
        deformable_samplings(model),
        normalizations(model),
        unfused_normalizations(model),
        silu(model),
        hard_swish(model),
        smooth_activations(model),
        spaces_to_depth(model),
        upsamplings(model),
        explicit_paddings(model),
        shape_arithmetic(model),
        box_decoding(model, ending),
        selections(model),
        final_softmax(model),
    )
    found: dict[str, list[Pattern]] = {name: [] for name in NAMES}
    for patterns in named:
        for pattern in patterns:
            found[pattern.name].append(pattern)
    return {name: tuple(patterns) for name, patterns in found.items()}
