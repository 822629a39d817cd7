"""The cures of a rule, limit or row, each with the models that it is for."""

from collections.abc import Iterator, Mapping, Sequence

from dlpulint.facts.activations import ACTIVATIONS
from dlpulint.facts.producers import Producer
from dlpulint.packs.tables import FixFor

_PROGRAMS: Mapping[Producer, str] = {
    "keras": "Keras",
    "tensorflow": "TensorFlow",
    "pytorch": "PyTorch",
    "ultralytics": "Ultralytics",
    "tf2onnx": "tf2onnx",
    "onnxruntime": "ONNX Runtime",
}
"""Names of programs that are written differently in packs."""


def headed_cures(head: str, fix: str, fix_for: Sequence[FixFor]) -> Iterator[tuple[str, str]]:
    """Each cure with a heading that names its models; a single cure has the plain heading."""
    for cure in fix_for:
        yield f"{head}, {condition(cure)}", cure.text
    if fix:
        yield (f"{head}, other models" if fix_for else head), fix


def condition(cure: FixFor) -> str:
    """The models that a cure is for: `YOLOv5, made by PyTorch`."""
    parts = [_either(cure.family)] if cure.family else []
    if cure.made_by:
        parts.append(f"made by {_either([_PROGRAMS.get(name, name) for name in cure.made_by])}")
    if cure.pattern:
        parts.append(f"in {_either(cure.pattern)}")
    if cure.risk:
        grades = [grade.replace("-", " ") for grade in cure.risk]
        parts.append(f"{_either(grades)} with per-tensor weights")
    if cure.activations:
        names = _either([ACTIVATIONS[kind] for kind in cure.activations])
        parts.append(f"all activations {names}")
    return ", ".join(parts)


def _either(words: Sequence[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last
