"""Sizes that sliding windows make."""

from dlpulint.facts.preparation.node import Node


def windows(node: Node, side: int, kernel: int, stride: int, dilation: int = 1) -> int:
    """The number of windows along a side, as TFLite reckons it."""
    covered = (kernel - 1) * dilation + 1
    if stride == 0:
        return 0
    if node.word("padding") == "same":
        return _quotient(side + stride - 1, stride)
    if node.word("padding") == "valid":
        return _quotient(side + stride - covered, stride)
    return 0


def _quotient(number: int, by: int) -> int:
    """Division of C++, which drops the fraction."""
    return int(number / by)


def positive(node: Node, *options: str) -> None:
    """Refuses strides or dilations of 0 and less."""
    for option in options:
        if node.number(option) <= 0:
            words = option.replace("_", " ")
            node.refuse("option", f"its {words} is {node.number(option)}; at least 1 is needed")
