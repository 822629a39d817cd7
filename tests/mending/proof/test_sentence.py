"""Comparisons in words."""

import pytest

from dlpulint.mending.proof.result import OutputError, ProofResult
from dlpulint.mending.proof.sentence import proof_sentence

EXACT = OutputError(name="a", exact=True, steps=0.0)
RAN = "LiteRT 2.3.0 ran both files on 3 random inputs: "


def sentence(*outputs: OutputError, tail: bool | None = None, seeds: int = 3) -> str:
    result = ProofResult(
        status="compared",
        litert="2.3.0",
        seeds=tuple(range(seeds)),
        outputs=outputs,
        tail_exact=tail,
    )
    return proof_sentence(result, tail=tail is not None)


def test_the_same_bytes_are_told_in_full() -> None:
    assert sentence(EXACT) == f"{RAN}every output has the same bytes"
    assert sentence(EXACT, tail=True) == (
        f"{RAN}every output has the same bytes, and so has the mended file followed by the tail "
        "file"
    )
    assert sentence(EXACT, seeds=1).startswith("LiteRT 2.3.0 ran both files on 1 random input: ")


def test_equal_bytes_prove_nothing_of_other_inputs_where_an_edit_changes_the_results() -> None:
    result = ProofResult(status="compared", litert="2.3.0", seeds=(0, 1, 2), outputs=(EXACT,))
    assert proof_sentence(result, tail=False, exact=False) == (
        f"{RAN}every output has the same bytes. On other inputs they may differ, as an edit "
        "changes the results"
    )


@pytest.mark.parametrize(
    ("outputs", "words"),
    [
        (
            (EXACT, OutputError(name="b", exact=False, steps=1.0, decibels=51.7)),
            "integer outputs differ by at most 1 (signal-to-noise ratio 52 dB)",
        ),
        (
            (OutputError(name="b", exact=False, steps=1.23e-6, integers=False),),
            "float outputs differ by at most 1.2e-06 times their largest value",
        ),
        (
            (
                OutputError(name="a", exact=False, steps=3.0, decibels=30.0),
                OutputError(name="b", exact=False, steps=0.5, integers=False, decibels=20.0),
            ),
            "integer outputs differ by at most 3, float outputs differ by at most 0.5 times their "
            "largest value (signal-to-noise ratio 20 dB)",
        ),
    ],
)
def test_differences_have_their_units(outputs: tuple[OutputError, ...], words: str) -> None:
    assert sentence(*outputs) == RAN + words


def test_a_tail_that_differs_is_told() -> None:
    assert sentence(EXACT, tail=False) == f"{RAN}the outputs of the tail file differ"


def test_what_was_not_compared_has_its_reason() -> None:
    not_run = ProofResult(status="not-run", reason="LiteRT is not installed")
    assert proof_sentence(not_run, tail=False) == (
        "Not compared: LiteRT is not installed. The edits are exact by construction"
    )
    fails = ProofResult(status="original-fails", reason="no kernel")
    assert proof_sentence(fails, tail=False) == (
        "Not compared: LiteRT does not run the original (no kernel). The edits are exact by "
        "construction, and LiteRT loads the mended file"
    )
