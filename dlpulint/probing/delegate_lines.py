"""Devices by the lines of Arm NN's delegate, which names operators that it leaves to the CPU."""

from collections.abc import Sequence

from dlpulint.logs.records import LoggedLine
from dlpulint.model.kinds import TFLITE
from dlpulint.probing.times import Side

_LEFT = ("armnn-operator", "armnn-backends")
"""Lines of operators that the CPU runs: the delegate lacks them, or no backend accepts them."""

_DOUBTED = "armnn-refusal"
"""Lines of one backend, after which another one may accept the operator."""

_NAMES = tuple(TFLITE)

_STEMS = {"CONV_2D": "CONV", "RESHAPE": "RESHAPE", "FULLY_CONNECTED": "FULLY"}
"""How Arm NN's names of the layers between begin."""

SPOILED = "spoiled"


def is_of_delegate(line: LoggedLine) -> bool:
    """Whether a line is one of the delegate's about an operator."""
    return line.known in (*_LEFT, _DOUBTED)


def side_by_lines(lines: Sequence[LoggedLine], operator: str) -> tuple[Side | str, str]:
    """The device of a probe's operator by the lines about its model, and the line that shows it.

    `spoiled` where a line is about a layer between: then nothing else about the model counts.
    """
    about = [line for line in lines if is_of_delegate(line)]
    for line in about:
        if not _is_about(line, operator):
            return SPOILED, line.text
    left = next((line for line in about if line.known in _LEFT), None)
    if left is not None:
        return "cpu", left.text
    return ("unclear", about[0].text) if about else ("dlpu", "")


def _is_about(line: LoggedLine, operator: str) -> bool:
    """Whether a line is about an operator; Arm NN has names of its own for all but some lines."""
    name = line.values["op"]
    if line.known == "armnn-operator":
        number = int(line.values["number"])
        return number < len(_NAMES) and _NAMES[number] == operator == name
    bare = "".join(filter(str.isalpha, name.upper())).removeprefix("VISIT")
    return not any(bare.startswith(stem) for other, stem in _STEMS.items() if other != operator)
