"""What SAME padding adds, as TFLite computes it."""

from dlpulint.mending.tflite.record import Record


def same_total(size: int, kernel: int, options: Record, side: str) -> int | None:
    """Rows or columns that SAME adds in all; negative where the last ones of the input are unused.

    `None` for options that TFLite does not accept.

    Args:
        size: Rows or columns of the input.
        kernel: Those of the kernel.
        options: Options of a convolution.
        side: `h` or `w`.
    """
    stride = options.integer(f"stride_{side}")
    dilation = options.integer(f"dilation_{side}_factor", 1)
    if stride < 1 or dilation < 1 or kernel < 1:
        return None
    results = -(-size // stride)
    return (results - 1) * stride + (kernel - 1) * dilation + 1 - size
