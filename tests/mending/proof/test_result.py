"""Results of comparisons."""

from dlpulint.mending.proof.result import OutputError, ProofResult


def test_a_result_is_exact_if_all_outputs_are() -> None:
    same = OutputError(name="a", exact=True, steps=0)
    other = OutputError(name="b", exact=False, steps=2)
    assert ProofResult(status="compared", outputs=(same, same)).exact
    assert not ProofResult(status="compared", outputs=(same, other)).exact
    assert not ProofResult(status="original-fails", outputs=(same,)).exact


def test_the_largest_difference_is_that_of_any_output() -> None:
    outputs = tuple(OutputError(name="a", exact=False, steps=steps) for steps in (1, 3, 2))
    assert ProofResult(status="compared", outputs=outputs).largest == 3
    assert ProofResult(status="compared").largest == 0
