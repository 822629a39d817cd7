"""All checks, in one literal tuple. A check knows nothing of targets, levels or rules."""

from dlpulint.checks import (
    axes,
    broadcast,
    chip_memory,
    constants,
    conversion,
    dilation,
    ends,
    families,
    inputs,
    layer_kinds,
    memory,
    model_file,
    neighbours,
    operand_size,
    operators,
    placement,
    quantization,
    relations,
    reshaping,
    residual,
    scalars,
    scales,
    score_resolution,
    shapes,
    structure,
    versions,
    windows,
)
from dlpulint.checks.base import Check

CHECKS: tuple[Check, ...] = (
    operators.attribute_limits, axes.axes_limits, families.backbone, broadcast.broadcast_form,
    layer_kinds.channel_padding, versions.compiled_runtime, constants.constant_values,
    conversion.counterpart, shapes.data_dependent_shapes, shapes.dimension_limits,
    relations.dimension_relation, quantization.dtype_limits, ends.end_dtypes, ends.end_ranks,
    dilation.equal_dilation, model_file.file_format, model_file.file_oddities,
    scales.fixed_quantization, quantization.float_ends, operators.forbidden_operators,
    shapes.input_dimension_limits, inputs.input_layout, ends.input_range, inputs.input_scaling,
    layer_kinds.layer_share, shapes.leading_ones, inputs.leading_transpose, placement.macs_on_dlpu,
    memory.memory_budget, versions.minimum_runtime, quantization.model_arithmetic,
    neighbours.neighbours, operators.not_beside, chip_memory.on_chip_parameters,
    model_file.one_file, model_file.opaque_file, operators.operand_count, operators.operand_kind,
    chip_memory.operator_activations, model_file.operator_count, model_file.opset_limits,
    windows.padding_limits, placement.partition_limit, structure.pattern_absent,
    axes.permutation_limits, shapes.rank_limits, conversion.real_numbers,
    model_file.required_operators, reshaping.resize_factor, scales.same_quantization,
    scalars.scalar_constant, scales.scale_ratio, quantization.scale_spread,
    score_resolution.score_levels, reshaping.shape_kept, operand_size.size_limit,
    residual.sole_consumer, operators.standard_domain, shapes.static_shapes,
    chip_memory.streamed_parameters, inputs.tensor_names, conversion.turned_maps,
    versions.version_limits, quantization.weight_granularity, windows.window_limits,
)  # fmt: skip
"""In the order of their names."""

BY_NAME: dict[str, Check] = {check.name: check for check in CHECKS}
