"""Which checks' limits prove themselves: a generator of models by the check's name."""

from collections.abc import Mapping

from dlpulint.proof.operands import (
    vary_dimensions,
    vary_dtypes,
    vary_granularity,
    vary_leading,
    vary_operand,
    vary_ranks,
)
from dlpulint.proof.options import vary_domain, vary_options
from dlpulint.proof.variation import Vary

GENERATORS: Mapping[str, Vary] = {
    "attribute-limits": vary_options,
    "dimension-limits": vary_dimensions,
    "dtype-limits": vary_dtypes,
    "leading-ones": vary_leading,
    "operand-kind": vary_operand,
    "rank-limits": vary_ranks,
    "standard-domain": vary_domain,
    "weight-granularity": vary_granularity,
}
"""A limit of any other check is proved by the examples that its author writes."""
