"""The scale of a bias beside that of the output, which TFLite compares."""

_LARGEST = 2.0**18
"""TFLite accepts a difference from the product of the other scales of 2 % of the output's scale;
rounding the product to a float32 is a difference of up to 2⁻²⁵ of it."""


def is_accepted(product: float, output: tuple[float, int] | None) -> bool:
    """Whether TFLite accepts a bias whose scale is the rounded product of input's and weights'.

    Args:
        product: The scale of the input times the largest of the weights.
        output: Scale and zero point of the output.
    """
    return output is not None and product <= _LARGEST * output[0]
