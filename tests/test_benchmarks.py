"""What benchmarks say of what they measured."""

import sys

from benchmarks.measuring import Cost, costs
from benchmarks.tables import Line, Table, compared, markdown


def test_a_line_is_compared_with_the_processors_time_of_its_yardstick() -> None:
    found = {"yard": Cost(1.0, 0.5, 10.0), "long": Cost(9.0, 1.5, 20.0)}
    assert compared(found, {"long": "yard"}) == (
        Line("yard", 1.0, 0.5, 10.0),
        Line("long", 9.0, 1.5, 20.0, 3.0, "yard"),
    )


def test_a_table_leaves_empty_what_was_not_measured() -> None:
    lines = (Line("a", 1.5), Line("b", 0.25, 0.2, 2_887.4, 0.5, "a"))
    assert list(markdown(Table("Title", "Note.", lines, "After."))) == [
        "## Title",
        "",
        "Note.",
        "",
        "| | seconds | processor | peak MiB | ratio | to |",
        "|---|--:|--:|--:|--:|---|",
        "| a | 1.500 |  |  |  |  |",
        "| b | 0.250 | 0.200 | 2,887 | 0.50 x | a |",
        "",
        "After.",
        "",
    ]


def test_the_memory_of_a_command_is_its_own() -> None:
    held = bytearray(b"x" * 100_000_000)
    (cost,) = costs({"small": [sys.executable, "-c", "pass"]}, 1).values()
    assert len(held) == 100_000_000
    assert 0 < cost.mebibytes < 60
