"""Explanations of an operator: rows, limits in words, rules, sources."""

from pathlib import Path

import pytest

from dlpulint.basics.errors import UsageError
from dlpulint.manual.explain import explanation
from dlpulint.packs.library import Folders
from tests.pack_files import header, limit, row, rule

KERNEL = limit(
    "attribute-limits", "params = { kernel_height = [1, 3] }", 'fix = "Use 3x3."', id="kernel"
)
WIDE = limit("rank-limits", evidence="measured").replace("[[operator.", "[[") + (
    'source = "lab"\nexempt = ["cast"]\nparams = { max = 4 }\n'
)


def explained(folder: Path, word: str, *parts: str) -> str:
    (folder / "mine.toml").write_text("\n".join(parts), "utf-8")
    return explanation(word, Folders((folder,)), ["mine"])


def test_a_row_is_told_with_its_limits_those_of_all_and_the_rules(tmp_path: Path) -> None:
    params = "params = { operators = ['%s'], allow = 'per-tensor' }"
    text = explained(
        tmp_path,
        "Conv2D",
        header(),
        WIDE,
        row("conv", note="Seen to run.") + KERNEL,
        rule("mine/scales", "weight-granularity", params % "conv"),
        rule("mine/other", "weight-granularity", params % "fully-connected"),
    )
    assert (
        text
        == """\
CONV_2D (conv) on mine, My chip
  On the DLPU within these limits — documented [1]
    kernel: kernel height 1 or 3
      Cure: Use 3x3.
    Note: Seen to run.
  Limits of every operator
    rank-limits: input and output of at most 4 dimensions — measured [1]
  Rules about it
    warning  mine/scales
             A rule

Sources
   [1] Our lab, read 2026-11-20
       https://example.org/lab

More: dlpulint --explain mine/conv/kernel"""
    )


def test_several_rows_are_ways_of_which_one_suffices(tmp_path: Path) -> None:
    pool = row("max-pool")
    text = explained(tmp_path, "MAX_POOL_2D", header(), pool + KERNEL, pool)
    ways = [line for line in text.splitlines() if " of 2;" in line]
    assert ways == [
        "  On the DLPU within these limits, case 1 of 2; one is enough — documented [1]",
        "  On the DLPU, case 2 of 2; one is enough — documented [1]",
    ]


def test_an_operator_on_the_cpu_has_its_cure_and_no_limits_of_all(tmp_path: Path) -> None:
    text = explained(
        tmp_path, "CAST", header(), WIDE, row("abs", status="cpu", fix="Leave it out.")
    )
    assert "  Not listed. An operator outside the table runs on the CPU [1].\n" in text
    text = explained(tmp_path, "ABS", header(), WIDE, row("abs", status="cpu", fix="Leave it out."))
    assert text.startswith("ABS (abs) on mine, My chip\n  On the CPU — documented [1]\n")
    assert "    Cure: Leave it out.\n" in text
    assert "Limits of every" not in text


def test_a_limit_of_other_operators_is_not_told(tmp_path: Path) -> None:
    text = explained(tmp_path, "CAST", header(), WIDE, row("cast"))
    assert "Limits of every" not in text


def test_an_operator_of_another_format_is_told_by_its_counterpart() -> None:
    text = explanation("GlobalAveragePool", Folders(), ["artpec9"])
    assert text == (
        "global-average-pool (GlobalAveragePool in ONNX) on artpec9, Axis ARTPEC-9 DLPU\n"
        "  .tflite files have no such operator: it depends on the operators that the\n"
        "  converter writes instead."
    )
    text = explanation("Conv", Folders(), ["artpec8"])
    assert text.startswith("CONV_2D (conv; Conv in ONNX) on artpec8, Axis ARTPEC-8 DLPU\n")
    assert "\nDEPTHWISE_CONV_2D (depthwise-conv; Conv in ONNX) on artpec8, " in text


def test_a_rule_that_lets_an_operator_pass_is_not_told_of_it() -> None:
    text = explanation("TFLite_Detection_PostProcess", Folders(), ["artpec8"])
    assert "common/custom-operator" not in text
    assert "common/custom-operator" in explanation("custom:Mine", Folders(), ["artpec8"])


def test_all_targets_are_told_unless_some_are_named() -> None:
    text = explanation("ADD", Folders())
    for target in Folders().targets():
        assert f" on {target}, " in text
    assert explanation("ADD", Folders(), ["all"]) == text
    assert " on cv25, " not in explanation("ADD", Folders(), ["artpec8", "artpec9"])


@pytest.mark.parametrize("target", Folders().targets())
@pytest.mark.parametrize("word", ["CONV_2D", "Resize", "MEAN", "CUSTOM", "NonMaxSuppression"])
def test_lines_fit_80_columns_but_for_urls(target: str, word: str) -> None:
    lines = explanation(word, Folders(), [target]).splitlines()
    assert [line for line in lines if len(line) > 80 and "https://" not in line] == []


def test_a_rule_is_told_as_it_is_for_the_target() -> None:
    with pytest.raises(UsageError, match=r"no rule 'artpec8/per-channel-weights'"):
        explanation("artpec8/per-channel-weights", Folders(), ["cv25"])
    assert explanation("artpec8/per-channel-weights", Folders(), ["artpec8"])
