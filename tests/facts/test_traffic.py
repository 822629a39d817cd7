"""Elements that operators move: layer by layer, without what is computed with the layer beside."""

from dlpulint.facts.facts import Facts
from dlpulint.facts.traffic import Traffic
from dlpulint.loader.sketch.read import model_from_sketch


def moved(sketch: str) -> dict[str, Traffic | None]:
    facts = Facts(model_from_sketch(sketch))
    return {operator.kind: traffic for operator, traffic in facts.traffic.items()}


CONV = """
input x: int8[1,8,8,4]
conv y: int8[1,8,8,16] <- x, weights: int8[16,1,1,4]
"""


def test_a_layer_moves_its_input_and_its_output_but_no_weights() -> None:
    assert moved(f"{CONV}output y") == {"conv": Traffic(8 * 8 * 4, 8 * 8 * 16)}


def test_an_addition_reads_both_operands() -> None:
    sketch = f"{CONV}input z: int8[1,8,8,16]\nadd sum: int8[1,8,8,16] <- y, z\noutput sum"
    assert moved(sketch)["add"] == Traffic(2 * 8 * 8 * 16, 8 * 8 * 16)


def test_an_activation_after_its_layer_moves_nothing() -> None:
    relu = "relu r: int8[1,8,8,16] <- y\noutput r"
    assert moved(f"{CONV}{relu}")["relu"] == Traffic(0, 0)
    # Another reader needs the result before the activation.
    other = f"{CONV}{relu}\nneg n: int8[1,8,8,16] <- y\noutput n"
    assert moved(other)["relu"] == Traffic(8 * 8 * 16, 8 * 8 * 16)


def test_an_activation_after_a_normalization_of_a_layer_moves_nothing() -> None:
    sketch = f"{CONV}batch-normalization b: int8[1,8,8,16] <- y\nrelu r: int8[1,8,8,16] <- b\n"
    found = moved(f"{sketch}output r")
    assert (found["batch-normalization"], found["relu"]) == (Traffic(0, 0), Traffic(0, 0))


def test_an_activation_after_something_else_moves_its_elements() -> None:
    sketch = "input x: int8[1,8]\nneg n: int8[1,8] <- x\nrelu r: int8[1,8] <- n\noutput r"
    assert moved(sketch)["relu"] == Traffic(8, 8)


PAD = """
input x: int8[1,8,8,4]
pad p: int8[1,10,10,4] <- x, paddings: int32[4,2]
{reader}
output y
"""


def test_a_pad_before_layers_moves_nothing() -> None:
    conv = "conv y: int8[1,8,8,16] <- p, weights: int8[16,3,3,4]"
    found = moved(PAD.format(reader=conv))
    assert found["pad"] == Traffic(0, 0)
    assert found["conv"] == Traffic(10 * 10 * 4, 8 * 8 * 16)
    assert moved(PAD.format(reader="neg y: int8[1,10,10,4] <- p"))["pad"] == Traffic(256, 400)


def test_conversions_of_inputs_and_outputs_move_nothing() -> None:
    sketch = """
    input x: float32[1,8]
    quantize q: int8[1,8] <- x
    neg n: int8[1,8] <- q
    quantize m: uint8[1,8] <- n
    neg o: uint8[1,8] <- m
    output o
    """
    facts = Facts(model_from_sketch(sketch))
    assert [moved.both for moved in facts.traffic.values() if moved] == [0, 16, 16, 16]


def test_an_open_size_is_unknown() -> None:
    assert moved("input x: int8[1,?]\nneg n: int8[1,?] <- x\noutput n") == {"neg": None}
