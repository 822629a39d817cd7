"""Checks of the bias of a layer."""

from collections.abc import Iterator

from dlpulint.checks.base import OperatorParams, operator_check
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit, Value
from dlpulint.model.graph import Operator


@operator_check("bias-scales", OperatorParams, "scales", "expected")
def bias_scales(operator: Operator, facts: Facts, params: OperatorParams) -> Iterator[Hit]:
    """A bias beside quantized weights has as many scales as they have."""
    bias, weights = operator.bias, operator.weights
    if bias is None or weights is None or weights.quantization is None or "float" in bias.dtype:
        return
    expected = len(weights.quantization.scales)
    found = 0 if bias.quantization is None else len(bias.quantization.scales)
    values: dict[str, Value] = {"scales": found, "expected": expected or "?"}
    unread = bias.quantization is not None and not found
    if not expected or unread:
        reason = "the scales of its weights or of its bias are not in the file"
        yield Hit(operator, values, cause="scales", unknown=reason)
    elif found != expected:
        yield Hit(operator, values, cause="scales")


@operator_check("saturated-bias", OperatorParams, "saturated", "channels")
def saturated_bias(operator: Operator, facts: Facts, params: OperatorParams) -> Iterator[Hit]:
    """No element of a quantized bias is at a limit of 32 bits, where larger ones were cut off."""
    bias = operator.bias
    if bias is not None and bias.at_limit:
        values: dict[str, Value] = {"saturated": bias.at_limit, "channels": bias.elements or "?"}
        yield Hit(operator, values, cause="saturated")
