"""Blocks: which parts of a network are found to repeat."""

from dlpulint.loader.open_model import load
from dlpulint.model.outline import Outline, outline_of
from dlpulint.reporters.drawing.picture import pictures
from tests.places import FIXTURES
from tests.reporters.drawing.outlines import Sketch, encoder, inception, residual


def designs(outline: Outline) -> dict[int, tuple[int, str]]:
    """How many blocks there are of each design, and what operators each of them has."""
    (picture, *_) = pictures(outline)
    found: dict[int, list[str]] = {}
    for band in picture.bands:
        if band.fold is not None:
            names = sorted(
                outline.operators[box.operator].op for box in band.boxes if box.operator is not None
            )
            blocks = found.setdefault(band.fold.design, [])
            blocks.append(" ".join(names))
            assert band.fold.number == len(blocks)
    for band in picture.bands:
        if band.fold is not None:
            assert band.fold.of == len(found[band.fold.design])
    assert all(len(set(blocks)) == 1 for blocks in found.values())
    return {design: (len(blocks), blocks[0]) for design, blocks in found.items()}


def network(*blocks: str) -> Outline:
    """A network of named parts between a stem and a head."""
    sketch = Sketch()
    x = sketch.chain("quantize conv", sketch.input())
    for block in blocks:
        if block == "residual":
            x = residual(sketch, x)
        elif block == "inception":
            x = inception(sketch, x)
        elif block == "encoder":
            x = encoder(sketch, x)
        else:
            x = sketch.chain(block, x)
    return sketch.outline(sketch.chain("mean softmax", x))


def test_residual_blocks_of_several_stages_are_one_design() -> None:
    stage = "conv pad depthwise conv"
    outline = network(
        "residual", stage, "residual", "residual", stage, *["residual"] * 3, "tanh", "residual"
    )
    # The stages' first blocks are too few and too small to be worth folding.
    assert designs(outline) == {1: (7, "add conv conv depthwise")}


def test_encoder_blocks_are_blocks_not_halves_of_the_network_nor_their_parts() -> None:
    ((count, names),) = designs(network(*["encoder"] * 12)).values()
    assert count == 12
    assert len(names.split()) == 24
    assert names.count("norm") == 2


def test_modules_of_parallel_branches_are_blocks_as_a_whole() -> None:
    assert designs(network(*["inception"] * 4)) == {
        1: (4, "concat conv conv conv conv conv conv conv pool")
    }


def test_designs_are_numbered_from_the_top() -> None:
    outline = network(*["inception"] * 3, *["residual"] * 9)
    assert [names.split()[0] for _, names in designs(outline).values()] == ["concat", "add"]
    assert list(designs(outline)) == [1, 2]
    (picture,) = pictures(outline)
    labels = [band.fold.label for band in picture.bands if band.fold is not None]
    assert labels[:4] == ["Block A 1 of 3", "Block A 2 of 3", "Block A 3 of 3", "Block B 1 of 9"]


def test_a_convolution_and_its_activation_are_no_block() -> None:
    assert designs(network(*["conv logistic pool"] * 9)) == {}


def test_a_chain_of_the_same_operators_has_no_blocks() -> None:
    assert designs(network("conv " * 40)) == {}


def test_blocks_that_are_connected_otherwise_are_of_another_design() -> None:
    """`conv conv conv add` each: the skip begins at the block, or after its first operator."""
    sketch = Sketch()
    x = sketch.op("quantize", sketch.input())
    for whole in (True, True, True, False, False, False):
        first = sketch.op("conv", x)
        last = sketch.chain("depthwise conv", first)
        x = sketch.op("add", last, x if whole else first)
    assert designs(sketch.outline(x)) == {
        1: (3, "add conv conv depthwise"),
        2: (3, "add conv conv depthwise"),
    }


def test_what_passes_a_folded_block_is_drawn_beside_it() -> None:
    sketch = Sketch()
    x = sketch.op("conv", sketch.input())
    tap = x
    for _ in range(4):
        x = residual(sketch, x)
    (picture,) = pictures(sketch.outline(sketch.op("concat", sketch.op("conv", x), tap)))
    fold = picture.bands[2].fold
    assert fold is not None
    assert (fold.design, fold.number, fold.of) == (1, 2, 4)
    passing = [line for line in fold.lines if line.points[0][1] == 0 and line.tensor == tap]
    assert [line.points[-1][1] for line in passing] == [fold.height]
    others = [line for line in fold.lines if line.tensor != tap]
    assert {(line.points[0][1], line.points[-1][1]) for line in others} == {
        (0, fold.box.y),
        (fold.box.y + fold.box.height, fold.height),
    }


def test_the_blocks_of_real_networks_are_found() -> None:
    def of(name: str) -> dict[int, tuple[int, str]]:
        return designs(outline_of(load(FIXTURES / name)))

    assert of("mobilenet_int8_per_tensor.tflite") == {
        1: (2, "ADD CONV_2D CONV_2D CONV_2D CONV_2D DEPTHWISE_CONV_2D DEPTHWISE_CONV_2D")
    }
    assert of("resnet_opset17.onnx") == {1: (2, "Add Conv Conv Conv Relu Relu")}
    assert of("vit_opset17.onnx") == {}
