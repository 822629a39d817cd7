"""What the shipped tables say: rows and limits of each target, asked with small models."""

from collections.abc import Mapping

import pytest

from dlpulint.basics.terms import Answer, Device, Effect, Verdict
from dlpulint.basics.version import UNSTATED
from dlpulint.engine.judge import Judgement, judge
from dlpulint.facts.facts import Facts
from dlpulint.findings.finding import Finding
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.applying import pack_for
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack

D, C, U = Device.DLPU, Device.CPU, Device.UNKNOWN


def judged(target: str, sketch: str) -> Judgement:
    pack = pack_for(load_pack(target, Folders()), UNSTATED)
    return judge(Facts(model_from_sketch(sketch)), pack)


def devices(target: str, sketch: str) -> list[Device]:
    placement = judged(target, sketch).placement
    assert placement is not None
    return [one.device for one in placement.operators]


def reasons(target: str, sketch: str) -> list[tuple[str, str]]:
    """Rule and message of what the table has against operators."""
    table = load_pack(target, Folders())
    rules = {rule.id for rule in table.rules}
    return [(f.rule, f.message) for f in judged(target, sketch).findings if f.rule not in rules]


def image(line: str, *, dtype: str = "int8", shape: str = "1,8,8,4") -> str:
    """One operator behind an input, its result the output."""
    return f"input x: {dtype}[{shape}] scale=0.1\n{line}\noutput y"


SIGMOID = image("logistic y: int8[1,8,8,4] scale=0.1 <- x")

QUANTIZE = image("quantize y: int8[1,8,8,4] scale=0.2 <- x")

FLOAT_QUANTIZE = image("quantize y: int8[1,8,8,4] scale=0.2 <- x", dtype="float32")


@pytest.mark.parametrize(
    ("sketch", "device"),
    [
        (SIGMOID, C),
        (image("pad y: int8[1,10,10,4] <- x, paddings: int32[4,2] = 0,0,1,1,1,1,0,0"), D),
        (QUANTIZE, D),
        (image("sub y: int8[1,8,8,4] <- x, int8[4]"), U),
        (image("mean y: int8[1,4] <- x, axes: int32[2] = 1,2"), U),
        (image("dequantize y: float32[1,8,8,4] <- x"), U),
        (image("top-k y: int8[1,8,8,1] <- x, size: int32[] = 1"), C),
        (image("tile y: int8[1,16,8,4] <- x, shape: int32[4] = 1,2,1,1"), C),
        (image("tflite:HASHTABLE_FIND y: int8[1,8,8,4] <- x"), C),
        (image("unconverted:GridSample y: int8[1,8,8,4] <- x"), U),
        (image("mean y: float32[1,4] <- x, axes: int32[2] = 1,2", dtype="float32"), C),
        (FLOAT_QUANTIZE, C),
    ],
)
def test_artpec8_tells_rows_of_the_list_of_the_log_and_open_ones(
    sketch: str, device: Device
) -> None:
    assert devices("artpec8", sketch) == [device]


ARTPEC8_LIMITS: Mapping[str, tuple[str, str, str]] = {
    "artpec8/conv/grouped-batch": (
        "input x: int8[2,8,8,4]\nconv y: int8[2,8,8,4] <- x, weights: int8[4,3,3,2] {groups=2}",
        "input x: int8[2,8,8,4]\nconv y: int8[2,8,8,4] <- x, weights: int8[4,3,3,4]",
        "CONV_2D #0 has groups and a batch of 2 (2x8x8x4); "
        "with groups the delegate accepts a batch of at most 1",
    ),
    "artpec8/slice/batch": (
        image("slice y: int8[1,8,8,4] <- x", shape="2,8,8,4"),
        image("slice y: int8[1,8,4] <- x", shape="2,8,4"),
        "SLICE #0 keeps 1 of 2 along the first dimension (2x8x8x4); "
        "the delegate accepts slices of the other dimensions only",
    ),
    "artpec8/strided-slice/masks": (
        image("strided-slice y: int8[1,8,8,4] <- x {new_axis_mask=0 ellipsis_mask=2}"),
        image("strided-slice y: int8[1,8,8,4] <- x {new_axis_mask=0 ellipsis_mask=0}"),
        "STRIDED_SLICE #0 has an ellipsis_mask of 2; the delegate accepts 0",
    ),
    "artpec8/fully-connected/shuffled-weights": (
        "input x: int8[1,4]\n"
        "fully-connected y: int8[1,4] <- x, weights: int8[4,4] {weights_format=shuffled}",
        "input x: int8[1,4]\n"
        "fully-connected y: int8[1,4] <- x, weights: int8[4,4] {weights_format=default}",
        "FULLY_CONNECTED #0 has weights in the shuffled format; "
        "the delegate accepts unshuffled weights only",
    ),
    "artpec8/computed-operand": (
        "input i: int32[4]\ninput d: int32[]\none-hot y: int8[4,3] <- indices: i, size: d",
        "input i: int32[4]\ninput d: int8[]\n"
        "one-hot y: int8[4,3] <- indices: i, size: int32[] = 3, parameter: d",
        "ONE_HOT #0 reads its size from another operator; the delegate accepts constants only",
    ),
    "artpec8/computed-shape": (
        "input x: int8[1,8]\ninput s: int32[2]\nreshape y: int8[1,8] <- x, shape: s",
        "input x: int8[1,8]\nreshape y: int8[1,8] <- x, shape: int32[2] = 1,8",
        "RESHAPE #0 reads its shape from another operator; the delegate accepts constants only",
    ),
    "artpec8/wide-integers": (
        image("arg-max y: int64[1,8,8] <- x, axes: int32[] = 3"),
        image("arg-max y: int32[1,8,8] <- x, axes: int32[] = 3"),
        "ARG_MAX #0 has int64 as output; "
        "the delegate accepts bool, int8, uint8, int32, uint32, float16 or float32",
    ),
    "artpec8/rank": (
        image("relu y: int8[1,1,1,1,1,1,4] <- x", shape="1,1,1,1,1,1,4"),
        image("relu y: int8[1,1,1,1,1,4] <- x", shape="1,1,1,1,1,4"),
        "RELU #0 has an input of 7 dimensions (1x1x1x1x1x1x4); the delegate accepts at most 6",
    ),
    "artpec8/input-size": (
        image("reshape y: int8[1,256,256] <- x", shape="1,65536"),
        image("reshape y: int8[1,65536] <- x", shape="1,256,256"),
        "RESHAPE #0: dimension 1 of its input is 65536 (1x65536); the delegate accepts 1 to 65535",
    ),
    "artpec8/cast/types": (
        image("cast y: int8[1,8,8,4] <- x", dtype="uint16"),
        image("cast y: int8[1,8,8,4] <- x", dtype="int16"),
        "CAST #0 has uint16 as input; "
        "the delegate accepts bool, int8, uint8, int16, int32, float16 or float32",
    ),
    "artpec8/unquantized-input": (
        "input x: int8[1,8,8,4]\nsplit y: int8[1,8,8,4] <- axes: int32[] = 3, x",
        "input x: int8[1,8,8,4] scale=0.1\nsplit y: int8[1,8,8,4] <- axes: int32[] = 3, x",
        "SPLIT #0 reads int8 without a scale (input); "
        "the delegate accepts 8-bit inputs with a scale",
    ),
    "artpec8/one-hot/output": (
        "input x: int32[4]\n"
        "one-hot y: bool[4,3] <- indices: x, size: int32[] = 3, parameter: bool[]",
        "input x: int32[4]\n"
        "one-hot y: int8[4,3] <- indices: x, size: int32[] = 3, parameter: int8[]",
        "ONE_HOT #0 outputs bool; the delegate accepts int8, uint8, int32 or float32",
    ),
}


@pytest.mark.parametrize("limit", ARTPEC8_LIMITS)
def test_a_limit_of_the_delegate_divides_what_it_takes_from_what_it_leaves(limit: str) -> None:
    bad, good, message = ARTPEC8_LIMITS[limit]
    assert reasons("artpec8", bad) == [(limit, message)]
    assert devices("artpec8", bad) == [C]
    assert reasons("artpec8", good) == []
    assert devices("artpec8", good) == [D]


def test_weights_of_four_bits_stay_off_the_dlpu() -> None:
    line = "conv y: int8[1,8,8,4] <- x, weights: {}[4,3,3,4]"
    assert devices("artpec8", image(line.format("int4"))) == [C]
    assert devices("artpec8", image(line.format("int8"))) == [D]


def test_operands_that_the_delegate_does_not_read_may_be_computed() -> None:
    block = "input x: int8[4,8,8,4]\ninput s: int32[2]\ninput p: int32[2,2]\n"
    line = "batch-to-space y: int8[1,16,16,4] <- x, shape: s, paddings: p"
    assert devices("artpec8", block + line) == [U]


@pytest.mark.parametrize("kind", ["select", "select-v2"])
@pytest.mark.parametrize("dtype", ["int8", "uint8", "bool", "int32", "float32"])
def test_the_delegate_and_the_dlpu_take_no_choice_together(kind: str, dtype: str) -> None:
    line = f"{kind} y: {dtype}[1,8] <- mask: m, x, x"
    assert devices("artpec8", f"input m: bool[1,8]\ninput x: {dtype}[1,8]\n{line}") == [C]


@pytest.mark.parametrize(("given", "device"), [("scale=0.1", U), ("per-channel(3)", C)])
@pytest.mark.parametrize("line", ["dequantize y: float32[1,8,8,4] <- x"])
def test_the_delegate_takes_no_dequantize_of_several_scales(
    line: str, given: str, device: Device
) -> None:
    assert devices("artpec8", f"input x: int8[1,8,8,4] {given}\n{line}") == [device]


@pytest.mark.parametrize(
    "line",
    [
        "split-v y: int8[1,8,8,4] <- x, size: int32[1] = 4, axes: int32[] = 3",
        "space-to-depth y: int8[1,4,4,16] <- x {block_size=2}",
        "depth-to-space y: int8[1,16,16,1] <- x {block_size=2}",
        "squared-difference y: int8[1,8,8,4] <- x, x",
        "resize-nearest y: int8[1,16,16,4] <- x, size: int32[2] = 16,16",
    ],
)
def test_the_delegate_wants_a_scale_of_some_inputs(line: str) -> None:
    assert devices("artpec8", f"input x: int8[1,8,8,4]\n{line}") == [C]
    assert devices("artpec8", f"input x: int8[1,8,8,4] scale=0.1\n{line}") != [C]


@pytest.mark.parametrize(("cell", "device"), [("int16", U), ("float16", U), ("float32", C)])
def test_the_delegate_takes_an_lstm_whose_cells_have_16_bits(cell: str, device: Device) -> None:
    line = f"unidirectional-lstm y: int8[1,8] <- x, state: int8[1,8], state: {cell}[1,8]"
    assert devices("artpec8", f"input x: int8[1,8]\n{line}") == [device]


@pytest.mark.parametrize("kind", ["rnn", "bidirectional-rnn", "bidirectional-lstm"])
def test_other_recurrent_layers_are_on_the_cpu_of_artpec8(kind: str) -> None:
    line = f"{kind} y: int8[1,8] <- x, weights: int8[8,8]"
    assert devices("artpec8", f"input x: int8[1,8]\n{line}") == [C]


def test_the_finding_of_an_operator_without_a_mapper_quotes_the_cameras_log() -> None:
    top = image("top-k y: int8[1,8,8,1] <- x, size: int32[] = 1")
    one = next(f for f in judged("artpec8", top).findings if f.rule.startswith("artpec8/"))
    assert (one.rule, one.evidence, one.level) == ("artpec8/unlisted-operator", "shown", "warning")
    assert one.why.endswith('the camera prints "Fallback unsupported op 48 to TfLite".')


def test_a_row_that_nobody_knows_of_has_limits_too() -> None:
    both = "{transpose_left=true transpose_right=true}"
    one = "{transpose_left=true transpose_right=false}"
    line = "input x: int8[4,4]\ninput z: int8[4,4]\nmatmul y: int8[4,4] <- x, z "
    assert devices("artpec8", line + both) == [C]
    assert devices("artpec8", line + one) == [U]


def test_on_the_cpu_all_of_tflite_runs_float_or_not() -> None:
    found = judged("cpu", image("hard-swish y: float32[1,8,8,4] <- x", dtype="float32"))
    assert (found.verdict, found.findings) == (Verdict.CLEAN, ())
    assert devices("cpu", image("tflite:HASHTABLE_FIND y: float32[1,4] <- x")) == [D]


def test_on_the_cpu_bodies_of_loops_run_as_well() -> None:
    body = "subgraph body\ninput a: float32[1,8,8,4]\nrelu b: float32[1,8,8,4] <- a\noutput b"
    sketch = image("while y: float32[1,8,8,4] <- x", dtype="float32") + f"\n{body}"
    assert devices("cpu", sketch) == [D, D]
    assert judged("cpu", sketch).verdict is Verdict.CLEAN


@pytest.mark.parametrize("target", ["cpu", "artpec9-cpu"])
@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("flex:Erf", "common/flex-operator"),
        ("custom:Mine", "common/custom-operator"),
        ("custom:edgetpu-custom-op", "tflite/edge-tpu-compiled"),
    ],
)
def test_no_cpu_takes_operators_that_are_not_tflites_own(target: str, kind: str, rule: str) -> None:
    found = judged(target, image(f"{kind} y: float32[1,8,8,4] <- x", dtype="float32"))
    assert (found.verdict, [f.rule for f in found.findings]) == (Verdict.REJECTED, [rule])


def test_ssd_post_processing_runs_on_every_cpu() -> None:
    sketch = image("custom:TFLite_Detection_PostProcess y: float32[1,10,4] <- x")
    assert devices("cpu", sketch) == [D]
    assert judged("cpu", sketch).verdict is Verdict.CLEAN
    assert judged("artpec9-cpu", sketch).verdict is Verdict.CLEAN


def test_whether_a_camera_knows_stablehlo_cannot_be_told() -> None:
    assert judged("cpu", image("tflite:STABLEHLO_ADD y: int8[1,8,8,4] <- x, x")).verdict is (
        Verdict.UNKNOWN
    )


def test_integer_arithmetic_and_batches_are_no_matter_to_a_cpu() -> None:
    sketch = """
    input x: float32[2,8,8,3]
    conv y: float32[2,8,8,4] <- x, weights: float32[4,3,3,3] {fused_activation=relu}
    output y
    """
    for target in ("cpu", "artpec9-cpu"):
        found = judged(target, sketch)
        assert (found.verdict, found.findings) == (Verdict.CLEAN, ())


def test_what_arm_nn_does_not_take_is_advice() -> None:
    found = judged("artpec9-cpu", image("top-k y: float32[1,8,8,1] <- x", dtype="float32"))
    (one,) = found.findings
    assert (one.rule, one.level, one.effect) == ("artpec9-cpu/unlisted-operator", "note", "advice")
    assert one.message == (
        "TOPK_V2 #0 is not on the list of operators that the Arm NN delegate runs"
    )
    assert found.verdict is Verdict.CLEAN


def test_arm_nn_takes_some_fused_activations() -> None:
    line = "conv y: int8[1,8,8,4] <- x, weights: int8[4,3,3,4] {{fused_activation={}}}"
    assert devices("artpec9-cpu", image(line.format("relu6"))) == [D]
    assert reasons("artpec9-cpu", image(line.format("sign-bit"))) == [
        (
            "artpec9-cpu/conv/fused-activation",
            "CONV_2D #0 has sign-bit fused into it; "
            "Arm NN accepts none, relu, relu6, relu-n1-to-1, sigmoid or tanh",
        )
    ]


def test_three_dimensional_pooling_of_arm_nn_cannot_be_told() -> None:
    found = judged("artpec9-cpu", image("custom:MaxPool3D y: float32[1,4,4,4] <- x"))
    assert found.verdict is Verdict.UNKNOWN
    assert [(f.rule, f.answer) for f in found.findings] == [
        ("artpec9-cpu/custom:MaxPool3D", Answer.UNKNOWN)
    ]


def onnx(line: str) -> str:
    return f"format onnx\nopset 17\ninput x: float32[1,3,64,64]\n{line}\noutput y"


@pytest.mark.parametrize(
    ("line", "cv25", "cv75"),
    [
        ("clip y: float32[1,3,64,64] <- x", D, D),
        ("split y: float32[1,3,32,64] <- x", D, D),
        ("softmax y: float32[1,3,64,64] <- x", D, D),
        ("relu y: float32[1,3,64,64] <- x", D, D),
        ("pow y: float32[1,3,64,64] <- x, float32[]", D, U),
        ("leaky-relu y: float32[1,3,64,64] <- x", U, U),
        ("resize-nearest y: float32[1,3,128,128] <- x", D, D),
        ("resize-bilinear y: float32[1,3,128,128] <- x", U, U),
        # What exporters write for the last layers of a classifier.
        ("mean y: float32[1,3,1,1] <- x, axes: int64[2] = 2,3 {axes=2,3}", D, D),
        ("mean y: float32[1,3,64] <- x, axes: int64[1] = 3 {axes=3}", U, U),
        ("mean y: float32[1,1,64,64] <- x, axes: int64[1] = 1 {axes=1}", U, U),
        ("average-pool y: float32[1,3,1,1] <- x {kernel=64 stride=1}", D, D),
        ("average-pool y: float32[1,3,32,32] <- x {kernel=2 stride=2}", U, U),
        ("matmul y: float32[1,3,64,8] <- x, weights: float32[64,8]", U, U),
        ("matmul y: float32[1,3,64,64] <- x, x", U, U),
        ("squeeze y: float32[3,64,64] <- x, axes: int64[1] = 0 {axes=0}", D, D),
        ("identity y: float32[1,3,64,64] <- x", D, D),
        ("reshape y: float32[1,3,8,8,64] <- x, shape: int64[5]", D, U),
        ("reshape y: float32[1,3,8,8,8,8] <- x, shape: int64[6]", U, U),
    ],
)
def test_ambarellas_chips_take_what_is_shown_to_run(line: str, cv25: Device, cv75: Device) -> None:
    assert devices("cv25", onnx(line)) == [cv25]
    assert devices("cv75", onnx(line)) == [cv75]


def test_a_vector_times_constants_is_the_gemm_of_a_classifier() -> None:
    line = "matmul y: float32[1,8] <- x, weights: float32[64,8]"
    for target in ("cv25", "cv75"):
        assert devices(target, f"format onnx\ninput x: float32[1,64]\n{line}\noutput y") == [D]


def decisive(found: Judgement) -> list[Finding]:
    """The findings but for advice, such as that on the names of tensors."""
    return [finding for finding in found.findings if finding.effect is not Effect.ADVICE]


def test_what_nobody_publishes_is_told_under_the_chips_own_name() -> None:
    for target in ("cv25", "cv75"):
        (one,) = decisive(judged(target, onnx("elu y: float32[1,3,64,64] <- x")))
        assert (one.rule, one.answer) == (f"{target}/elu", Answer.UNKNOWN)
        assert one.message == (
            "Elu #0 may or may not run on the DLPU. Ambarella publishes no operator list; "
            "no known model for this chip uses it"
        )


def test_rules_that_the_chips_share_have_each_ones_name() -> None:
    sketch = "format onnx\nopset 17\ninput x: float32[1,64,64,3]\nclip y: float32[1,64,64,3] <- x"
    for target in ("cv25", "cv75"):
        (one,) = decisive(judged(target, sketch))
        assert (one.rule, one.level) == (f"{target}/interleaved-input", "error")


def test_cv75_takes_no_tflite() -> None:
    found = judged("cv75", image("relu y: int8[1,8,8,4] <- x"))
    assert found.verdict is Verdict.CONVERT
    assert [f.message for f in found.findings if f.rule == "cv75/wrong-file"] == [
        "This is a TFLite file; the CV75 toolchain accepts ONNX only"
    ]


@pytest.mark.parametrize(("compiled", "taken"), [("cvflow-cv25", "cv25"), ("cvflow-cv75", "cv75")])
def test_a_compiled_file_cannot_be_read_on_its_chip_and_is_refused_elsewhere(
    compiled: str, taken: str
) -> None:
    for target in ("cv25", "cv75", "cpu", "artpec9-cpu", "artpec8"):
        verdict = judged(target, f"format {compiled}").verdict
        assert verdict is (Verdict.UNKNOWN if target == taken else Verdict.REJECTED)


def test_both_parts_of_a_file_compiled_in_two_run_on_the_edge_tpu() -> None:
    lines = [
        "input x: int8[1,8,8,4] scale=0.1",
        "custom:edgetpu-custom-op a: int8[1,8,8,4] scale=0.1 <- x",
        "cast b: int8[1,8,8,4] scale=0.1 <- a",
        "custom:edgetpu-custom-op c: int8[1,8,8,4] scale=0.1 <- b",
        "output c",
    ]
    assert devices("artpec7", "\n".join(lines)) == [D, C, D]
