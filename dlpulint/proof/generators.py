"""Generators of models by the name of the check whose limits they prove."""

from collections.abc import Mapping

from dlpulint.proof import (
    axis_variations,
    operands,
    option_variations,
    scale_variations,
    shape_variations,
    surroundings,
)
from dlpulint.proof.variation import Vary

GENERATORS: Mapping[str, Vary] = {
    "attribute-limits": option_variations.vary_options,
    "axes-limits": axis_variations.vary_axes,
    "broadcast-form": shape_variations.vary_broadcast,
    "constant-values": operands.vary_elements,
    "dimension-limits": shape_variations.vary_dimensions,
    "dimension-relation": shape_variations.vary_relation,
    "dtype-limits": operands.vary_dtypes,
    "equal-dilation": option_variations.vary_dilation,
    "fixed-quantization": scale_variations.vary_fixed,
    "leading-ones": shape_variations.vary_leading,
    "neighbours": surroundings.vary_neighbours,
    "operand-count": operands.vary_count,
    "operand-kind": operands.vary_operand,
    "padding-limits": axis_variations.vary_padding,
    "permutation-limits": axis_variations.vary_order,
    "rank-limits": shape_variations.vary_ranks,
    "resize-factor": shape_variations.vary_factor,
    "same-quantization": scale_variations.vary_same,
    "scale-ratio": scale_variations.vary_ratio,
    "shape-kept": shape_variations.vary_kept,
    "size-limit": shape_variations.vary_size,
    "standard-domain": option_variations.vary_domain,
    "weight-granularity": operands.vary_granularity,
    "window-limits": axis_variations.vary_window,
}
"""Limits of other checks are proved by examples that their author writes."""
