"""All checks, in one literal tuple. A check knows nothing of targets, levels or rules."""

from dlpulint.checks.base import Check
from dlpulint.checks.files import (
    file_format,
    file_oddities,
    one_file,
    opaque_file,
    opset_limits,
    required_operators,
)
from dlpulint.checks.inputs import input_layout, leading_transpose, tensor_names
from dlpulint.checks.layers import channel_padding, layer_share
from dlpulint.checks.memory import memory_budget
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
from dlpulint.checks.scores import score_levels
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
    channel_padding,
    data_dependent_shapes,
    dimension_limits,
    dtype_limits,
    file_format,
    file_oddities,
    float_ends,
    forbidden_operators,
    input_dimension_limits,
    input_layout,
    layer_share,
    leading_ones,
    leading_transpose,
    macs_on_dlpu,
    memory_budget,
    model_arithmetic,
    one_file,
    opaque_file,
    operand_kind,
    opset_limits,
    partition_limit,
    pattern_absent,
    rank_limits,
    required_operators,
    scale_spread,
    score_levels,
    standard_domain,
    static_shapes,
    tensor_names,
    weight_granularity,
)

BY_NAME: dict[str, Check] = {check.name: check for check in CHECKS}
