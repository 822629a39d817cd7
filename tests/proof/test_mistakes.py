"""Rows and limits that models prove, and what is said of those that nothing proves."""

from pathlib import Path

import pytest

from dlpulint.packs.library import Folders
from dlpulint.proof.prove import check_pack
from tests import pack_files
from tests.pack_files import header, row

KERNEL = "params = { kernel_height = [1, 3] }"
POOL = "input x: int8[1,8,8,4]\\nmax-pool y: int8[1,8,8,4] <- x {kernel=%d}"


def prove(folder: Path, *parts: str, head: str = "") -> list[str]:
    path = folder / "mine.toml"
    path.write_text((head or header()) + "\n".join(parts), "utf-8")
    return check_pack(path, Folders())


def limit(check: str, *lines: str, id: str = "") -> str:
    return pack_files.limit(check, *lines, id=id, fix="Change it.")


def where(folder: Path, id: str, table: str = "operator.limit") -> str:
    return (
        f'write one bad and one good under ["mine/{id}"] in {folder / "mine.examples.toml"}, '
        f"or in [{table}.examples] of the pack"
    )


def wide(check: str, params: str, *more: str) -> str:
    table = limit(check, f"params = {params}", *more, id="wide").replace("[[operator.", "[[")
    return table + 'source = "lab"\n'


@pytest.mark.parametrize("status", ["dlpu", "cpu", "unknown"])
def test_a_row_is_proved_by_a_model_of_its_kind(tmp_path: Path, status: str) -> None:
    assert prove(tmp_path, row("conv", "custom:*", "tflite:HASHTABLE_FIND", status=status)) == []


def test_a_row_of_a_kind_that_the_files_do_not_have_is_told(tmp_path: Path) -> None:
    head = header().replace('["tflite", "onnx"]', '["tflite"]')
    assert prove(tmp_path, row("global-average-pool"), head=head) == [
        "row mine/global-average-pool: no operator of kind 'global-average-pool' "
        "is in files of format tflite"
    ]


def test_a_row_whose_limits_leave_nothing_is_told(tmp_path: Path) -> None:
    first = limit("rank-limits", "params = { min = 4 }", id="min")
    second = limit("rank-limits", "params = { max = 3 }", id="max")
    assert prove(tmp_path, row("relu") + first + second) == [
        "row mine/relu: the target accepts no model of it: mine/relu/max objects to it. Write the "
        f"examples of that limit in {tmp_path / 'mine.examples.toml'}, or a miniature of relu in "
        "rules/operators.examples.toml",
        "limit mine/relu/min: there is no model of relu to begin with; "
        f"{where(tmp_path, 'relu/min')}",
        "limit mine/relu/max: there is no model of relu to begin with; "
        f"{where(tmp_path, 'relu/max')}",
    ]


@pytest.mark.parametrize(
    ("kind", "check", "params"),
    [
        ("conv", "attribute-limits", "{ kernel_height = [1, 3], kernel_width = { max = 9 } }"),
        ("conv", "attribute-limits", '{ stride_width = { same_as = "stride_height" } }'),
        ("conv", "attribute-limits", '{ padding = ["same"], fused_activation = ["none", "relu"] }'),
        ("resize-bilinear", "attribute-limits", "{ align_corners = [false] }"),
        ("strided-slice", "attribute-limits", "{ ellipsis_mask = [0] }"),
        ("arg-max", "attribute-limits", "{ axis = [-1, 3] }"),
        ("average-pool", "attribute-limits", "{ kernel_height = { min = 2, multiple = 2 } }"),
        ("conv", "dimension-limits", '{ dimension = "channels", allow = { multiple = 16 } }'),
        ("conv", "dimension-limits", '{ dimension = "width", allow = [8, 16, 32] }'),
        ("add", "dimension-limits", '{ dimension = "batch", allow = { max = 1 } }'),
        ("relu", "dtype-limits", '{ allow = ["int8", "uint8"] }'),
        ("conv", "dtype-limits", '{ roles = ["weights"], allow = ["int8"] }'),
        ("conv", "leading-ones", "{ innermost = 3 }"),
        ("fully-connected", "leading-ones", "{ innermost = 1 }"),
        ("conv", "rank-limits", "{ min = 4, max = 4 }"),
        ("add", "rank-limits", "{ max = 5 }"),
        ("fully-connected", "operand-kind", '{ role = "bias", be = "present" }'),
        ("conv", "operand-kind", '{ role = "weights", be = "constant" }'),
        ("conv", "operand-kind", '{ role = "bias", be = "absent" }'),
        ("matmul", "operand-kind", '{ role = "input", be = "variable" }'),
        ("conv", "weight-granularity", '{ allow = "per-tensor" }'),
        ("depthwise-conv", "weight-granularity", '{ allow = "per-channel" }'),
        ("slice", "operand-kind", '{ role = ["begin", "size"], be = "constant" }'),
        ("concatenation", "operand-count", '{ role = "input", max = 2 }'),
        ("concatenation", "constant-values", '{ allow = "zero-point" }'),
        ("conv", "equal-dilation", "{}"),
        ("resize-bilinear", "resize-factor", "{ max = 4 }"),
        ("expand-dims", "shape-kept", "{}"),
        ("prelu", "leading-ones", '{ innermost = 1, roles = ["alpha"] }'),
        ("conv", "dimension-limits", '{ dimension = ["height", "width"], allow = { max = 300 } }'),
        ("add", "dimension-limits", "{ dimension = -1, allow = { parity = 'even' } }"),
        ("mean", "axes-limits", '{ allow = ["height", "width"] }'),
        ("mean", "axes-limits", '{ forbid = ["batch"], require = ["height", "width"] }'),
        ("concatenation", "axes-limits", '{ forbid = ["batch", "height"] }'),
        ("pack", "axes-limits", "{ allow = [-1] }"),
        ("transpose", "permutation-limits", '{ allow = ["0231", "0312", "10"] }'),
        ("transpose", "permutation-limits", '{ forbid = ["0213"], keep = [0] }'),
        ("pad-v2", "constant-values", '{ role = "parameter", allow = "zero-point" }'),
        ("add", "constant-values", "{ allow = [0] }"),
        ("slice", "constant-values", '{ role = "begin", allow = { max = 4 } }'),
        ("relu", "same-quantization", "{}"),
        ("relu", "same-quantization", '{ part = "scale", tolerance = 0.01 }'),
        ("concatenation", "same-quantization", '{ part = "zero-point" }'),
        ("logistic", "fixed-quantization", '{ scale = 0.00390625, zero_point = "min" }'),
        ("tanh", "fixed-quantization", '{ scale = 0.0078125, zero_point = "mid" }'),
        ("relu", "fixed-quantization", '{ role = "input", scale = 0.5, tolerance = 0.01 }'),
        ("concatenation", "scale-ratio", '{ of = ["output"], by = ["input"], above = 0.0078125 }'),
        ("conv", "scale-ratio", '{ of = ["input", "weights"], by = ["output"], below = 65536.0 }'),
        (
            "conv",
            "scale-ratio",
            '{ of = ["bias"], by = ["input", "weights"], min = 0.99, max = 1.01 }',
        ),
        (
            "resize-nearest",
            "dimension-relation",
            '{ dimension = "height", allow = ["2n", "2n-1"] }',
        ),
        ("resize-nearest", "dimension-relation", '{ dimension = "width", allow = ["n or less"] }'),
        (
            "conv",
            "dimension-relation",
            '{ role = "weights", dimension = -1, to_role = "input", to_dimension = "channels" }',
        ),
        ("reshape", "dimension-relation", '{ dimension = "elements" }'),
        ("softmax", "size-limit", "{ max = 16000 }"),
        ("add", "size-limit", '{ max = 1000000, unit = "bytes", of = "sum" }'),
        (
            "transpose",
            "size-limit",
            "{ product = { height = 8, width = 8, channels = 16 }, factor = 2, plus = 65536, "
            "max = 1048576 }",
        ),
        ("add", "broadcast-form", '{ allow = ["same-shape", "constant-channels"] }'),
        ("mul", "broadcast-form", '{ allow = ["same-shape"] }'),
        ("average-pool", "window-limits", '{ window = "whole-input" }'),
        ("max-pool", "window-limits", '{ window = "within-input" }'),
        ("pad", "padding-limits", "{ allow = { max = 7 } }"),
        ("conv", "padding-limits", "{ allow = { max = 7 } }"),
        ("conv", "padding-limits", "{ allow = { max = 7 }, or_same = true, folded = true }"),
        ("relu", "neighbours", '{ after = ["conv", "add"], graph_output = true }'),
        ("relu", "neighbours", '{ before = ["conv"], single_consumer = true }'),
        ("relu", "neighbours", '{ not_after = ["pad"], not_before = ["custom:*"] }'),
        ("transpose", "neighbours", "{ graph_input = false }"),
        ("transpose", "neighbours", "{ graph_input = true, graph_output = false }"),
    ],
)
def test_a_limit_is_proved_by_models_made_from_it(
    tmp_path: Path, kind: str, check: str, params: str
) -> None:
    assert prove(tmp_path, row(kind) + limit(check, f"params = {params}", id="one")) == []
    assert prove(tmp_path, row(kind) + wide(check, params)) == []


def test_a_limit_on_operators_of_an_extension_proves_itself(tmp_path: Path) -> None:
    head = header().replace('["tflite", "onnx"]', '["onnx"]')
    assert prove(tmp_path, row("add") + limit("standard-domain"), head=head) == []


def test_a_guarded_limit_is_proved_where_its_guard_holds(tmp_path: Path) -> None:
    guard = 'when = { check = "attribute-limits", params = { kernel_height = { max = 7 } } }'
    stride = limit("attribute-limits", "params = { stride_height = [1] }", guard, id="stride")
    assert prove(tmp_path, row("conv") + stride) == []


def test_a_limit_with_several_guards_is_proved_where_all_hold(tmp_path: Path) -> None:
    guards = """when = [
      { check = "attribute-limits", params = { kernel_height = { max = 7 } } },
      { check = "attribute-limits", params = { padding = ["same"] } },
    ]"""
    stride = limit("attribute-limits", "params = { stride_height = [1] }", guards, id="stride")
    assert prove(tmp_path, row("conv") + stride) == []


def test_limits_of_a_row_that_nobody_knows_of_are_proved_too(tmp_path: Path) -> None:
    table = row("transpose", status="unknown") + limit("rank-limits", "params = { max = 4 }")
    assert prove(tmp_path, table) == []


def test_a_limit_whose_guard_never_holds_is_told(tmp_path: Path) -> None:
    guard = 'when = { check = "attribute-limits", params = { fused_activation = ["none"] } }'
    stride = limit("attribute-limits", "params = { block_size = [2] }", guard, id="block")
    assert prove(tmp_path, row("depth-to-space") + stride) == [
        "limit mine/depth-to-space/block: no model could be made that its `when` applies to; "
        f"{where(tmp_path, 'depth-to-space/block')}"
    ]


def test_a_limit_on_an_option_that_files_do_not_give_is_told(tmp_path: Path) -> None:
    beta = limit("attribute-limits", "params = { beta = [1] }", id="beta")
    assert prove(tmp_path, row("conv") + beta) == [
        "row mine/conv: the target accepts no model of it: mine/conv/beta cannot tell: "
        "its beta is not in the file. Write the examples of that limit "
        f"in {tmp_path / 'mine.examples.toml'}, or a miniature of conv in "
        "rules/operators.examples.toml",
        "limit mine/conv/beta: there is no model of conv to begin with; "
        f"{where(tmp_path, 'conv/beta')}",
    ]


def test_a_limit_that_excludes_nothing_is_told(tmp_path: Path) -> None:
    both = limit("attribute-limits", "params = { align_corners = [true, false] }", id="any")
    assert prove(tmp_path, row("resize-bilinear") + both) == [
        "limit mine/resize-bilinear/any: no model on its bad side could be made from its numbers; "
        f"{where(tmp_path, 'resize-bilinear/any')}"
    ]


def test_a_limit_of_a_check_without_generator_needs_written_examples(tmp_path: Path) -> None:
    spread = limit("scale-spread", "params = { max = 2 }", id="spread")
    assert prove(tmp_path, row("conv", "depthwise-conv") + spread) == [
        f"limit mine/{kind}/spread: limits of check 'scale-spread' do not prove themselves; "
        f"{where(tmp_path, f'{kind}/spread')}"
        for kind in ("conv", "depthwise-conv")
    ]


def test_an_example_of_one_kind_proves_the_limit_for_all_kinds_of_the_row(tmp_path: Path) -> None:
    conv = (
        "input x: int8[1,8,8,4] scale=0.1\\n"
        "conv y: int8[1,8,8,2] scale=0.1 <- x, weights: int8[2,3,3,4] scale=%s axis=0"
    )
    beside = tmp_path / "mine.examples.toml"
    bad, good = conv % "0.1,0.9", conv % "0.1,0.2"
    beside.write_text(f'["mine/conv/spread"]\nbad = "{bad}"\ngood = "{good}"\n', "utf-8")
    spread = limit("scale-spread", "params = { max = 2 }", id="spread")
    assert prove(tmp_path, row("conv", "depthwise-conv") + spread) == []


def test_written_examples_have_to_lie_on_their_sides(tmp_path: Path) -> None:
    def examples(bad: int, good: int) -> str:
        return f'examples = {{ bad = "{POOL % bad}", good = "{POOL % good}" }}'

    table = row("max-pool") + limit("attribute-limits", KERNEL, id="kernel")
    begin = "limit mine/max-pool/kernel: examples"
    assert prove(tmp_path, table) == []
    assert prove(tmp_path, table, examples(bad=5, good=3)) == []
    assert prove(tmp_path, table, examples(bad=3, good=3)) == [
        f"{begin}.bad: the bad example does not prove it: nothing is objected to"
    ]
    assert prove(tmp_path, table, examples(bad=5, good=5))[-1] == (
        f"{begin}.good: the good example does not prove it: mine/max-pool/kernel objects to it"
    )


def test_a_bad_example_of_a_limit_that_cannot_be_decided_proves_nothing(tmp_path: Path) -> None:
    table = row("max-pool") + limit("attribute-limits", KERNEL, id="kernel")
    bad = POOL.replace(" {kernel=%d}", "")
    examples = f'examples = {{ bad = "{bad}", good = "{POOL % 3}" }}'
    assert prove(tmp_path, table, examples) == [
        "limit mine/max-pool/kernel: examples.bad: the bad example does not prove it: "
        "mine/max-pool/kernel cannot tell: its kernel height is not in the file"
    ]


def test_a_limit_that_only_doubts_is_proved_by_its_doubt(tmp_path: Path) -> None:
    table = row("max-pool") + limit("attribute-limits", KERNEL, 'on_fail = "unknown"', id="kernel")
    assert prove(tmp_path, table) == []


def test_a_wide_limit_that_applies_to_no_row_is_told(tmp_path: Path) -> None:
    table = row("relu") + wide("rank-limits", "{ max = 4 }", 'exempt = ["relu"]')
    assert prove(tmp_path, table) == ["limit mine/wide: no row that it applies to"]


def test_alternative_rows_are_proved_each_by_itself(tmp_path: Path) -> None:
    small = limit("attribute-limits", "params = { kernel_height = [2] }", id="two")
    large = limit("attribute-limits", "params = { kernel_height = [3] }", id="three")
    assert prove(tmp_path, row("max-pool") + small + row("max-pool") + large) == []


def test_what_holds_for_stated_versions_only_is_proved_as_if_they_were(tmp_path: Path) -> None:
    old = 'until = { runtime = "2.3" }\nif_stated = "runtime"'
    rank = limit("rank-limits", "params = { max = 4 }", old, id="rank")
    assert prove(tmp_path, row("relu") + rank) == []
    both = limit("rank-limits", "params = { min = 5 }", id="min") + rank
    assert prove(tmp_path, row("relu") + both) == [
        "limit mine/relu/rank: there is no model of relu to begin with; "
        f"{where(tmp_path, 'relu/rank')}"
    ]
