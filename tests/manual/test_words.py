"""Limits in words: each check's parameters as a person would say them."""

from typing import Any

import pytest

from dlpulint.basics.decode import decode
from dlpulint.checks import BY_NAME, CHECKS
from dlpulint.manual.words import in_words, value_text
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.proof.generators import GENERATORS


@pytest.mark.parametrize(
    ("check", "params", "words"),
    [
        ("attribute-limits", {"kernel_height": [1, 3], "kernel_width": [1, 3]},
         "kernel height and kernel width 1 or 3"),
        ("attribute-limits", {"stride_height": {"max": 2},
                              "stride_width": {"same_as": "stride_height"}},
         "stride height at most 2; stride width the same as stride height"),
        ("axes-limits", {"allow": ["height", "width"]}, "axes height or width only"),
        ("axes-limits", {"forbid": ["batch"], "require": ["height", -1]},
         "axes other than batch, axes height and -1 among them"),
        ("permutation-limits", {"allow": ["0231", "0312"]}, "order 0231 or 0312"),
        ("permutation-limits", {"forbid": ["10"], "keep": [0]},
         "not order 10, dimension 0 not moved"),
        ("broadcast-form", {"allow": ["same-shape", "constant-scalar"]},
         "operands same shape or constant scalar only"),
        ("constant-values", {"allow": [0]}, "its constant input holds 0"),
        ("constant-values", {"role": "parameter", "allow": "zero-point"},
         "its parameter holds zeros only (its zero point)"),
        ("dimension-limits", {"dimension": ["height", -1], "allow": {"parity": "even"}},
         "height and dimension -1 of its input an even number"),
        ("dimension-relation", {"dimension": "height", "allow": ["2n", "2n-1"]},
         "height of its output 2n or 2n-1, n being height of its input"),
        ("dimension-relation", {"dimension": 0},
         "dimension 0 of its output the same as dimension 0 of its input"),
        ("dimension-limits", {"dimension": [1, 2], "allow": {"max": 9}},
         "dimensions 1 and 2 of its input at most 9"),
        ("dtype-limits", {"allow": ["int8", "uint8"], "constants": False},
         "input and output of int8 or uint8, except constants"),
        ("fixed-quantization", {"scale": 0.00390625, "zero_point": "min"},
         "output with scale 0.00390625 and zero point the minimum of its type"),
        ("leading-ones", {"innermost": 3},
         "input and output with 1 in all but the 3 innermost dimensions"),
        ("neighbours", {"after": ["conv"], "single_consumer": True, "graph_output": False},
         "after conv, read by one operator only, not at an output of the graph"),
        ("operand-kind", {"role": "bias", "be": "present"}, "bias given"),
        ("operand-kind", {"role": ["size", "begin"], "be": "constant"},
         "size and begin constant"),
        ("operand-count", {"role": "input", "max": 2}, "at most 2 input operands"),
        ("resize-factor", {"max": 4}, "height and width at most 4 times as large"),
        ("padding-limits", {"allow": {"max": 7}, "or_same": True, "folded": True},
         "padding on each side at most 7, or as SAME pads, including a PAD before it"),
        ("rank-limits", {"roles": ["input"], "min": 2, "max": 4}, "input of 2 to 4 dimensions"),
        ("same-quantization", {"part": "scale", "tolerance": 0.01},
         "scale of its input as of its output within 1 %"),
        ("scale-ratio", {"of": ["input", "weights"], "by": ["output"], "below": 65536.0},
         "scale of input x weights over that of output less than 65536"),
        ("size-limit", {"max": 16000}, "elements of its input at most 16,000"),
        ("size-limit", {"product": {"height": 8, "channels": 1}, "factor": 2, "plus": 64,
                        "of": "sum", "max": 100},
         "2 x height (rounded up to 8) x channels of all of its input + 64 at most 100"),
        ("weight-granularity", {"allow": "per-channel"}, "weight scales per tensor or per channel"),
        ("window-limits", {"window": "whole-input"}, "a window over the whole input"),
        ("scale-spread", {"max": 30.0},
         "the live channels of one layer have weights of similar size (max 30, dead 0.001)"),
        ("standard-domain", {},
         "every operator is from the format's own set, not from somebody's extension"),
    ],
)  # fmt: skip
def test_a_question_in_words(check: str, params: dict[str, Any], words: str) -> None:
    mistakes: list[str] = []
    decoded = decode(params, BY_NAME[check].params, "params", mistakes)
    assert mistakes == []
    assert in_words(BY_NAME[check], decoded) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(True, "yes"), (16000, "16,000"), (0.5, "0.5"), ((1, 2, 3), "1, 2 or 3"), ("same", "same")],
)
def test_a_value_in_words(value: object, words: str) -> None:
    assert value_text(value) == words


@pytest.mark.parametrize("target", Folders().targets())
def test_every_question_of_the_packs_has_words(target: str) -> None:
    pack = load_pack(target, Folders())
    for entry in (*pack.rules, *pack.every_limit()):
        assert in_words(entry.check, entry.params)


def test_generators_are_of_checks_that_are_there() -> None:
    assert set(GENERATORS) <= {check.name for check in CHECKS if check.scope == "operator"}
