"""The table of a target: every row and limit, in words, within 80 columns."""

from pathlib import Path

import pytest

from dlpulint.manual.target_table import table_text
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from tests.pack_files import header, limit, load, row


@pytest.mark.parametrize("target", Folders().targets())
def test_lines_of_a_table_fit_80_columns_but_for_urls(target: str) -> None:
    lines = table_text(load_pack(target, Folders())).splitlines()
    assert [line for line in lines if len(line) > 80 and "https://" not in line] == []


@pytest.mark.parametrize("target", Folders().targets())
def test_a_table_names_every_limit_and_every_kind(target: str) -> None:
    pack = load_pack(target, Folders())
    text = table_text(pack)
    for entry in pack.every_limit():
        assert f"{entry.id.rsplit('/', 1)[-1]}: " in text
    for entry in pack.every_row():
        if entry.limits:
            assert f"({entry.kind})" in text


def test_a_small_table_in_full(tmp_path: Path) -> None:
    same = "{ padding = ['same'] }"
    kernel = "params = { kernel_height = [1, 3], kernel_width = [1, 3] }"
    stride = limit(
        "attribute-limits",
        "params = { stride_height = { max = 2 } }",
        'on_fail = "unknown"',
        "when = { check = 'rank-limits', params = { max = 3 } }",
        id="stride",
        evidence="inferred",
    )
    wide = 'source = "lab"\nexempt = ["cast"]\nparams = { max = 4 }\n'
    pack = load(
        tmp_path,
        header("partition_limit = 16", 'device = "a8"', 'about = ["It is shared."]'),
        limit("rank-limits", evidence="measured").replace("[[operator.", "[[") + wide,
        row("relu", "tanh"),
        row("conv") + limit("attribute-limits", kernel, id="kernel") + stride,
        row("max-pool") + limit("attribute-limits", f"params = {same}", id="padding"),
        row("max-pool") + limit("rank-limits", "params = { min = 4 }", id="rank"),
        row("custom:*", status="cpu", note="Nobody knows them.", fix="Cut them off."),
        row("custom:Mine", "tflite:HASHTABLE_FIND", "resize-cubic", status="unknown"),
    )
    assert (
        table_text(pack)
        == """\
mine: My chip
rules 1; accepts .tflite or .onnx; larod device a8

  It is shared.
  TFLite's delegates partition the graph: all supported operators that are
  ready, then all unsupported ones that are ready, and so on.
  At most 16 partitions, including those on the CPU.
  An operator outside the table runs on the CPU [1].

Every operator of the table
    rank-limits: input and output of at most 4 dimensions; not for cast —
      measured [1]

On the DLPU
  CONV_2D (conv) — documented [1]
    kernel: kernel height and kernel width 1 or 3
    stride: stride height at most 2, unless input and output of at most 3
      dimensions; otherwise unknown — inferred [1]
  MAX_POOL_2D (max-pool) (1 of 2 ways) — documented [1]
    padding: padding same
  MAX_POOL_2D (max-pool) (2 of 2 ways) — documented [1]
    rank: input and output of at least 4 dimensions
  RELU, TANH — documented [1]

On the CPU
  all other custom operators — documented [1]
    Note: Nobody knows them.
    Cure: Cut them off.

Unknown
  Mine (custom), HASHTABLE_FIND, Resize (resize-cubic) — documented [1]

Sources
   [1] Our lab, read 2026-11-20
       https://example.org/lab

More: dlpulint --explain mine/KIND/LIMIT"""
    )
