"""Inputs made from grammars by number: `grammatical(12345)` is the same one on every machine."""

from collections.abc import Callable, Mapping
from functools import cache
from random import Random

from msgspec import Struct

from tests.grammars.documents import baseline, certificate, config, pack, report
from tests.grammars.onnx_models import onnx_model
from tests.grammars.sketches import sketch
from tests.grammars.tflite_models import tflite_model

MAKERS: Mapping[str, Callable[[Random], bytes]] = {
    "tflite": tflite_model,
    "onnx": onnx_model,
    "sketch": sketch,
    "pack": pack,
    "config": config,
    "baseline": baseline,
    "report": report,
    "certificate": certificate,
}
"""What makes an input of a fuzz target."""

SHARES = {"tflite": 9, "onnx": 9, "sketch": 2, "report": 2}
"""How often a target has its turn, where that is more than once."""

MODELS = ("tflite", "onnx")


class Grammatical(Struct, frozen=True):
    """An input, and the words that tell how to make it again."""

    number: int
    reader: str
    """The fuzz target that reads it."""
    content: bytes

    @property
    def suffix(self) -> str:
        """An ending for a file, and the kind in counts."""
        return f".{self.reader}"

    def __str__(self) -> str:
        return f"{self.reader} {self.number:,}"


def grammatical(number: int) -> Grammatical:
    """The input of a number, from 0 on; kinds take turns."""
    kind = _turns()[number % len(_turns())]
    return Grammatical(number, kind, MAKERS[kind](Random(number)))


@cache
def _turns() -> tuple[str, ...]:
    return tuple(kind for kind in MAKERS for _ in range(SHARES.get(kind, 1)))
