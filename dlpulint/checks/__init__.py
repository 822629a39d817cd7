"""All checks, in one literal tuple. A check knows nothing of targets, levels or rules."""

from dlpulint.checks.axes import axes_limits, permutation_limits
from dlpulint.checks.base import Check
from dlpulint.checks.broadcast import broadcast_form
from dlpulint.checks.chip_memory import (
    on_chip_parameters,
    operator_activations,
    streamed_parameters,
)
from dlpulint.checks.constants import constant_values
from dlpulint.checks.conversion import counterpart, real_numbers, turned_maps
from dlpulint.checks.dilation import equal_dilation
from dlpulint.checks.ends import end_dtypes, end_ranks, input_range
from dlpulint.checks.families import backbone
from dlpulint.checks.inputs import input_layout, input_scaling, leading_transpose, tensor_names
from dlpulint.checks.layer_kinds import channel_padding, layer_share
from dlpulint.checks.memory import memory_budget
from dlpulint.checks.model_file import (
    file_format,
    file_oddities,
    one_file,
    opaque_file,
    operator_count,
    opset_limits,
    required_operators,
)
from dlpulint.checks.neighbours import neighbours
from dlpulint.checks.operand_size import size_limit
from dlpulint.checks.operators import (
    attribute_limits,
    forbidden_operators,
    not_beside,
    operand_count,
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
from dlpulint.checks.relations import dimension_relation
from dlpulint.checks.reshaping import resize_factor, shape_kept
from dlpulint.checks.residual import sole_consumer
from dlpulint.checks.scalars import scalar_constant
from dlpulint.checks.scales import fixed_quantization, same_quantization, scale_ratio
from dlpulint.checks.score_resolution import score_levels
from dlpulint.checks.shapes import (
    data_dependent_shapes,
    dimension_limits,
    input_dimension_limits,
    leading_ones,
    rank_limits,
    static_shapes,
)
from dlpulint.checks.structure import pattern_absent
from dlpulint.checks.versions import compiled_runtime, minimum_runtime, version_limits
from dlpulint.checks.windows import padding_limits, window_limits

CHECKS: tuple[Check, ...] = (
    attribute_limits,
    axes_limits,
    backbone,
    broadcast_form,
    channel_padding,
    compiled_runtime,
    constant_values,
    counterpart,
    data_dependent_shapes,
    dimension_limits,
    dimension_relation,
    dtype_limits,
    end_dtypes,
    end_ranks,
    equal_dilation,
    file_format,
    file_oddities,
    fixed_quantization,
    float_ends,
    forbidden_operators,
    input_dimension_limits,
    input_layout,
    input_range,
    input_scaling,
    layer_share,
    leading_ones,
    leading_transpose,
    macs_on_dlpu,
    memory_budget,
    minimum_runtime,
    model_arithmetic,
    neighbours,
    not_beside,
    on_chip_parameters,
    one_file,
    opaque_file,
    operand_count,
    operand_kind,
    operator_activations,
    operator_count,
    opset_limits,
    padding_limits,
    partition_limit,
    pattern_absent,
    permutation_limits,
    rank_limits,
    real_numbers,
    required_operators,
    resize_factor,
    same_quantization,
    scalar_constant,
    scale_ratio,
    scale_spread,
    score_levels,
    shape_kept,
    size_limit,
    sole_consumer,
    standard_domain,
    static_shapes,
    streamed_parameters,
    tensor_names,
    turned_maps,
    version_limits,
    weight_granularity,
    window_limits,
)

BY_NAME: dict[str, Check] = {check.name: check for check in CHECKS}
