"""All checks, in one literal tuple. A check knows nothing of targets, levels or rules."""

from dlpulint.checks.base import Check
from dlpulint.checks.chip_memory import (
    on_chip_parameters,
    operator_activations,
    streamed_parameters,
)
from dlpulint.checks.files import (
    file_format,
    file_oddities,
    one_file,
    opaque_file,
    operator_count,
    required_operators,
)
from dlpulint.checks.inputs import input_layout, leading_transpose
from dlpulint.checks.operators import (
    attribute_limits,
    forbidden_operators,
    not_beside,
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
from dlpulint.checks.residual import sole_consumer
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

CHECKS: tuple[Check, ...] = (
    attribute_limits,
    compiled_runtime,
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
    minimum_runtime,
    model_arithmetic,
    not_beside,
    on_chip_parameters,
    one_file,
    opaque_file,
    operand_kind,
    operator_activations,
    operator_count,
    partition_limit,
    pattern_absent,
    rank_limits,
    required_operators,
    scale_spread,
    sole_consumer,
    standard_domain,
    static_shapes,
    streamed_parameters,
    version_limits,
    weight_granularity,
)

BY_NAME: dict[str, Check] = {check.name: check for check in CHECKS}
