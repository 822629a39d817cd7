"""ARTPEC-9: operators on both sides of the limits that Arm's Ethos-N code has."""

import pytest

from dlpulint.basics.terms import Device
from tests.test_targets import devices, judged

D, C = Device.DLPU, Device.CPU


def one(line: str, shape: str = "1,8,8,4", quantization: str = "scale=0.1 zp=0") -> str:
    """One operator after an input, its result the output."""
    return f"input x: int8[{shape}] {quantization}\n{line}\noutput y"


def number(kind: str, shape: str, operands: str, result: str = "scale=0.1 zp=0") -> str:
    """An operator with a number: `c` stands for a constant 10 of scale 0.5."""
    constant = operands.replace("c", "int8[1,1,1,1] scale=0.5 zp=0 = 10")
    return one(f"{kind} y: int8[{shape}] {result} <- {constant}", shape)


@pytest.mark.parametrize(
    ("sketch", "device"),
    [
        # Grayscale normalization: on one channel a number is a number per channel.
        (number("mul", "1,8,8,1", "x, c"), D),
        (number("mul", "1,8,8,3", "x, c"), C),
        (number("mul", "1,8,8,1", "c, x"), D),
        (number("add", "1,8,8,1", "x, c", "scale=0.3 zp=7"), D),
        (number("add", "1,8,8,3", "x, c", "scale=0.3 zp=7"), C),
        (number("add", "1,8,8,1", "x, c", "scale=0.0003 zp=7"), C),
        (number("mul", "1,8,8,1", "x, c", "scale=0.0000007 zp=7"), C),
        # A number and a number.
        (number("add", "1,1,1,1", "x, c"), D),
        (number("mul", "1,1,1,1", "x, c"), D),
        (one("mul y: int8[1,1] scale=0.1 zp=0 <- x, int8[1] scale=0.1 = 5", "1,1"), D),
        (one("mul y: int8[1,1] scale=0.1 zp=0 <- int8[1] scale=0.1 = 5, x", "1,1"), C),
        (one("mul y: int8[1,1,1] scale=0.1 zp=0 <- x, int8[1] scale=0.1 = 5", "1,1,1"), C),
        # The number of a sum is the second operand, and the scale may be off by 1e-5.
        (number("add", "1,8,8,3", "x, c", "scale=0.1 zp=-50"), D),
        (number("add", "1,8,8,3", "c, x", "scale=0.1 zp=-50"), C),
        (number("add", "1,8,8,3", "x, c", "scale=0.100009 zp=-50"), D),
        (number("add", "1,8,8,3", "x, c", "scale=0.100011 zp=-50"), C),
    ],
)
def test_a_constant_number_is_a_number_per_channel_or_a_change_of_scale(
    sketch: str, device: Device
) -> None:
    assert devices("artpec9", sketch) == [device]


def unpack(shape: str, part: str, parts: int, axis: int, scale: str = "0.1") -> str:
    made = ", ".join(f"y{n}: int8[{part}] scale={scale} zp=0" for n in range(parts))
    outputs = ", ".join(f"y{n}" for n in range(parts))
    options = f"{{axis={axis} num_outputs={parts}}}"
    head = f"input x: int8[{shape}] scale=0.1 zp=0"
    return f"{head}\nunpack {made} <- x {options}\noutput {outputs}"


@pytest.mark.parametrize(
    ("sketch", "device"),
    [
        (unpack("1,4,4,2", "1,4,4", 2, 3), D),
        (unpack("1,3,8", "1,8", 3, 1), D),
        (unpack("3,8", "8", 3, 0), C),
        (unpack("2,4,4,2", "2,4,4", 2, 3), C),
        (unpack("1,4,1", "1,4", 1, 2), C),
        (unpack("1,4,2", "1,4", 2, -1), C),
        (unpack("1,4,2", "1,4", 2, 2, scale="0.2"), C),
    ],
)
def test_unpack_is_a_split_along_another_axis_than_the_first(sketch: str, device: Device) -> None:
    assert devices("artpec9", sketch) == [device]


def pad(shape: str, made: str, paddings: str) -> str:
    rank = len(shape.split(","))
    line = f"pad y: int8[{made}] scale=0.1 zp=0 <- x, paddings: int32[{rank},2] = {paddings}"
    return one(line, shape)


@pytest.mark.parametrize(
    ("sketch", "device"),
    [
        (pad("3,8", "5,9", "1,1,0,1"), D),
        (pad("1,8", "3,8", "1,1,0,0"), C),
        (pad("1,5,8", "1,5,15", "0,0,0,0,7,0"), D),
        (pad("1,5,8", "1,5,16", "0,0,0,0,8,0"), C),
        (pad("3,5,8", "3,6,8", "0,0,0,1,0,0"), D),
        (pad("3,5,8", "3,5,9", "0,0,0,0,0,1"), C),
    ],
)
def test_pad_of_fewer_dimensions_is_judged_as_it_is_written_with_four(
    sketch: str, device: Device
) -> None:
    assert devices("artpec9", sketch) == [device]


def padded_conv(pad: str, made: str = "1,12,10,4") -> str:
    return f"""
    input x: int8[1,8,8,4] scale=0.1 zp=3
    {pad.replace("p:", f"p: int8[{made}] scale=0.1 zp=3 <-", 1)}
    conv y: int8[1,12,10,8] scale=0.1 zp=0 <- p, weights: int8[8,1,1,4] scale=0.01, \
bias: int32[8] scale=0.001 {{stride=1 padding=valid}}
    output y
    """.replace("int8[8,1,1,4]", f"int8[8,1,1,{made.split(',')[-1]}]")


@pytest.mark.parametrize(
    ("pad", "made", "placed"),
    [
        (
            "pad p: x {pad_top=4 pad_bottom=0 pad_left=1 pad_right=1}",
            "1,12,10,4",
            [D, D],
        ),
        (
            "pad-v2 p: x, parameter: int8[] scale=0.1 zp=3 = 3 "
            "{pad_top=8 pad_bottom=0 pad_left=0 pad_right=0}",
            "1,16,8,4",
            [C, C],
        ),
        ("pad p: x {pad_top=4 pad_bottom=0 pad_left=1 pad_right=1}", "1,12,10,6", [C, D]),
    ],
)
def test_a_pad_of_either_version_is_folded_unless_it_widens_channels(
    pad: str, made: str, placed: list[Device]
) -> None:
    assert devices("artpec9", padded_conv(pad, made)) == placed


def conv(weights: str, bias: str, kind: str = "conv", words: str = "stride=1 padding=same") -> str:
    side = "1,8,8,4" if "stride=1" in words else "1,4,4,4"
    return one(f"{kind} y: int8[{side}] scale=0.1 zp=0 <- x, weights: {weights}{bias} {{{words}}}")


ONE = "int8[4,3,3,4] scale=0.01 zp=0"
EACH = "int8[4,3,3,4] scale=0.01,0.02,0.01,0.01 zp=0 axis=0"
LARGE = "int8[1,9,9,4] scale=0.01 zp=0"


@pytest.mark.parametrize(
    ("sketch", "device"),
    [
        (conv(ONE, ", bias: int32[4] scale=0.001"), D),
        (conv(ONE, ", bias: int32[4]"), C),
        (conv(ONE, ""), C),
        (conv(ONE, ", bias: int32[4] scale=0.001 zp=4"), C),
        (conv(EACH, ", bias: int32[4] scale=0.001,0.002,0.001,0.001 zp=4 axis=0"), D),
        (conv(EACH, ", bias: int32[4] scale=0.001"), C),
        (conv(LARGE, ", bias: int32[4] scale=0.001", "depthwise-conv"), D),
        (
            conv(
                LARGE,
                ", bias: int32[4] scale=0.001",
                "depthwise-conv",
                "stride=2 padding=same",
            ),
            C,
        ),
    ],
)
def test_a_bias_is_quantized_as_its_layer_and_large_windows_do_not_stride(
    sketch: str, device: Device
) -> None:
    assert devices("artpec9", sketch) == [device]


@pytest.mark.parametrize(("made", "device"), [("17,17", D), ("18,17", C)])
def test_a_transposed_convolution_has_no_output_padding(made: str, device: Device) -> None:
    line = f"transpose-conv y: int8[1,{made},4] scale=0.1 <- x, weights: int8[4,3,3,4] scale=0.01"
    assert devices("artpec9", one(f"{line} {{stride=2 padding=valid}}")) == [device]


@pytest.mark.parametrize(
    ("sketch", "device"),
    [
        ("input x: int8[1,8] scale=0.1\ninput z: int8[1,8] scale=0.1\n"
         "concatenation y: int8[1,16] scale=0.1 <- x, z {axis=1}\noutput y", D),
        ("input x: int8[1,8] scale=0.1\n"
         "concatenation y: int8[1,8] scale=0.1 <- x {axis=1}\noutput y", C),
        ("input x: int8[1] scale=0.1\ninput z: int8[1] scale=0.1\n"
         "concatenation y: int8[2] scale=0.1 <- x, z {axis=0}\noutput y", C),
    ],
)  # fmt: skip
def test_a_concatenation_has_two_tensors_and_another_axis_than_the_first(
    sketch: str, device: Device
) -> None:
    assert devices("artpec9", sketch) == [device]


@pytest.mark.parametrize(("shape", "device"), [("1,8", D), ("8", C)])
def test_the_first_dimension_of_a_fully_connected_layer_is_its_batch(
    shape: str, device: Device
) -> None:
    layer = (
        "fully-connected y: int8[1,4] scale=0.1 <- x, "
        "weights: int8[4,8] scale=0.01, bias: int32[4] scale=0.001"
    )
    assert devices("artpec9", one(layer, shape)) == [device]


@pytest.mark.parametrize(
    ("shape", "made", "device"),
    [
        ("1,7,7,4", "1,1,1,4", D),
        ("1,7,7,4", "1,1,7,4", C),
        ("1,7,7,4", "1,1,1,1", C),
        ("1,7,7", "1,1,1", D),
        ("7,7", "1,1", D),
        ("1,7,8", "1,1,1", C),
        ("1,6,6", "1,1,1", C),
        ("1,7,7", "1,7,1", C),
    ],
)
def test_a_mean_is_judged_by_its_shapes_written_with_four_dimensions(
    shape: str, made: str, device: Device
) -> None:
    line = f"mean y: int8[{made}] scale=0.1 zp=0 <- x {{keep_dims=true}}"
    assert devices("artpec9", one(line, shape)) == [device]


def test_the_depth_of_the_result_of_a_pad_or_resize_is_no_matter() -> None:
    line = "resize-nearest y: int8[1,2,2,20000] scale=0.1 zp=0 <- x"
    assert devices("artpec9", one(line, "1,1,1,20000")) == [D]
    line = "relu y: int8[1,2,2,20000] scale=0.1 zp=0 <- x"
    assert devices("artpec9", one(line, "1,2,2,20000")) == [C]
    line = "relu y: int8[2,2,20000] scale=0.1 zp=0 <- x"
    assert devices("artpec9", one(line, "2,2,20000")) == [C]


@pytest.mark.parametrize(("batch", "device"), [(1, D), (2, C)])
def test_a_transpose_has_a_batch_of_one_as_any_other(batch: int, device: Device) -> None:
    line = f"transpose y: int8[{batch},8,4,8] scale=0.1 zp=0 <- x {{perm=0,1,3,2}}"
    assert devices("artpec9", one(line, f"{batch},8,8,4")) == [device]


@pytest.mark.parametrize(
    ("sketch", "rule"),
    [
        (
            "input x: int8[1,8400,4] scale=0.1\ninput z: int8[1,8400,4] scale=0.1\n"
            "mul y: int8[1,8400,4] scale=0.1 <- x, z\noutput y",
            "artpec9/tall-map",
        ),
        (
            one(
                "fully-connected y: int8[1,16385] scale=0.1 <- x, "
                "weights: int8[16385,8] scale=0.01, bias: int32[16385] scale=0.001",
                "1,8",
            ),
            "artpec9/many-outputs",
        ),
        (
            one(
                "max-pool y: int8[1,176,184,16] scale=0.1 zp=0 <- x "
                "{kernel=5 stride=1 padding=same}",
                "1,176,184,16",
            ),
            "artpec9/large-pool",
        ),
        (
            one("resize-nearest y: int8[1,16,15,4] scale=0.1 zp=0 <- x"),
            "artpec9/unequal-scaling",
        ),
        (
            one("max-pool y: int8[1,8,8,4] scale=0.1 zp=0 <- x {kernel=1 stride=1 padding=same}"),
            "artpec9/pool-of-one",
        ),
    ],
)
def test_what_the_library_takes_and_its_compiler_does_not_is_told_and_stays_placed(
    sketch: str, rule: str
) -> None:
    assert devices("artpec9", sketch) == [D]
    found = [finding for finding in judged("artpec9", sketch).findings if finding.rule == rule]
    assert [finding.evidence for finding in found] == ["inferred"]
