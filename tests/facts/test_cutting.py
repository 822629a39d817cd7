"""Places to end a graph, and what is left of it."""

from dlpulint.facts.cutting import before, last_layers, outputs_with, remaining, tail
from dlpulint.loader.sketch.read import model_from_sketch

BOXES = """
format onnx
input x: float32[1,8,8,8]
conv a: float32[1,64,8,8] <- x, weights: float32[64,8,1,1]
reshape r: float32[1,4,16,64] <- a
transpose t: float32[1,16,4,64] <- r
softmax s: float32[1,16,4,64] <- t
conv d: float32[1,1,4,64] <- s, weights: float32[{0}]
reshape boxes: float32[1,4,64] <- d
conv c: float32[1,80,8,8] <- x, weights: float32[80,8,1,1]
logistic p: float32[1,80,8,8] <- c
reshape scores: float32[1,80,64] <- p
concatenation y: float32[1,84,64] <- boxes, scores
relu z: float32[1,8,8,8] <- x
output y
output z
"""


def test_the_decoding_of_distributions_is_no_last_layer() -> None:
    model = model_from_sketch(BOXES.format("1,16,1,1"))
    assert [tensor.name for tensor in last_layers(model)] == ["a", "c"]


def test_another_convolution_after_a_softmax_is_one() -> None:
    model = model_from_sketch(BOXES.format("1,16,3,3"))
    assert [tensor.name for tensor in last_layers(model)] == ["d", "c"]


def test_outputs_that_a_cut_does_not_touch_stay() -> None:
    model = model_from_sketch(BOXES.format("1,16,1,1"))
    outputs = outputs_with(last_layers(model), model)
    assert [tensor.name for tensor in outputs] == ["a", "c", "z"]
    assert {operator.kind for operator in remaining(outputs, model)} == {"conv", "relu"}


def test_a_join_is_left_out_with_its_inputs_as_outputs() -> None:
    model = model_from_sketch(BOXES.format("1,16,1,1"))
    joining = [o for o in model.operators if o.kind in ("logistic", "concatenation")]
    assert [tensor.name for tensor in before(joining, model)] == ["boxes", "scores"]
    alone = [o for o in model.operators if o.kind in ("logistic", "softmax")]
    assert [tensor.name for tensor in before(alone, model)] == ["t", "c"]


def test_the_tail_is_what_no_output_of_the_cut_graph_needs() -> None:
    model = model_from_sketch(BOXES.format("1,16,1,1"))
    left_out = [operator.kind for operator in model.operators if operator in tail(model)]
    assert left_out == [
        "reshape", "transpose", "softmax", "conv", "reshape", "logistic", "reshape",
        "concatenation",
    ]  # fmt: skip


def test_a_graph_that_ends_in_layers_has_no_tail() -> None:
    sketch = """
        input x: float32[1,8,8,8]
        conv y: float32[1,8,8,4] <- x, weights: float32[4,1,1,8]
        relu unused: float32[1,8,8,4] <- y
        output y
        """
    assert tail(model_from_sketch(sketch)) == frozenset()


def test_a_tail_that_may_keep_a_state_is_none() -> None:
    sketch = """
        input x: float32[1,8]
        fully-connected a: float32[1,4] <- x, weights: float32[4,8]
        {0} y: float32[1,4] <- a
        output y
        """
    assert tail(model_from_sketch(sketch.format("while"))) == frozenset()
    assert len(tail(model_from_sketch(sketch.format("softmax")))) == 1
