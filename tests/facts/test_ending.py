"""Where a network ends."""

from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch


def ending(sketch: str) -> tuple[list[int], list[int]]:
    found = Facts(model_from_sketch(sketch)).ending
    return sorted(o.index for o in found.heads), [o.index for o in found.behind]


def test_the_last_layer_is_the_head_and_what_follows_stands_behind_it() -> None:
    sketch = """
    input x: int8[1,8,8,4]
    conv y: int8[1,8,8,4] <- x, weights: int8[4,1,1,4]
    mean m: int8[1,4] <- y
    fully-connected z: int8[1,10] <- m, weights: int8[10,4]
    softmax s: int8[1,10] <- z
    output s
    """
    assert ending(sketch) == ([2], [3])


def test_every_branch_to_an_output_has_its_own_head() -> None:
    sketch = """
    input x: int8[1,8,8,4]
    conv y: int8[1,8,8,4] <- x, weights: int8[4,1,1,4]
    conv boxes: int8[1,8,8,8] <- y, weights: int8[8,1,1,4]
    conv classes: int8[1,8,8,3] <- y, weights: int8[3,1,1,4]
    concatenation z: int8[1,8,8,11] <- boxes, classes
    output z
    """
    assert ending(sketch) == ([1, 2], [3])


def test_a_product_of_computed_tensors_is_no_head() -> None:
    sketch = """
    input x: int8[1,8,8]
    fully-connected y: int8[1,8,8] <- x, weights: int8[8,8]
    matmul z: int8[1,8,8] <- y, y
    output z
    """
    assert ending(sketch) == ([0], [1])


def test_a_model_without_layers_has_no_head() -> None:
    assert ending("input x: int8[4]\nrelu y: int8[4] <- x\noutput y") == ([], [0])


def test_what_no_output_depends_on_is_neither() -> None:
    sketch = "input x: int8[4]\nrelu y: int8[4] <- x\nneg z: int8[4] <- x\noutput y"
    assert ending(sketch) == ([], [0])
