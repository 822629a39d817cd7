import time

from dlpulint.basics.terms import Device
from dlpulint.compare.data import KindCount, Move, Pair
from dlpulint.compare.moves import kinds, matched, moves
from dlpulint.report.report import PlacedOperator
from tests.compare.samples import operators


def test_operators_in_the_same_order_are_matched_place_by_place() -> None:
    # Exporters number tensors as they please: `t0` may be what was `t1`.
    found = matched(operators("CONV_2D", "ADD"), operators("CONV_2D", "ADD!", prefix="u"))
    assert found.complete
    assert moves(found) == (
        Move(
            op="ADD",
            subgraph=Pair(0, 0),
            index=Pair(1, 1),
            device=Pair(Device.DLPU, Device.CPU),
            because=("artpec8/unlisted",),
        ),
    )


def test_what_speaks_against_the_dlpu_is_told_of_the_side_that_is_off_it() -> None:
    found = matched(operators("ADD!"), operators("ADD"))
    assert [(move.device, move.because) for move in moves(found)] == [
        (Pair(Device.CPU, Device.DLPU), ("artpec8/unlisted",))
    ]


def test_an_operator_that_came_between_moves_no_other() -> None:
    old = operators("CONV_2D", "ADD", "CONV_2D")
    new = operators("QUANTIZE", "CONV_2D", "ADD!", "CONV_2D", prefix="u")
    found = matched(old, new)
    assert [(move.op, move.index) for move in moves(found)] == [("ADD", Pair(1, 2))]


def named(*operators: tuple[str, str]) -> tuple[PlacedOperator, ...]:
    """Operators on the DLPU by native name and the tensor that they write."""
    return tuple(
        PlacedOperator(0, index, op, (tensor,), Device.DLPU, None, (), None)
        for index, (op, tensor) in enumerate(operators)
    )


def test_names_of_tensors_decide_where_kinds_alone_would_not() -> None:
    old = named(("CONV_2D", "a"), ("ADD", "b"), ("ADD", "c"))
    new = named(("CONV_2D", "a"), ("ADD", "extra"), ("ADD", "b"), ("ADD", "c"))
    assert [(was.index, now.index) for was, now in matched(old, new).pairs] == [
        (0, 0),
        (1, 2),
        (2, 3),
    ]


def test_names_that_cross_are_matched_as_far_as_they_rise() -> None:
    old = named(("CONV_2D", "a"), ("ADD", "b"), ("MUL", "c"))
    new = named(("MUL", "c"), ("CONV_2D", "a"), ("ADD", "b"))
    assert [(was.op, now.op) for was, now in matched(old, new).pairs] == [
        ("CONV_2D", "CONV_2D"),
        ("ADD", "ADD"),
    ]


def test_graphs_too_large_to_align_are_said_to_be() -> None:
    old = operators(*["ADD"] * 4_000)
    new = operators("MUL", *["ADD"] * 4_000, prefix="u")
    began = time.perf_counter()
    found = matched(old, new)
    assert not found.complete
    assert time.perf_counter() - began < 5


def test_large_graphs_with_names_are_matched() -> None:
    old = operators(*["ADD"] * 50_000)
    new = (*operators(*["ADD"] * 50_000), *operators("MUL", prefix="u"))
    found = matched(old, new)
    assert found.complete
    assert len(found.pairs) == 50_000


def test_kinds_are_counted_where_they_differ() -> None:
    found = kinds(operators("ADD", "CONV_2D"), operators("ADD", "ADD", "MUL", "CONV_2D"))
    assert found == (KindCount("ADD", Pair(1, 2)), KindCount("MUL", Pair(0, 1)))
