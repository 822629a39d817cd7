"""Steps of a toolchain in the log of a kit of probes."""

import io

from dlpulint.logs import steps
from dlpulint.logs.read import read_log
from dlpulint.logs.records import Compilation, Step

LOG = """\
dlpulint step: vas exit 1
2026-11-29 10:00:00 dlpulint probe: a.onnx
dlpulint step: onnxparser.py exit 0
12 % done
dlpulint step: vas exit 1, not by the model
2026-11-29 10:00:09 dlpulint probe: none.onnx
2026-11-29 10:00:10 dlpulint probe: a.onnx
dlpulint step: file exit 0
"""


def compilations(text: str) -> tuple[Compilation, ...]:
    return read_log(io.BytesIO(text.encode()), "kit.log").compilations


def test_each_compilation_has_its_steps() -> None:
    assert compilations(LOG) == (
        Compilation("a.onnx", (Step("onnxparser.py", 0), Step("vas", 1, by_model=False))),
        Compilation("a.onnx", (Step("file", 0),)),
    )


def test_other_lines_are_no_steps() -> None:
    assert compilations("dlpulint probe: a.onnx\ndlpulint step: vas\nvas exit 1\n") == ()


def test_the_number_of_compilations_and_of_steps_is_bounded() -> None:
    many = "dlpulint probe: a.onnx\ndlpulint step: vas exit 1\n" * (steps.MOST_RUNS + 1)
    assert len(compilations(many)) == steps.MOST_RUNS
    long = "dlpulint probe: a.onnx\n" + "dlpulint step: vas exit 1\n" * (steps.MOST_STEPS + 1)
    assert len(compilations(long)[0].steps) == steps.MOST_STEPS
