"""Single lines about one model on one target."""

import shlex

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Device, Partitioning, Verdict
from dlpulint.facts.families.family import Family
from dlpulint.facts.simple_layers import SimpleLayers
from dlpulint.model.input_shapes import InputShape
from dlpulint.placement.result import PartitionCount
from dlpulint.report.report import Endpoint, PatternCount
from dlpulint.reporters.lines import (
    command_lines,
    endpoint_line,
    family_line,
    pattern_line,
    placement_line,
    reference_line,
)
from dlpulint.reporters.text.report import Style, write
from tests.reporters.samples import REFERENCE, model, model_report, placed, placement, report

COMMAND = "larod-client -g net_int8.tflite -c axis-a8-dlpu-tflite -R 100 -w 5 -i ''"


def test_an_end_says_what_its_integers_stand_for() -> None:
    end = Endpoint("x", "uint8", (1, 8, 8, 3), "nhwc", 0.0078125, 128, 192, (-1.0, 0.9921875))
    assert endpoint_line(end) == (
        "x: uint8 1x8x8x3 NHWC, scale 0.0078125, zero point 128 (-1 to 0.992), 192 bytes per frame"
    )


def test_figures_run_from_what_is_sure_to_what_may_be() -> None:
    operators = [placed(0), placed(1, "ABS", Device.UNKNOWN), placed(2, "TANH", Device.CPU, macs=0)]
    where = placement(operators, best=PartitionCount(1, 1), worst=PartitionCount(2, 1))
    assert placement_line(where, "DLPU") == (
        "1 to 2 of 3 operators (33.3 to 66.7 %) and 50 to 100 % of 2 M MACs on the DLPU, "
        "the rest on the CPU, 2 to 3 partitions (larod accepts at most 16)"
    )
    whole = placement(operators[:2], partitioning=Partitioning.WHOLE)
    assert placement_line(whole, "DLPU") == (
        "1 of 2 operators (50 %) and 50 % of 2 M MACs are known to run on the DLPU, "
        "which accepts the whole graph or nothing"
    )
    plain = placement([placed(0, macs=0)], limit=None, partitioning=Partitioning.WHOLE)
    assert placement_line(plain, "Arm NN") == "1 of 1 operators (100 %) on the Arm NN"


@pytest.mark.parametrize("width", [200, 75, 40, 10])
def test_a_long_command_is_cut_so_that_a_shell_takes_it(width: int) -> None:
    lines = command_lines(COMMAND, width)
    assert (len(lines) == 1) is (width >= len(COMMAND))
    joined = "\n".join(lines).replace("\\\n", "")
    assert shlex.split(joined) == shlex.split(COMMAND)
    assert width == 10 or max(map(len, lines)) <= width


def test_a_command_is_never_cut_within_a_name() -> None:
    command = "onnxparser.py -m 'a -c b.onnx' -isrc 'is:1,3,8,8|i:x -odst y=calib/list.txt'"
    assert command_lines(command, 40) == [
        "onnxparser.py -m 'a -c b.onnx' \\",
        "  -isrc 'is:1,3,8,8|i:x -odst y=calib/list.txt'",
    ]


def test_a_what_if_is_marked_in_the_text_report() -> None:
    linted = replace(model_report(), as_if="int8-per-tensor", notices=("Scales are not known.",))
    lines = write(report(linted), Style(width=200)).splitlines()
    assert lines[0] == "Checked as if float models were quantized (int8-per-tensor)."
    assert lines[3] == "  on artpec8, Axis ARTPEC8 DLPU, as if int8-per-tensor"
    assert lines[5] == "  Scales are not known."


def test_stated_input_shapes_are_marked_in_the_text_report() -> None:
    linted = replace(model_report(), input_shapes=(InputShape("x", (1, 3)), InputShape("y", (2,))))
    lines = write(report(linted), Style(width=200)).splitlines()
    assert lines[0] == "Checked with open inputs set to a shape (x=1x3, y=2)."
    assert lines[3] == "  on artpec8, Axis ARTPEC8 DLPU, with x=1x3, y=2"


def test_a_percent_sign_stays_with_its_number() -> None:
    linted = replace(model_report(), notices=("x" * 74 + " 80 % of it",))
    assert "  80 % of it" in write(report(linted)).splitlines()


def test_a_family_is_told_with_the_share_of_simple_layers() -> None:
    assert family_line(model()) == (
        "MobileNetV2 with classifier head; 66.7 % of operators and 100 % of MACs in simple layers"
    )


def test_an_unknown_structure_is_said_to_be_unknown() -> None:
    assert family_line(replace(model(), family=None)).startswith("not recognised; 66.7 %")


def test_a_head_alone_is_named() -> None:
    line = family_line(replace(model(), family=Family(None, "SSD")))
    assert line.startswith("SSD head; ")


def test_shares_of_nothing_are_left_out() -> None:
    without_macs = replace(model(), simple_layers=SimpleLayers(1, 2, 0, 0))
    assert family_line(without_macs) == (
        "MobileNetV2 with classifier head; 50 % of operators in simple layers"
    )
    empty = replace(model(), simple_layers=SimpleLayers(0, 0, 0, 0))
    assert family_line(empty) == "MobileNetV2 with classifier head"


def test_a_reference_says_where_it_was_measured_and_that_it_is_no_prediction() -> None:
    assert reference_line(REFERENCE, Verdict.CLEAN) == (
        "Axis measured 5.36 ms for MobileNetV2 (224x224) in int8 on a Q1656-LE with "
        "AXIS OS 12.11.72; a reference, not a prediction"
    )


def test_a_reference_beside_a_file_that_does_not_load_is_of_another() -> None:
    line = reference_line(REFERENCE, Verdict.REJECTED)
    assert line.endswith("AXIS OS 12.11.72; this file does not load")


def test_an_input_that_is_not_published_is_left_out() -> None:
    assert "5.36 ms for MobileNetV2 in int8" in reference_line(
        replace(REFERENCE, input=""), Verdict.CLEAN
    )


def test_what_the_measured_file_contains_is_stated() -> None:
    decoded = replace(REFERENCE, contains="decoding")
    assert " MobileNetV2 (224x224, with decoding) in" in reference_line(decoded, Verdict.CLEAN)
    unpublished = replace(decoded, input=None)
    assert " MobileNetV2 (with decoding) in" in reference_line(unpublished, Verdict.CLEAN)


def test_patterns_are_counted_in_one_line_and_none_is_no_line() -> None:
    counts = (PatternCount("attention", 2), PatternCount("GELU", 12))
    made_of = replace(model(), patterns=counts)
    assert pattern_line(made_of) == "attention (2), GELU (12)"
    assert "  Pattern attention (2), GELU (12)\n" in write(report(model_report(summary=made_of)))
    assert "Pattern" not in write(report(model_report(summary=replace(model(), patterns=()))))
