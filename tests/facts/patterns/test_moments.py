"""Layer, RMS, group and instance normalization, fused or written out."""

import pytest

from dlpulint.facts.patterns.moments import normalizations
from dlpulint.loader.sketch.read import model_from_sketch


def found(sketch: str, shape: str = "1,64,32", format: str = "onnx") -> list[tuple[str, list[int]]]:
    text = f"format {format}\ninput x: float32[{shape}]\n{sketch}".replace(
        "F ", f"float32[{shape}] "
    )
    model = model_from_sketch(text)
    return [(pattern.name, [o.index for o in pattern.members]) for pattern in normalizations(model)]


def torch(axes: str = "-1", square: str = "pow q: F <- d, float32[]") -> str:
    """As TorchScript writes it before opset 17."""
    return f"""
    mean m: float32[1,64,1] <- x {{axes={axes},}}
    sub d: F <- x, m
    {square}
    mean v: float32[1,64,1] <- q {{axes={axes},}}
    add e: float32[1,64,1] <- v, float32[]
    sqrt s: float32[1,64,1] <- e
    div n: F <- d, s
    mul g: F <- n, float32[32]
    add y: F <- g, float32[32]
    """


@pytest.mark.parametrize(
    "square", ["pow q: F <- d, float32[]", "square q: F <- d", "mul q: F <- d, d"]
)
def test_a_layer_norm_in_pieces_is_one_with_its_scale_and_shift(square: str) -> None:
    assert found(torch(square=square)) == [("layer normalization", list(range(9)))]


def test_the_root_is_what_a_reader_is_led_to() -> None:
    image = "float32[1,64,32]"
    model = model_from_sketch(
        f"format onnx\ninput x: {image}\n{torch().replace('F ', f'{image} ')}"
    )
    assert [pattern.core.native for pattern in normalizations(model)] == ["Sqrt"]


def test_what_comes_before_and_behind_is_no_part_of_it() -> None:
    sketch = torch() + "add r: F <- y, x\nrelu z: F <- r"
    assert found(sketch) == [("layer normalization", list(range(9)))]


KERAS = """
mean m: float32[1,64,1] <- x {axes=2,}
neg n: float32[1,64,1] <- m
squared-difference q: F <- x, m
mean v: float32[1,64,1] <- q {axes=2,}
add e: float32[1,64,1] <- v, float32[]
rsqrt s: float32[1,64,1] <- e
mul i: F <- s, float32[32]
mul a: F <- x, i
mul b: F <- n, i
add y: F <- a, b
"""


def test_as_keras_writes_it_to_tflite() -> None:
    assert found(KERAS, format="tflite") == [("layer normalization", list(range(10)))]


def test_conversions_in_between_hide_nothing() -> None:
    sketch = KERAS.replace(
        "neg n: float32[1,64,1] <- m",
        "dequantize md: float32[1,64,1] <- m\nneg nf: float32[1,64,1] <- md\n"
        "quantize n: float32[1,64,1] <- nf",
    )
    assert [name for name, _ in found(sketch, format="tflite")] == ["layer normalization"]


def test_as_litert_torch_writes_it_with_reshapes_and_a_batch_of_one_averaged_too() -> None:
    sketch = """
    mean m: float32[64] <- x {axes=0,2}
    reshape mr: float32[1,64,1] <- m
    squared-difference q: F <- x, mr
    mean v: float32[64] <- q {axes=0,2}
    add e: float32[64] <- v, float32[]
    rsqrt s: float32[64] <- e
    mul ms: float32[64] <- s, m
    sub c: float32[64] <- float32[], ms
    reshape sr: float32[1,64,1] <- s
    mul a: F <- x, sr
    reshape cr: float32[1,64,1] <- c
    add y: F <- a, cr
    """
    assert [name for name, _ in found(sketch, format="tflite")] == ["layer normalization"]


def test_as_tf2onnx_writes_it_with_a_pool_for_the_mean() -> None:
    sketch = """
    global-average-pool m: float32[1,64,1] <- x
    neg n: float32[1,64,1] <- m
    sub d: F <- x, m
    mul q: F <- d, d
    global-average-pool v: float32[1,64,1] <- q
    add e: float32[1,64,1] <- v, float32[]
    sqrt s: float32[1,64,1] <- e
    reciprocal r: float32[1,64,1] <- s
    mul i: F <- r, float32[32]
    mul a: F <- x, i
    mul b: F <- n, i
    add y: F <- a, b
    """
    assert found(sketch) == [("layer normalization", list(range(12)))]


@pytest.mark.parametrize(
    ("axes", "format", "name"),
    [
        ("1", "onnx", "layer normalization"),
        ("1,2,3", "onnx", "layer normalization"),
        ("2,3", "onnx", "group or instance normalization"),
        ("3", "tflite", "layer normalization"),
        ("1,2", "tflite", "group or instance normalization"),
        ("1", "tflite", "group or instance normalization"),
    ],
)
def test_of_an_image_the_axes_tell_which_it_is(axes: str, format: str, name: str) -> None:
    sketch = torch(axes)
    assert [pattern for pattern, _ in found(sketch, "1,16,8,8", format)] == [name]


def test_a_group_norm_of_keras_is_told() -> None:
    sketch = torch("1,2,4")
    names = [name for name, _ in found(sketch, "1,8,8,4,4", "tflite")]
    assert names == ["group or instance normalization"]


RMS = """
pow q: F <- x, float32[]
mean v: float32[1,64,1] <- q {axes=-1,}
add e: float32[1,64,1] <- v, float32[]
sqrt s: float32[1,64,1] <- e
"""


@pytest.mark.parametrize(
    ("behind", "members"),
    [
        ("div n: F <- x, s\nmul y: F <- n, float32[32]", 6),
        ("reciprocal r: float32[1,64,1] <- s\nmul n: F <- x, r\nmul y: F <- n, float32[32]", 7),
        ("mul w: F <- x, float32[32]\ndiv y: F <- w, s", 6),
    ],
)
def test_without_a_mean_taken_off_it_is_an_rms_norm(behind: str, members: int) -> None:
    assert [(name, len(found)) for name, found in found(RMS + behind)] == [
        ("RMS normalization", members)
    ]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("layer-normalization", "layer normalization"),
        ("rms-normalization", "RMS normalization"),
        ("group-normalization", "group or instance normalization"),
        ("instance-normalization", "group or instance normalization"),
    ],
)
def test_an_operator_of_its_own_is_one(kind: str, name: str) -> None:
    assert found(f"{kind} y: F <- x") == [(name, [0])]


@pytest.mark.parametrize(
    "sketch",
    [
        # A standard deviation that divides nothing, or something else.
        RMS,
        RMS + "relu y: float32[1,64,1] <- s",
        RMS + "neg o: F <- other\ndiv y: F <- o, s",
        # A length: the sum of squares, not their mean.
        RMS.replace("mean v", "sum v") + "div y: F <- x, s",
        RMS.replace("pow q: F <- x, float32[]", "abs q: F <- x") + "div y: F <- x, s",
        "sqrt s: F <- x\ndiv y: F <- x, s",
        RMS.replace(" {axes=-1,}", "") + "div y: F <- x, s",
        RMS.replace("axes=-1,", "axes=0,") + "div y: F <- x, s",
    ],
)
def test_other_roots_are_no_normalization(sketch: str) -> None:
    assert found("input other: float32[1,64,32]\n" + sketch) == []


def test_of_an_unknown_rank_nothing_is_told() -> None:
    assert found((RMS + "div y: F <- x, s").replace("1,64,1", "*"), "*") == []
