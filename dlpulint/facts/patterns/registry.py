"""All patterns that are recognized in a model, by name."""

from dlpulint.facts.ending import Ending
from dlpulint.facts.patterns import (
    attention,
    decoding,
    deformable,
    excitation,
    gated,
    moments,
    normalization,
    padding,
    resampling,
    selection,
    shape_arithmetic,
    smooth,
)
from dlpulint.facts.patterns.pattern import Pattern
from dlpulint.model.graph import Model

NAMES = (
    attention.NAME, deformable.NAME, deformable.ATTENTION,
    moments.LAYER, moments.ROOT_MEAN_SQUARE, moments.GROUP, normalization.NAME,
    gated.SILU, gated.HARD_SWISH, smooth.GELU, smooth.QUICK_GELU, smooth.MISH, excitation.NAME,
    resampling.SPACE_TO_DEPTH, resampling.UPSAMPLING, padding.NAME, shape_arithmetic.NAME,
    decoding.BOX_DECODING, selection.SUPPRESSION, selection.TOP_K, decoding.FINAL_SOFTMAX,
)  # fmt: skip
"""Names of the patterns, in the order of reports."""


def patterns_of(model: Model, ending: Ending) -> dict[str, tuple[Pattern, ...]]:
    """Every pattern in a model, by name; a name without any has an empty tuple."""
    found: dict[str, list[Pattern]] = {name: [] for name in NAMES}
    for patterns in (
        attention.attention_blocks(model),
        deformable.deformable_samplings(model),
        moments.normalizations(model),
        normalization.unfused_normalizations(model),
        gated.gated_activations(model),
        smooth.smooth_activations(model),
        excitation.excitations(model),
        resampling.spaces_to_depth(model),
        resampling.upsamplings(model),
        padding.explicit_paddings(model),
        shape_arithmetic.shape_arithmetic(model),
        decoding.box_decoding(model, ending),
        selection.selections(model),
        decoding.final_softmax(model),
    ):
        for pattern in patterns:
            found[pattern.name].append(pattern)
    return {name: tuple(patterns) for name, patterns in found.items()}
