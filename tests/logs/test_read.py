"""Logs are read by their content: compilers, larod, delegates, several in one file."""

import io

import pytest

from dlpulint.logs import read
from dlpulint.logs.read import read_log
from dlpulint.logs.records import Log, TableRow

OPERATION_LOG = """\
Edge TPU Compiler version 1.0.249710469
Input: ./model_padding_256x256x3.tflite
Output: model_padding_256x256x3_edgetpu.tflite

Operator                       Count      Status

PAD                            1          Mapped to Edge TPU
"""

SEARCHED = """\
Edge TPU Compiler version 16.0.384591198
Searching for valid delegate with step 1
Try to compile segment with 135 ops
Started a compilation timeout timer of 180 seconds.
Compilation child process completed within timeout period.
Compilation failed!
Try to compile segment with 119 ops

Model compiled successfully in 912 ms.

Input model: model_input/model.tflite
Input size: 2.87MiB
Output model: model_output/model_edgetpu.tflite
Output size: 3.46MiB
On-chip memory used for caching model parameters: 3.86MiB
On-chip memory remaining for caching model parameters: 3.66MiB
Off-chip memory used for streaming uncached model parameters: 0.00B
Number of Edge TPU subgraphs: 3
Total number of operations: 135
Operation log: model_output/model_edgetpu.log

Model successfully compiled but not all operations are supported by the Edge TPU.
Number of operations that will run on Edge TPU: 132
Number of operations that will run on CPU: 3

Operator                       Count      Status

CONCATENATION                  2          More than one subgraph is not supported
CONCATENATION                  1          Mapped to Edge TPU
CONV_2D                        83         Mapped to Edge TPU
Compilation child process completed within timeout period.
Compilation succeeded!
"""

CLIENT = """\
larod-client -g ./mobilenet_v2_1.0_224_quant.tflite -c axis-a8-dlpu-tflite -R 100 -i ''
2023-12-05T15:47:31.748 Connecting to larod...
2023-12-05T15:47:31.765 Connected
2023-12-05T15:47:57.308 Model mobilenet_v2_1.0_224_quant.tflite loaded
2023-12-05T15:47:57.321 Running job for 100 round(s)...
2023-12-05T15:47:57.882 Mean execution time for job: 5.60 ms
"""

JOURNAL = """\
root.Brand.ProdNbr=P3267-LVE
root.Properties.Firmware.Version=11.6.94
root.Properties.System.Soc=Axis Artpec-8
Jan 11 10:00:01 axis-b8a44f000000 systemd[1]: Started larod.
Jan 11 10:00:02 axis-b8a44f000000 larod[700]: WARNING: Fallback unsupported op 32 to TfLite
Jan 11 10:00:09 axis-b8a44f000000 larod[712]: WARNING: Fallback unsupported op 32 to TfLite
Jan 11 10:00:09 axis-b8a44f000000 larod[712]: WARNING: Fallback unsupported op 14 to TfLite
"""


def log_of(text: str | bytes) -> Log:
    data = text.encode() if isinstance(text, str) else text
    return read_log(io.BytesIO(data), "a.log")


def test_an_operation_log_is_a_run_with_its_table() -> None:
    (run,) = log_of(OPERATION_LOG).runs
    assert (run.version, run.model) == ("1.0.249710469", "./model_padding_256x256x3.tflite")
    assert run.rows == (TableRow("PAD", 1, "Mapped to Edge TPU"),)
    assert run.succeeded is None


def test_the_last_attempt_of_a_search_counts() -> None:
    (run,) = log_of(SEARCHED).runs
    assert run.succeeded
    assert (run.subgraphs, run.operators, run.on_tpu, run.on_cpu) == (3, 135, 132, 3)
    assert (run.memory_used, run.memory_left, run.memory_streamed) == (
        "3.86MiB",
        "3.66MiB",
        "0.00B",
    )
    assert [(row.op, row.count, row.mapped) for row in run.rows] == [
        ("CONCATENATION", 2, False), ("CONCATENATION", 1, True), ("CONV_2D", 83, True)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "known"),
    [
        ("Internal compiler error. Aborting! ", "compiler-aborts"),
        ("Compilation failed due to large activation tensors in model.", "large-activations"),
    ],
)
def test_a_run_that_fails_is_one_without_a_table(lines: str, known: str) -> None:
    log = log_of(f"Edge TPU Compiler version 14.1.317412892\n\n{lines}\n")
    (run,) = log.runs
    assert (run.version, run.succeeded, run.rows) == ("14.1.317412892", False, ())
    assert [line.known for line in log.lines] == [known]


def test_a_clients_output_has_model_device_and_time() -> None:
    loaded, time = log_of(CLIENT).lines
    assert (loaded.known, loaded.time) == ("model-loaded", "2023-12-05T15:47:57")
    assert (time.known, time.values) == ("mean-time", {"ms": "5.60"})
    assert (time.model, time.device) == (
        "mobilenet_v2_1.0_224_quant.tflite", "axis-a8-dlpu-tflite"
    )  # fmt: skip


def test_a_journal_has_the_camera_and_each_line_once() -> None:
    log = log_of(JOURNAL)
    assert (log.camera.product, log.camera.axis_os, log.camera.soc) == (
        "P3267-LVE", "11.6.94", "Axis Artpec-8"
    )  # fmt: skip
    assert [(line.values["number"], line.count, line.number) for line in log.lines] == [
        ("32", 2, 5), ("14", 1, 7)
    ]  # fmt: skip
    assert log.lines[0].time == "Jan 11 10:00:02"


def test_several_kinds_stand_in_one_file() -> None:
    log = log_of(JOURNAL + SEARCHED + CLIENT + OPERATION_LOG)
    assert log.kinds == ("edgetpu-compiler", "larod-client", "vx-delegate")
    assert [run.version.partition(".")[0] for run in log.runs] == ["16", "1"]


def test_line_ends_of_windows_make_no_difference() -> None:
    plain, other = log_of(SEARCHED), log_of(SEARCHED.replace("\n", "\r\n"))
    assert plain.runs == other.runs


@pytest.mark.parametrize("size", [64, 100, 333, 1_000])
def test_where_a_file_is_cut_into_parts_makes_no_difference(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = JOURNAL + SEARCHED + CLIENT + OPERATION_LOG
    whole = log_of(text)
    monkeypatch.setattr(read, "CHUNK", size)
    assert log_of(text) == whole


def test_what_is_no_log_has_no_lines() -> None:
    log = log_of(b"\xff\0TFL3" * 1_000_000)
    assert (log.lines, log.runs, log.kinds) == ((), (), ())


def test_different_lines_are_bounded() -> None:
    text = "".join(f"Could only read {n} out of {n + 1} bytes\n" for n in range(2_000))
    log = log_of(text)
    assert (len(log.lines), log.left_out) == (read.MOST_LINES, 2_000 - read.MOST_LINES)


def test_control_characters_of_a_log_are_not_kept() -> None:
    (line,) = log_of("\x1b[31mCould not allocate tensors\x1b[0m\n").lines
    assert "\x1b" not in line.text
