"""Single lines about a model, as every report words them."""

from dataclasses import replace

from dlpulint.facts.families import Family
from dlpulint.facts.simple import SimpleLayers
from dlpulint.reporters.lines import family_line, reference_line
from tests.reporters.samples import REFERENCE, model


def test_a_family_is_told_with_the_share_of_simple_layers() -> None:
    assert family_line(model()) == (
        "MobileNetV2 with classifier head; 66.7 % of operators and 100 % of MACs in simple layers"
    )


def test_an_unknown_structure_is_said_to_be_unknown() -> None:
    assert family_line(replace(model(), family=None)).startswith("not recognised; 66.7 %")


def test_a_head_alone_is_named() -> None:
    told = family_line(replace(model(), family=Family(None, "SSD")))
    assert told.startswith("SSD head; ")


def test_shares_of_nothing_are_left_out() -> None:
    without_macs = replace(model(), simple_layers=SimpleLayers(1, 2, 0, 0))
    assert family_line(without_macs) == (
        "MobileNetV2 with classifier head; 50 % of operators in simple layers"
    )
    empty = replace(model(), simple_layers=SimpleLayers(0, 0, 0, 0))
    assert family_line(empty) == "MobileNetV2 with classifier head"


def test_a_reference_says_where_it_was_measured_and_that_it_is_no_prediction() -> None:
    assert reference_line(REFERENCE) == (
        "Axis measured its int8 MobileNetV2 (224x224) at 5.36 ms on a Q1656-LE "
        "(AXIS OS 12.11.72); a reference, not a prediction"
    )


def test_an_input_that_is_not_published_is_left_out() -> None:
    assert "MobileNetV2 at 5.36 ms" in reference_line(replace(REFERENCE, input=""))
