"""Models on both sides of the numbers in rules, which the examples of a pack need not be near to.

Their sizes are written out: they stay where they are when a number of a pack moves.
"""

from functools import cache

import pytest

from dlpulint.basics.version import Version, Versions
from dlpulint.engine.judge import judge
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.applying import pack_for
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.packs.pack import Pack

TARGETS = {"artpec": "artpec9", "tflite": "artpec9", "common": "artpec9"}
"""A target that extends an abstract pack."""


@cache
def loaded(target: str) -> Pack:
    return load_pack(target, Folders())


def messages(rule: str, sketch: str, **versions: Version) -> list[str]:
    """The messages of a rule about a model."""
    name = rule.partition("/")[0]
    pack = loaded(TARGETS.get(name, name))
    model = model_from_sketch(sketch, pack.formats[0])
    findings = judge(Facts(model), pack_for(pack, Versions(**versions))).findings
    return [finding.message for finding in findings if finding.rule == rule]


def image(low: float, high: float, sides: str = "96,96") -> str:
    """A colour image whose bytes stand for these numbers, as near as a zero point gets."""
    scale = (high - low) / 255
    zero_point = round(-low / scale)
    given = f"uint8[1,{sides},3] scale={-low / zero_point if zero_point else scale} zp={zero_point}"
    return f"input x: {given}\nrelu y: {given} <- x\noutput y"


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        # An end may be off by a twentieth of the range.
        (0, 255, False),
        (0, 267.7, False),
        (0, 267.8, True),
        (-12.7, 257.2, False),
        (-12.8, 259.2, True),
        (-1, 1, False),
        (0, 1, False),
        # Parts of 0..1 and -1..1 are another rule's.
        (0, 0.5, False),
        (-0.08, 0.5, True),
        (-0.04, 0.5, False),
        (-1, 0.2, False),
        (-1.12, 0, True),
    ],
)
def test_the_ranges_of_images(low: float, high: float, found: bool) -> None:
    assert bool(messages("artpec/input-range", image(low, high))) is found


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (0, 1, False),
        (-1, 1, False),
        (-1, 0.95, False),
        (0, 0.5, True),
        (-0.04, 0.5, True),
        (-0.08, 0.5, False),
        (-1, 0.2, True),
        (-1.12, 0, False),
    ],
)
def test_parts_of_ranges_of_images(low: float, high: float, found: bool) -> None:
    assert bool(messages("tflite/partial-input-range", image(low, high))) is found


@pytest.mark.parametrize("rule", ["artpec/input-range", "tflite/partial-input-range"])
def test_only_images_of_32_rows_and_columns_have_ranges(rule: str) -> None:
    low, high = (-0.08, 0.5) if rule.startswith("artpec") else (0, 0.5)
    assert messages(rule, image(low, high, "32,31")) == []
    (message,) = messages(rule, image(low, high, "32,32"))
    assert ("0 to 1, -1 to 1 or 0 to 255" if low else "part of 0 to 1 or -1 to 1") in message


def chain(*lines: str, given: str = "int8[1,1,1,4]") -> str:
    """Operators one after the other, each `kind result <- further operands`."""
    text = [f"input t0: {given}"]
    for number, line in enumerate(lines):
        kind, _, rest = line.partition(" ")
        result, _, operands = rest.partition(" <- ")
        text.append(f"{kind} t{number + 1}: {result} <- t{number}{operands}")
    return "\n".join([*text, f"output t{len(lines)}"])


def conv(channels: int, more: str = "4,1,1", options: str = "", kind: str = "conv") -> str:
    """A convolution to one pixel; `more` is height, width and input channels of the weights."""
    height, width, given = more.split(",")
    weights = f"int8[{channels},{height},{width},{given}]"
    return f"{kind} int8[1,1,1,{channels}] <- , weights: {weights} {options}"


def layer(given: int, channels: int, options: str = "") -> str:
    return conv(channels, f"1,1,{given}", options)


LEAKY, RELU = "leaky-relu int8[1,1,1,{}] <- ", "relu int8[1,1,1,{}] <- "
PLAIN = conv(4, "1,1,4")
DEPTHWISE = "depthwise-conv int8[1,1,1,4] <- , weights: int8[1,3,3,4]"


@pytest.mark.parametrize(
    ("rule", "sketch", "found"),
    [
        # 16 MACs of 152, of 168: 10.5 %, 9.5 %.
        (
            "artpec8/activation-without-zeros",
            chain(PLAIN, LEAKY.format(4), layer(4, 34)),
            True,
        ),
        (
            "artpec8/activation-without-zeros",
            chain(PLAIN, LEAKY.format(4), layer(4, 38)),
            False,
        ),
        # 16 of 64: 25 %; 64 of 264: 24.2 %.
        ("artpec9/other-activation", chain(PLAIN, RELU.format(4), layer(4, 12)), True),
        (
            "artpec9/other-activation",
            chain(layer(4, 16), RELU.format(16), layer(16, 12), layer(12, 1)),
            False,
        ),
        # 4 of 39 for nothing, of 44: 10.3 %, 9.1 %.
        ("artpec8/padded-channels", chain(layer(4, 5), layer(5, 3)), True),
        ("artpec8/padded-channels", chain(layer(4, 5), layer(5, 4)), False),
        ("artpec8/padded-channels", chain(layer(4, 18), layer(18, 1)), False),
        # 28 of 271 for nothing, of 298: 10.3 %, 9.4 %.
        ("artpec9/padded-channels", chain(layer(4, 9), layer(9, 23)), True),
        ("artpec9/padded-channels", chain(layer(4, 9), layer(9, 26)), False),
        ("artpec9/padded-channels", chain(layer(4, 48), layer(48, 1)), False),
        # 100 of 952, of 1,052: 10.5 %, 9.5 %.
        ("artpec8/large-kernels", chain(conv(1, "5,5,4"), layer(1, 852)), True),
        ("artpec8/large-kernels", chain(conv(1, "5,5,4"), layer(1, 952)), False),
        ("artpec8/large-kernels", chain(conv(4, "4,1,4")), True),
        ("artpec8/large-kernels", chain(conv(4, "1,4,4")), True),
        ("artpec8/large-kernels", chain(conv(4, "3,3,4")), False),
        # 16 of 1,068, of 3,216: 1.5 %, 0.5 %.
        (
            "artpec8/large-strides",
            chain(conv(4, "1,1,4", "{stride_height=3}"), layer(4, 263), given="int8[1,3,1,4]"),
            True,
        ),
        (
            "artpec8/large-strides",
            chain(conv(4, "1,1,4", "{stride_width=3}"), layer(4, 263), given="int8[1,1,3,4]"),
            True,
        ),
        (
            "artpec8/large-strides",
            chain(conv(4, "1,1,4", "{stride=3}"), layer(4, 800), given="int8[1,3,3,4]"),
            False,
        ),
        (
            "artpec8/large-strides",
            chain(conv(4, "1,1,4", "{stride=2}"), given="int8[1,2,2,4]"),
            False,
        ),
        # 3 layers of 12, 6 of 25, and 2 of 4, which are few.
        ("artpec8/depthwise-layers", chain(*[DEPTHWISE] * 3, *[PLAIN] * 9), True),
        ("artpec8/depthwise-layers", chain(*[DEPTHWISE] * 6, *[PLAIN] * 19), False),
        ("artpec8/depthwise-layers", chain(*[DEPTHWISE] * 2, *[PLAIN] * 2), False),
    ],
)
def test_shares_of_the_work_from_which_on_layers_are_reported(
    rule: str, sketch: str, found: bool
) -> None:
    assert bool(messages(rule, sketch)) is found


def unary(kind: str, shape: str) -> str:
    return f"input x: int8[{shape}] scale=0.1\n{kind} y: int8[{shape}] scale=0.1 <- x\noutput y"


def binary(shape: str) -> str:
    given = f"int8[{shape}] scale=0.1"
    return f"input x: {given}\ninput z: {given}\nadd y: {given} <- x, z\noutput y"


def dense(given: int, made: int) -> str:
    weights = f"int8[{made},{given}]"
    return (
        f"input x: int8[1,{given}]\nfully-connected y: int8[1,{made}] <- x, weights: {weights} "
        "{weights_format=default}\noutput y"
    )


def pool(shape: str, stride: int = 1) -> str:
    options = f"{{kernel=5 stride={stride} padding=same}}"
    return f"input x: int8[{shape}]\nmax-pool y: int8[{shape}] <- x {options}\noutput y"


def scaled(*scales: float) -> str:
    listed = ",".join(map(str, scales))
    weights = f"int8[{len(scales)},1,1,4] scale={listed} axis=0"
    return chain(f"conv int8[1,1,1,{len(scales)}] scale=0.1 <- , weights: {weights}")


def frame(height: int, width: int) -> str:
    return unary("relu", f"1,{height},{width},3").replace("int8", "uint8")


def planar(width: int) -> str:
    given = f"float32[1,3,64,{width}]"
    return f"format onnx\ninput x: {given}\nrelu y: {given} <- x\noutput y"


def streaming(size: int) -> str:
    options = f"{{cached_bytes=8 streamed_bytes={size} edgetpu_runtime=13}}"
    return f"input x: uint8[1,8]\ncustom:edgetpu-custom-op y: uint8[1,8] <- x {options}\noutput y"


def partitions(number: int) -> str:
    """A chain of so many partitions on ARTPEC-8."""
    return chain(*(["relu int8[1,4] <- ", "logistic int8[1,4] <- "] * number)[:number])


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        ("artpec/batch", frame(64, 64), frame(64, 64).replace("[1,", "[2,")),
        ("artpec/odd-width", frame(64, 34), frame(64, 33)),
        ("artpec/odd-height", frame(34, 64), frame(33, 64)),
        ("artpec8/unaligned-width", frame(64, 40), frame(64, 36)),
        ("artpec7/parameter-memory", dense(2048, 3840), dense(7864321, 1)),
        ("artpec7/parameter-memory-near", dense(2048, 3328), dense(6815745, 1)),
        ("artpec7/parameter-memory-near", dense(7864321, 1), dense(2048, 3840)),
        ("artpec7/large-activations", unary("relu", "1,8330936"), unary("relu", "1,8330937")),
        (
            "artpec7/large-separate-activations",
            unary("logistic", "1,2457600"),
            unary("logistic", "1,2457601"),
        ),
        ("artpec7/streamed-parameters", streaming(16384), streaming(16385)),
        ("artpec8/too-many-partitions", partitions(16), partitions(17)),
        ("artpec9/tall-map", binary("1,2557,8,16"), binary("1,2558,8,16")),
        ("artpec9/tall-map", binary("1,2558,9,16"), binary("1,2558,8,16")),
        ("artpec9/tall-map", binary("1,2558,8,17"), binary("1,2558,8,16")),
        ("artpec9/many-outputs", dense(4, 16384), dense(4, 16385)),
        ("artpec9/large-pool", pool("1,160,160,16"), pool("1,1,25601,16")),
        ("artpec9/large-pool", pool("1,161,161,17"), pool("1,161,161,16")),
        ("artpec9/large-pool", pool("1,161,161,16", 2), pool("1,161,161,16")),
        (
            "common/too-many-dimensions",
            unary("relu", "1," * 11 + "4"),
            unary("relu", "1," * 12 + "4"),
        ),
        ("cv25/input-width", planar(96), planar(80)),
        ("cv75/input-width", planar(96), planar(80)),
    ],
)
def test_numbers_of_rules(rule: str, good: str, bad: str) -> None:
    assert messages(rule, good) == []
    assert len(messages(rule, bad)) == 1


@pytest.mark.parametrize("target", ["cv25", "cv75"])
def test_opsets_and_ir_versions_of_public_guides(target: str) -> None:
    found = {
        (word, number): bool(messages(f"{target}/{rule}", f"{planar(64)}\n{word} {number}"))
        for word, rule in (("opset", "untried-opset"), ("ir-version", "new-ir-version"))
        for number in (9, 10, 18, 19)
    }
    hits = {("opset", 9), ("opset", 19), *(("ir-version", n) for n in (10, 18, 19))}
    assert {key for key, hit in found.items() if hit} == hits


def versioned(operator: str) -> str:
    """A model of one operator of a kind and version, `abs@4`."""
    kind = operator.partition("@")[0]
    if kind in ("add", "equal", "concatenation"):
        return binary("1,4").replace("add ", f"{operator} ")
    if kind == "conv":
        return chain(PLAIN.replace("conv ", f"{operator} "))
    return unary(operator, "1,4,4,4")


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        # ABS 4 needs TFLite 2.6, CAST 2 needs 2.7.
        ("artpec7/newer-than-compiler", "abs@4", "cast@2"),
        ("artpec7/operator-too-new-to-compile", "conv@5", "conv@6"),
        ("artpec7/operator-too-new-to-compile", "quantize@2", "quantize@3"),
        ("artpec7/operator-too-new-to-compile", "exp@1", "exp@2"),
        # EQUAL 3 needs 2.3, ABS 2 needs 2.4, ADD 5 needs 2.13, CONCATENATION 4 needs 2.14.
        ("tflite/newer-runtime", "equal@3", "abs@2"),
        ("tflite/newer-runtime", "concatenation@4", "add@5"),
        ("tflite/much-newer-runtime", "add@5", "concatenation@4"),
    ],
)
def test_versions_of_operators(rule: str, good: str, bad: str) -> None:
    assert messages(rule, versioned(good)) == []
    assert len(messages(rule, versioned(bad))) == 1


@pytest.mark.parametrize(
    ("axis_os", "known"), [((10, 5), False), ((10, 6), True), ((10, 7), False)]
)
def test_the_published_runtime_of_a_release(axis_os: tuple[int, int], known: bool) -> None:
    found = messages("tflite/runtime-too-old", versioned("abs@2"), axis_os=Version(axis_os))
    assert ["2.3.1" in message for message in found] == [True] * known


RESIDUAL = """
input x: int8[1,8,8,16] scale=0.1
add b: int8[1,8,8,16] scale=0.1 <- x, x
conv y: int8[1,8,8,16] scale=0.1 <- b, weights: int8[16,3,3,16] scale=0.01, {}
output y
""".format("bias: int32[16] scale=0.001")


@pytest.mark.parametrize(
    ("rule", "sketch", "name", "holds", "does_not"),
    [
        ("artpec7/rsqrt-too-new-to-compile", versioned("rsqrt@2"), "compiler", "14 15", "16"),
        ("artpec7/resize-nearest/version", versioned("resize-nearest@3"), "compiler", "15", "16"),
        ("artpec7/runtime-12", unary("sum", "1,4"), "edgetpu_runtime", "11 12", "13"),
        ("artpec7/edge-tpu-runtime-too-old", streaming(0), "edgetpu_runtime", "12", "13 14"),
        ("artpec9/residual-add", RESIDUAL, "axis_os", "12.10 12.11.77", "12.9 12.11.78"),
    ],
)
def test_versions_for_which_rules_hold(
    rule: str, sketch: str, name: str, holds: str, does_not: str
) -> None:
    def holds_for(version: str) -> bool:
        stated = Version(tuple(map(int, version.split("."))))
        return bool(messages(rule, sketch, **{name: stated}))

    assert [holds_for(version) for version in holds.split()] == [True] * len(holds.split())
    assert [holds_for(version) for version in does_not.split()] == [False] * len(does_not.split())
