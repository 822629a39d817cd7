"""Sums, which onnx2tf holds with channels in front: where that shows after conversion.

Each case is one that onnx2tf 2.6.9 (`-tb tf_converter`) was run on, exported by torch 2.13.
"""

import pytest

from tests.conversion.onnx2tf.writing import conversion, written

MAPS = """\
input x: float32[1,3,24,40]
conv a: float32[1,16,24,40] <- x, weights: float32[16,3,1,1] {kernel=1}
conv b: float32[1,16,24,40] <- a, weights: float32[16,16,1,1] {kernel=1}
"""
SUM = MAPS + "add s: float32[1,16,24,40] <- a, b\n"
JOIN = "concatenation j: float32[1,32,24,40] <- {0}, a {{axis=1}}\n"
LAST = "conv y: float32[1,8,24,40] <- j, weights: float32[8,32,1,1] {kernel=1}\noutput y"


def behind_the_layers(sketch: str) -> list[str]:
    return [line.removesuffix(" same") for line in written(sketch)[2:]]


def test_a_sum_that_is_joined_is_turned_and_back() -> None:
    sketch = SUM + JOIN.format("s") + LAST
    assert behind_the_layers(sketch) == [
        "ADD 1x24x40x16",
        "TRANSPOSE 1x16x24x40",
        "TRANSPOSE 1x16x24x40",
        "CONCATENATION 1x32x24x40",
        "TRANSPOSE 1x24x40x32",
        "CONV_2D 1x24x40x8",
    ]
    joined = next(o for o in conversion(sketch).operators if o.kind == "concatenation")
    assert joined.attributes["axis"] == 1


@pytest.mark.parametrize(
    ("between", "transposes"),
    [
        ("relu t: float32[1,16,24,40] <- s", 3),
        ("identity t: float32[1,16,24,40] <- s", 3),
        ("logistic u: float32[1,16,24,40] <- s\nmul t: float32[1,16,24,40] <- s, u", 3),
        ("mul t: float32[1,16,24,40] <- s, float32[]", 3),
        # A layer, a pool and an operand that is held otherwise want the channels last.
        ("conv t: float32[1,16,24,40] <- s, weights: float32[16,16,1,1] {kernel=1}", 0),
        ("max-pool t: float32[1,16,24,40] <- s {kernel=1 stride=1}", 0),
        ("mul t: float32[1,16,24,40] <- s, b", 0),
        ("sub t: float32[1,16,24,40] <- b, s", 0),
    ],
)
def test_what_follows_a_sum_hands_it_on_or_not(between: str, transposes: int) -> None:
    natives = [line.split()[0] for line in written(f"{SUM}{between}\n{JOIN.format('t')}{LAST}")]
    assert natives.count("TRANSPOSE") == transposes


def test_a_part_of_a_sum_is_held_as_it_is() -> None:
    split = "split p: float32[1,8,24,40], q: float32[1,8,24,40] <- s {axis=1}\n"
    join = "concatenation j: float32[1,32,24,40] <- p, a, q {axis=1}\n"
    natives = [line.split()[0] for line in written(SUM + split + join + LAST)]
    assert natives.count("TRANSPOSE") == 4


@pytest.mark.parametrize("end", ["", "logistic y: float32[1,16,24,40] <- s\n"])
def test_a_sum_that_is_given_out_has_its_channels_in_front(end: str) -> None:
    model = conversion(f"{SUM}{end}output {'y' if end else 's'}")
    assert model.operators[-1].native == "TRANSPOSE"
    assert model.outputs[0].shape == (1, 16, 24, 40)


@pytest.mark.parametrize(
    "sketch",
    [
        MAPS + JOIN.format("b") + LAST,
        MAPS + "mul y: float32[1,16,24,40] <- a, b\noutput y",
        SUM.replace("24,40", "16,16") + "output s",
        SUM.replace("24,40", "?,?") + "output s",
        "input x: float32[1,24,40]\nadd s: float32[1,24,40] <- x, float32[40]\noutput s",
    ],
    ids=["join of layers", "product", "cube", "open sizes", "sequence"],
)
def test_nothing_is_turned_where_no_sum_is_or_its_shape_does_not_show_it(sketch: str) -> None:
    assert "TRANSPOSE" not in [line.split()[0] for line in written(sketch)]
