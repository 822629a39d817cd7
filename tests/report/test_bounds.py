"""What a run is made to fail for: levels, effects and bounds."""

import pytest

from dlpulint.basics.errors import UsageError
from dlpulint.basics.terms import GATES
from dlpulint.report.gates import bound_of, gates_of


@pytest.mark.parametrize(
    ("gate", "value", "beyond"),
    [
        ("cpu-macs>5%", 5.0, False),
        ("cpu-macs>5%", 5.01, True),
        ("cpu-macs>=5%", 5.0, True),
        ("cpu-macs>0.5%", 0.4, False),
        ("partitions>4", 4, False),
        ("partitions>4", 5, True),
        ("partitions>=4", 4, True),
        ("latency>50ms", 50.0, False),
        ("latency>50ms", 50.1, True),
    ],
)
def test_a_bound_is_exceeded_by_what_lies_beyond_it(gate: str, value: float, beyond: bool) -> None:
    bound = bound_of(gate)
    assert bound is not None
    assert bound.exceeded_by(value) is beyond


@pytest.mark.parametrize(
    "gate",
    ["cpu-macs>5", "partitions>4%", "partitions<4", "macs>1%", "x", "latency>50", "partitions>4ms"],
)
def test_what_is_no_bound_is_none(gate: str) -> None:
    assert bound_of(gate) is None
    with pytest.raises(UsageError):
        gates_of([gate])


def test_gates_are_told_in_one_spelling() -> None:
    assert gates_of(["error", " cpu-macs > 5 % ", *GATES]) == ("error", "cpu-macs>5%", *GATES)


def test_a_word_that_is_no_gate_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"^no gate 'cpu-macs>5'; did you mean 'cpu-macs>5%'\?$"):
        gates_of(["cpu-macs>5"])
    with pytest.raises(UsageError) as raised:
        gates_of(["qqq"])
    assert str(raised.value) == (
        "no gate 'qqq'; known: error, warning, note, cpu-only, fallback, slow, convert, unknown, "
        "never, cpu-macs>5%, partitions>4, latency>50ms"
    )
