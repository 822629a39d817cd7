"""Steps of a placement: those that one edit of `--fix` makes together are one."""

from dataclasses import dataclass

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Device, Effect
from dlpulint.findings.finding import Fixable
from dlpulint.placement.result import DeviceMacs, PartitionCount, PlacementFigures
from dlpulint.report.report import ModelReport, StepSummary
from dlpulint.reporters.first_step import first_step
from dlpulint.reporters.step_cures import joined_steps
from tests.reporters.samples import CUT_TAIL, PER_TENSOR, finding, model_report, place, placed
from tests.reporters.samples import placement as a_placement

FOLD = Fixable("fold-pad", "Folded PAD")


@dataclass(frozen=True)
class Case:
    """The edits of three steps, and the sentences of those that remain."""

    edits: tuple[Fixable | None, ...]
    sentences: tuple[str, ...]


def stepped(*edits: Fixable | None) -> ModelReport:
    """A model with a step for each edit; the first leaves 5 partitions, each step one less."""
    figures = [
        PlacementFigures(4, DeviceMacs(2, 0, 0), PartitionCount(left, 0), PartitionCount(left, 0))
        for left in range(5, 4 - len(edits), -1)
    ]
    steps = tuple(
        StepSummary(
            (placed(number, f"OP_{number}", Device.CPU),),
            (f"artpec8/x{number}",),
            figures[number],
            figures[number + 1],
        )
        for number in range(len(edits))
    )
    findings = [
        finding(
            f"artpec8/x{number}",
            effect=Effect.FALLBACK,
            fix=f"Cure {number}.",
            locations=(place(number),),
            fixable=edit,
        )
        for number, edit in enumerate(edits)
    ]
    where = replace(a_placement(best=PartitionCount(5, 0)), steps=steps)
    return model_report(findings=findings, where=where)


ONE = "With OP_0 #0 changed, the graph splits into 4 partitions (now 5)."
TWO = "With OP_1 #1 changed as well, the graph splits into 3 partitions (now 4)."
THREE = "With OP_2 #2 changed as well, the graph splits into 2 partitions (now 3)."


@pytest.mark.parametrize(
    "case",
    [
        Case((None, None, None), (ONE, TWO, THREE)),
        Case((FOLD, CUT_TAIL, FOLD), (ONE, TWO, THREE)),
        Case((PER_TENSOR, PER_TENSOR, None), (ONE, TWO, THREE)),
        Case(
            (FOLD, CUT_TAIL, CUT_TAIL),
            (
                ONE,
                "With 2 operators (OP_1 #1; OP_2 #2) changed as well, the graph splits into 2 "
                "partitions (now 4).",
            ),
        ),
        Case(
            (CUT_TAIL, CUT_TAIL, CUT_TAIL),
            (
                "With 3 operators (OP_0 #0; OP_1 #1; OP_2 #2) changed, the graph splits into 2 "
                "partitions (now 5).",
            ),
        ),
    ],
)
def test_steps_in_a_row_of_one_edit_are_one(case: Case) -> None:
    found = joined_steps(stepped(*case.edits))
    assert tuple(step.sentence for step in found) == case.sentences


def test_the_first_step_has_the_gain_of_its_whole_edit() -> None:
    first = first_step(stepped(CUT_TAIL, CUT_TAIL, None))
    assert first is not None
    assert first.how == "With `--fix`: cut off 3 operators after the last layers."
    assert first.gain == (
        "With 2 operators (OP_0 #0; OP_1 #1) changed, the graph splits into 3 partitions (now 5)."
    )


def test_without_a_placement_there_are_none() -> None:
    assert joined_steps(replace(stepped(None), placement=None)) == ()
