"""All constructions of several operators that are told in a model, by name."""

from collections.abc import Iterable

from dlpulint.facts.attention import NAME as ATTENTION
from dlpulint.facts.attention import attention_blocks
from dlpulint.facts.decoding import BOX_DECODING, FINAL_SOFTMAX, box_decoding, final_softmax
from dlpulint.facts.deformable import ATTENTION as DEFORMABLE_ATTENTION
from dlpulint.facts.deformable import NAME as DEFORMABLE
from dlpulint.facts.deformable import deformable_samplings
from dlpulint.facts.gated import HARD_SWISH, SILU, hard_swish, silu
from dlpulint.facts.heads import Ending
from dlpulint.facts.moments import GROUP, LAYER, ROOT_MEAN_SQUARE, normalizations
from dlpulint.facts.normalization import NAME as UNFUSED
from dlpulint.facts.normalization import unfused_normalizations
from dlpulint.facts.padding import NAME as PADDING
from dlpulint.facts.padding import explicit_paddings
from dlpulint.facts.pattern import Pattern
from dlpulint.facts.rearranging import SPACE_TO_DEPTH, UPSAMPLING, spaces_to_depth, upsamplings
from dlpulint.facts.selection import SUPPRESSION, TOP_K, selections
from dlpulint.facts.shape_arithmetic import NAME as SHAPES
from dlpulint.facts.shape_arithmetic import shape_arithmetic
from dlpulint.facts.smooth import GELU, MISH, QUICK_GELU, smooth_activations
from dlpulint.model import Model

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
"""What constructions are called, in the order in which readers are told of them."""


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
