"""All checks, in one literal tuple. A check knows nothing of targets, levels or rules."""

from dlpulint.checks.base import Check
from dlpulint.checks.families import backbone
from dlpulint.checks.files import (
    file_format,
    file_oddities,
    one_file,
    opaque_file,
    required_operators,
)
from dlpulint.checks.inputs import input_layout, leading_transpose
from dlpulint.checks.operators import (
    attribute_limits,
    forbidden_operators,
    operand_kind,
    standard_domain,
)
from dlpulint.checks.placement import macs_on_dlpu, partition_limit
from dlpulint.checks.quantization import (
    dtype_limits,
    float_ends,
    model_arithmetic,
    scale_spread,
    weight_granularity,
)
from dlpulint.checks.shapes import (
    data_dependent_shapes,
    dimension_limits,
    input_dimension_limits,
    leading_ones,
    rank_limits,
    static_shapes,
)
from dlpulint.checks.structure import pattern_absent

CHECKS: tuple[Check, ...] = (
    attribute_limits,
    backbone,
    data_dependent_shapes,
    dimension_limits,
    dtype_limits,
    file_format,
    file_oddities,
    float_ends,
    forbidden_operators,
    input_dimension_limits,
    input_layout,
    leading_ones,
    leading_transpose,
    macs_on_dlpu,
    model_arithmetic,
    one_file,
    opaque_file,
    operand_kind,
    partition_limit,
    pattern_absent,
    rank_limits,
    required_operators,
    scale_spread,
    standard_domain,
    static_shapes,
    weight_granularity,
)

BY_NAME: dict[str, Check] = {check.name: check for check in CHECKS}
