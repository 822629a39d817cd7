"""Which checks' limits prove themselves: a generator of models by the check's name."""

from collections.abc import Mapping

from dlpulint.proof.axis_variations import vary_axes, vary_order, vary_padding, vary_window
from dlpulint.proof.operands import (
    vary_count,
    vary_dtypes,
    vary_elements,
    vary_granularity,
    vary_operand,
)
from dlpulint.proof.option_variations import vary_dilation, vary_domain, vary_options
from dlpulint.proof.scale_variations import vary_fixed, vary_ratio, vary_same
from dlpulint.proof.shape_variations import (
    vary_broadcast,
    vary_dimensions,
    vary_factor,
    vary_kept,
    vary_leading,
    vary_ranks,
    vary_relation,
    vary_size,
)
from dlpulint.proof.surroundings import vary_neighbours
from dlpulint.proof.variation import Vary

GENERATORS: Mapping[str, Vary] = {
    "attribute-limits": vary_options,
    "axes-limits": vary_axes,
    "broadcast-form": vary_broadcast,
    "constant-values": vary_elements,
    "dimension-limits": vary_dimensions,
    "dimension-relation": vary_relation,
    "dtype-limits": vary_dtypes,
    "equal-dilation": vary_dilation,
    "fixed-quantization": vary_fixed,
    "leading-ones": vary_leading,
    "neighbours": vary_neighbours,
    "operand-count": vary_count,
    "operand-kind": vary_operand,
    "padding-limits": vary_padding,
    "permutation-limits": vary_order,
    "rank-limits": vary_ranks,
    "resize-factor": vary_factor,
    "same-quantization": vary_same,
    "scale-ratio": vary_ratio,
    "shape-kept": vary_kept,
    "size-limit": vary_size,
    "standard-domain": vary_domain,
    "weight-granularity": vary_granularity,
    "window-limits": vary_window,
}
"""A limit of any other check is proved by the examples that its author writes."""
