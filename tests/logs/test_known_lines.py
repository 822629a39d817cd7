"""Each known line is read from a real one, and each complaint of users has its cure."""

import io

import pytest

from dlpulint.logs.known import KnownLine, known_lines, matching
from dlpulint.logs.read import read_log
from dlpulint.manual.explain import explanation
from dlpulint.packs.library import Folders

EVERY = pytest.mark.parametrize("line", known_lines(), ids=lambda line: line.id)


@EVERY
def test_a_real_line_is_read(line: KnownLine) -> None:
    log = read_log(io.BytesIO(line.example.encode()), "a.log")
    assert [found.known for found in log.lines] == [line.id]


@EVERY
def test_its_example_is_explained(line: KnownLine) -> None:
    text = explanation(line.example, Folders(), ["cpu"])
    assert " ".join(text.split()).startswith(line.title)


@EVERY
def test_its_title_is_a_line_of_its_own_kind(line: KnownLine) -> None:
    found = matching(line.title)
    assert found is None or found[0] is line


def test_ids_are_different() -> None:
    ids = [line.id for line in known_lines()]
    assert sorted(set(ids)) == sorted(ids)


@EVERY
def test_targets_are_chips(line: KnownLine) -> None:
    assert set(line.targets) <= set(Folders().targets())


@pytest.mark.parametrize(
    ("message", "cure"),
    [
        ("Could not load model: Could not build an interpreter of the model",
         "Load the file that is not compiled for the Edge TPU"),
        ("Could not allocate tensors", "--min_runtime_version 13"),
        ("LAROD_ERROR_LOAD_MODEL", "Run `journalctl -u larod` on the camera"),
        ("Input array not provided for operation 'reshape'", "Export with fixed shapes"),
        ("Failed model format type check, expected a TFLite model converted to .larod",
         "Update the camera's AXIS OS to 10.6 or later"),
        ("Asynchronous connection has been closed", "Quantize the model to int8"),
        ("double free or corruption (out)", "Quantize the model to int8"),
        ("Model contains too many graph partitions (137 > 16) and 68 of the graph partitions "
         "can't be run on the device", "Replace the activation that runs on the CPU"),
        ('Could not find device name "axis-a8-dlpu-tflite" and instance 0', "--camera NAME"),
        ("Could not find chip 4", "`-c cpu-tflite`"),
        ("float16", "Quantize it to int8"),
        ("compiled for the TPU: Could not build an interpreter of the model",
         "Load the file that is not compiled"),
        ("Compilation failed due to large activation tensors in model", "Use a smaller input"),
        ("SiLU", "Retrain with ReLU6"),
        ("Operation is otherwise supported, but not mapped due to some unspecified limitation",
         "names the limit"),
        ("per-channel", "`-qt per-tensor`"),
        ("NCHW", "channels"),
        ("larod: Session 55: Could not run job: Could only read 196608 out of 786432 bytes from "
         "file descriptor", "inference_input_type = tf.uint8"),
        ("Fallback unsupported op 32 to TfLite", "Nothing to change if it is the last operator"),
        ("latency spikes", "stop them before measuring"),
    ],
)  # fmt: skip
def test_what_users_run_into_is_explained_with_its_cure(message: str, cure: str) -> None:
    assert cure in " ".join(explanation(message, Folders()).split())
