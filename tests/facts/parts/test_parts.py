"""Parts have the names of their papers, told by structure, and hold all that lies inside them."""

from collections.abc import Callable
from itertools import groupby

import pytest

from dlpulint.engine.one_file import lint_file
from dlpulint.facts.facts import Facts
from dlpulint.facts.parts.part import Part
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.library import Folders
from dlpulint.packs.shelf import load_packs
from tests.facts.families.networks import (
    Network,
    boxes_and_classes,
    classified,
    densenet,
    efficientnet_lite0,
    inception,
    mobiledet,
    mobilenet_v1,
    mobilenet_v2,
    mobilenet_v3_small,
    pyramid,
    resnet,
    shrunk,
    shufflenet_v2,
    squeezenet,
    unet,
    vgg,
    yolo,
)
from tests.places import FIXTURES

V5N, V8N = (1, 2, 3, 1), (1, 2, 2, 1)


def parts(sketch: str) -> tuple[Part, ...]:
    found = Facts(model_from_sketch(sketch)).parts
    inside = [operator for part in found for operator in part.operators]
    assert len(set(inside)) == len(inside)
    return found


def names(sketch: str) -> list[tuple[str, int]]:
    """Each name with the number of parts in a row that have it."""
    found = (part.name for part in parts(sketch))
    return [(name, len(list(same))) for name, same in groupby(found)]


def kinds(part: Part) -> str:
    return " ".join(operator.kind for operator in part.operators)


@pytest.fixture(params=[False, True], ids=["tflite", "onnx"])
def network(request: pytest.FixtureRequest) -> Network:
    return Network(onnx=request.param)


BACKBONES: dict[str, tuple[Callable[[Network], str], list[tuple[str, int]]]] = {
    "MobileNetV1": (mobilenet_v1, [("Separable block", 13)]),
    "MobileNetV2": (mobilenet_v2, [("Inverted residual", 17)]),
    "MobileNetV3-Small": (mobilenet_v3_small, [("Inverted residual", 11)]),
    "EfficientNet-Lite0": (efficientnet_lite0, [("Inverted residual", 16)]),
    "MobileDet": (
        lambda network: mobiledet(network)[1],
        [
            ("Fused inverted residual", 8),
            ("Inverted residual", 2),
            ("Fused inverted residual", 2),
            ("Inverted residual", 9),
        ],
    ),
    "ResNet-18": (lambda network: resnet(network, (2, 2, 2, 2)), [("Basic block", 8)]),
    "ResNet-50": (
        lambda network: resnet(network, (3, 4, 6, 3), bottleneck=True),
        [("Bottleneck block", 16)],
    ),
    "SqueezeNet": (squeezenet, [("Fire module", 8)]),
    "Inception": (inception, [("Inception module", 3)]),
    "ShuffleNetV2": (shufflenet_v2, [("Shuffle unit", 9)]),
    "VGG-11": (lambda network: vgg(network, (1, 1, 2, 2, 2)), []),
    "DenseNet": (densenet, []),
}


@pytest.mark.parametrize("name", BACKBONES)
def test_a_backbone_has_its_blocks_and_its_classifier(name: str, network: Network) -> None:
    backbone, blocks = BACKBONES[name]
    assert names(classified(network, backbone(network))) == [*blocks, ("Classifier", 1)]


def test_a_block_holds_activations_normalizations_and_gates(network: Network) -> None:
    first, second, *_ = parts(classified(network, mobilenet_v3_small(network)))
    gates = "mul"
    if network.onnx:
        gate = "conv batch-normalization relu conv logistic mul"
        assert kinds(first) == (
            f"depthwise-conv batch-normalization relu global-average-pool {gate} conv"
        )
        gates = "conv batch-normalization relu depthwise-conv batch-normalization relu conv"
        assert kinds(second) == gates
    else:
        assert kinds(first) == f"depthwise-conv average-pool conv conv logistic {gates} conv"
        assert kinds(second) == "conv depthwise-conv conv"


def test_the_last_activation_of_a_block_is_inside_and_the_stem_outside() -> None:
    network = Network(onnx=True)
    first, *_ = parts(classified(network, resnet(network, (2, 2, 2, 2))))
    assert kinds(first) == "conv batch-normalization relu conv add relu"


def head(network: Network, maps: tuple[str, ...]) -> str:
    outputs = []
    for feature in maps:
        boxes = network.conv(network.conv(network.conv(feature, 64, 3), 64, 3), 64, activation="")
        classes = network.conv(network.conv(feature, 80, 3), 80, activation="")
        outputs.append(network.concat(boxes, classes))
    return network.text(*outputs)


def test_yolov8_has_its_blocks_and_its_head(network: Network) -> None:
    sketch = head(network, yolo(network, 16, V8N, "c2f"))
    assert names(sketch) == [("C2f", 4), ("SPPF", 1), ("C2f", 4), ("Detect head", 1)]
    first = parts(sketch)[0]
    conv = "conv batch-normalization relu" if network.onnx else "conv"
    assert kinds(first) == f"{conv} slice slice {conv} {conv} add concatenation {conv}"


def c3k2(network: Network, source: str, channels: int) -> str:
    """As in YOLO11: the bottleneck is half as wide."""
    kept, deep = network.halves(network.conv(source, channels))
    last = network.conv(network.conv(deep, channels // 4, 3), channels // 2, 3)
    return network.conv(network.concat(kept, deep, network.add(deep, last)), channels)


def c2psa(network: Network, source: str) -> str:
    """As in YOLO11: attention and two layers for one half of the channels."""
    size, channels = network.shapes[source]
    kept, deep = network.halves(network.conv(source, channels))
    query, key, value = (network.conv(deep, channels // 2, activation="") for _ in range(3))
    scores = network.layer("matmul", size, channels // 2, f"{query}, {key}", "")
    weights = network.layer("softmax", size, channels // 2, scores, "")
    mixed = network.layer("matmul", size, channels // 2, f"{value}, {weights}", "")
    deep = network.add(deep, network.conv(mixed, channels // 2, activation=""))
    fed = network.conv(network.conv(deep, channels), channels // 2, activation="")
    return network.conv(network.concat(kept, network.add(deep, fed)), channels)


def test_yolo11_has_its_blocks_and_its_attention(network: Network) -> None:
    last = network.conv(network.input, 16, 3, 2)
    maps: list[str] = []
    for channels in (32, 64, 128, 256):
        last = c3k2(network, network.conv(last, channels, 3, 2), channels)
        maps.append(last)
    _, fine, middle, _ = maps
    coarse = c2psa(network, pyramid(network, last))
    middle = c3k2(network, network.concat(network.resize(coarse), middle), 128)
    fine = c3k2(network, network.concat(network.resize(middle), fine), 64)
    middle = c3k2(network, network.concat(network.conv(fine, 64, 3, 2), middle), 128)
    coarse = c3k2(network, network.concat(network.conv(middle, 128, 3, 2), coarse), 256)
    assert names(head(network, (fine, middle, coarse))) == [
        *(("C3k2", 4), ("SPPF", 1), ("C2PSA", 1)),
        *(("C3k2", 4), ("Detect head", 1)),
    ]


def test_yolov5_has_its_blocks_and_its_head(network: Network) -> None:
    outputs = (network.conv(m, 3 * 85, activation="") for m in yolo(network, 16, V5N))
    sketch = network.text(*outputs)
    assert names(sketch) == [("C3", 4), ("SPPF", 1), ("C3", 4), ("Detect head", 1)]
    assert kinds(parts(sketch)[-1]) == "conv conv conv"


def test_blocks_of_yolov5_under_another_head_are_called_what_others_call_them(
    network: Network,
) -> None:
    outputs = (network.conv(m, 85, activation="") for m in yolo(network, 32, V5N))
    assert names(network.text(*outputs)) == [("CSP block", 4), ("SPPF", 1), ("CSP block", 4)]


def test_a_head_that_something_else_feeds_has_no_certain_begin(network: Network) -> None:
    fine, middle, coarse = yolo(network, 16, V8N, "c2f")
    unknown = network.conv(network.conv(coarse, 64, 3), 256, 3)
    joined = network.conv(network.concat(unknown, network.conv(fine, 64, 3, 4)), 128)
    assert names(head(network, (fine, middle, joined)))[-1] == ("C2f", 4)


def test_a_head_that_enlarges_maps_predicts_more_than_boxes(network: Network) -> None:
    maps = yolo(network, 16, V8N, "c2f")
    network.resize(network.conv(maps[0], 32, 3))
    masks = list(network.shapes)[-1]
    sketch = head(network, maps).replace("\noutput ", f"\noutput {masks}, ")
    assert names(sketch)[-1] == ("C2f", 4)


def test_poolings_side_by_side_are_spp(network: Network) -> None:
    first = network.conv(network.conv(network.input, 64, 3, 2), 32)
    pooled = [network.max_pool(first, kernel, 1) for kernel in (5, 9, 13)]
    assert names(network.text(network.conv(network.concat(first, *pooled), 64))) == [("SPP", 1)]
    other = Network(onnx=network.onnx)
    sketch = other.text(pyramid(other, other.conv(other.input, 64, 3, 2)))
    assert names(sketch) == [("SPPF", 1)]


def test_an_ssd_head_is_the_predictions_and_what_joins_them(network: Network) -> None:
    fine, coarse = mobiledet(network)
    found = boxes_and_classes(network, (fine, *shrunk(network, coarse, 2)), 91)
    flat = [network.layer("reshape", 1, 4, output, "") for output in found]
    last = parts(network.text(network.concat(*flat[::2]), network.concat(*flat[1::2])))[-1]
    assert last.name == "SSD head"
    assert kinds(last) == " ".join((*["conv"] * 8, *["reshape"] * 8, "concatenation concatenation"))


def separable(network: Network, source: str, channels: int, activation: str = "") -> str:
    """As in EfficientDet: no activation between."""
    last = network.depthwise(source, activation="")
    return network.conv(last, channels, activation=activation)


def test_efficientdet_has_its_backbone_and_its_head(network: Network) -> None:
    last = network.conv(network.input, 32, 3, 2)
    maps: list[str] = []
    for channels, count in ((16, 2), (24, 2), (40, 2), (80, 3)):
        for place in range(count):
            last = network.inverted(last, channels, 6, stride=1 if place else 2)
        maps.append(last)
    maps = [network.conv(feature, 64, activation="") for feature in maps[1:]]
    maps.append(network.max_pool(maps[-1]))
    for feature in range(len(maps) - 2, -1, -1):
        merged = network.add(network.resize(maps[feature + 1]), maps[feature], "relu")
        maps[feature] = separable(network, merged, 64)
    for feature in range(1, len(maps)):
        merged = network.add(network.max_pool(maps[feature - 1]), maps[feature], "relu")
        maps[feature] = separable(network, merged, 64)
    outputs: list[str] = []
    for feature in maps:
        for channels in (36, 9 * 90):
            tower = feature
            for _ in range(3):
                tower = separable(network, tower, 64, "relu")
            outputs.append(separable(network, tower, channels))
    sketch = network.text(*outputs)
    assert names(sketch) == [("Inverted residual", 9), ("Detection head", 1)]
    assert kinds(parts(sketch)[-1]).count("depthwise-conv") == 4 * 2 * 4


def test_deeplabs_head_begins_after_the_features(network: Network) -> None:
    last = mobilenet_v2(network, 0.5)
    pooled = network.resize(network.conv(network.average(last), 256), network.shapes[last][0])
    joined = network.conv(network.concat(network.conv(last, 256), pooled), 256)
    sketch = network.text(network.resize(network.conv(joined, 21, activation=""), 32))
    assert names(sketch) == [("Inverted residual", 17), ("DeepLab head", 1)]
    assert len(kinds(parts(sketch)[-1]).replace(" batch-normalization relu", "").split()) == 8


def test_heat_maps_are_a_head(network: Network) -> None:
    last = mobilenet_v1(network, 0.75)
    outputs = [network.conv(last, count, activation="") for count in (17, 34)]
    assert names(network.text(*outputs)) == [("Separable block", 13), ("Keypoint head", 1)]


def test_a_unet_has_no_parts_with_names(network: Network) -> None:
    assert names(network.text(unet(network))) == []


def test_blocks_that_expand_nothing_are_no_inverted_residuals(network: Network) -> None:
    """As in BlazeFace: depthwise, pointwise, addition."""
    last = network.conv(network.input, 32, 3, 2)
    for _ in range(6):
        last = network.add(last, separable(network, last, 32), "relu")
    assert names(network.text(last)) == []


def test_other_residual_blocks_do_not_have_resnets_name(network: Network) -> None:
    last = network.conv(network.input, 64, 3, 2)
    for _ in range(6):
        last = network.residual(last, 64, 1)
    assert names(classified(network, last)) == [("Residual block", 6)]


def test_padding_belongs_to_the_layer_after_it_and_conversions_to_their_layer() -> None:
    options = "{stride=1 fused_activation=relu}"
    sketch = f"""input x: float32[1,8,8,8]
    conv t0: float32[1,8,8,8] <- x, weights: float32[8,3,3,8] {options}
    """
    for at in range(4):
        sketch += f"""
        dequantize w{at}: float32[48,1,1,8] <- int8[48,1,1,8]
        conv e{at}: float32[1,8,8,48] <- t{at}, weights: w{at} {options}
        pad p{at}: float32[1,10,10,48] <- e{at}
        depthwise-conv d{at}: float32[1,8,8,48] <- p{at}, weights: float32[1,3,3,48] {options}
        conv c{at}: float32[1,8,8,8] <- d{at}, weights: float32[8,1,1,48] {{stride=1}}
        add t{at + 1}: float32[1,8,8,8] <- c{at}, t{at}
        """
    found = parts(sketch + "\noutput t4")
    assert [part.name for part in found] == ["Inverted residual"] * 4
    assert kinds(found[1]) == "dequantize conv pad depthwise-conv conv add"


ENCODER = """
    layer-normalization n{0}: float32[1,16,32] <- t{0}, weights: float32[32]
    matmul q{0}: float32[1,16,32] <- n{0}, weights: float32[32,32]
    matmul k{0}: float32[1,16,32] <- n{0}, weights: float32[32,32]
    matmul v{0}: float32[1,16,32] <- n{0}, weights: float32[32,32]
    transpose kt{0}: float32[1,32,16] <- k{0}
    matmul qk{0}: float32[1,16,16] <- q{0}, kt{0}
    mul scaled{0}: float32[1,16,16] <- qk{0}, float32[1]
    softmax s{0}: float32[1,16,16] <- scaled{0}
    matmul sv{0}: float32[1,16,32] <- s{0}, v{0}
    matmul o{0}: float32[1,16,32] <- sv{0}, weights: float32[32,32]
    add a{0}: float32[1,16,32] <- o{0}, t{0}
"""
FEED_FORWARD = """
    layer-normalization m{0}: float32[1,16,32] <- a{0}, weights: float32[32]
    matmul u{0}: float32[1,16,128] <- m{0}, weights: float32[32,128]
    gelu g{0}: float32[1,16,128] <- u{0}
    matmul f{0}: float32[1,16,32] <- g{0}, weights: float32[128,32]
    add t{1}: float32[1,16,32] <- f{0}, a{0}
"""


def test_attention_and_the_layers_after_it_are_a_block() -> None:
    blocks = "".join((ENCODER + FEED_FORWARD).format(at, at + 1) for at in range(3))
    found = parts(f"format onnx\ninput t0: float32[1,16,32]{blocks}\noutput t3")
    assert [part.name for part in found] == ["Transformer block"] * 3
    assert [len(part.operators) for part in found] == [16, 16, 16]
    # Its normalization begins a block, although it reads what the block before wrote.
    assert found[1].operators[0].kind == "layer-normalization"


MASKED = """
    matmul q{0}: float32[1,16,32] <- t{0}, weights: float32[32,32]
    matmul k{0}: float32[1,16,32] <- t{0}, weights: float32[32,32]
    matmul v{0}: float32[1,16,32] <- t{0}, weights: float32[32,32]
    transpose kt{0}: float32[1,32,16] <- k{0}
    matmul qk{0}: float32[1,16,16] <- q{0}, kt{0}
    cast c{0}: float32[1,1,16] <- {2}
    add masked{0}: float32[1,16,16] <- qk{0}, c{0}
    softmax s{0}: float32[1,16,16] <- masked{0}
    matmul sv{0}: float32[1,16,32] <- s{0}, v{0}
    matmul o{0}: float32[1,16,32] <- sv{0}, weights: float32[32,32]
    add a{0}: float32[1,16,32] <- o{0}, t{0}
    mean am{0}: float32[1,16,1] <- a{0}
    sub n{0}: float32[1,16,32] <- a{0}, am{0}
    matmul u{0}: float32[1,16,128] <- n{0}, weights: float32[32,128]
    gelu g{0}: float32[1,16,128] <- u{0}
    matmul f{0}: float32[1,16,32] <- g{0}, weights: float32[128,32]
    add b{0}: float32[1,16,32] <- f{0}, n{0}
    mean bm{0}: float32[1,16,1] <- b{0}
    sub t{1}: float32[1,16,32] <- b{0}, bm{0}
"""


@pytest.mark.parametrize("mask", ["mask", "shared"])
def test_blocks_that_normalize_last_end_with_it(mask: str) -> None:
    """As in BERT; here the normalizations are written out, and a mask is an input."""
    blocks = "".join(MASKED.format(at, at + 1, mask) for at in range(3))
    found = parts(
        f"""format onnx
        input t0: float32[1,16,32]
        input mask: int32[1,1,16]
        equal shared: int32[1,1,16] <- mask, int32[1]
        {blocks}
        output t3"""
    )
    assert [part.name for part in found] == ["Transformer block"] * 3
    for part in found:
        assert kinds(part).split()[-3:] == ["add", "mean", "sub"]
        assert "equal" not in kinds(part)
        assert len(part.operators) == (19 if mask == "mask" else 18)


def test_attention_without_them_is_attention() -> None:
    sketch = f"format onnx\ninput t0: float32[1,16,32]{ENCODER.format(0)}\noutput a0"
    assert names(sketch) == [("Attention", 1)]


def test_patches_and_blocks_of_attention_are_an_encoder() -> None:
    blocks = "".join((ENCODER + FEED_FORWARD).format(at, at + 1) for at in range(4))
    stem = """format onnx
    input image: float32[1,3,64,64]
    conv p: float32[1,32,4,4] <- image, weights: float32[32,3,16,16] {stride=16}
    reshape r: float32[1,32,16] <- p
    transpose t0: float32[1,16,32] <- r
    """
    assert names(f"{stem}{blocks}\noutput t4") == [("Encoder block", 4)]


def test_a_model_without_layers_has_no_parts() -> None:
    assert names("input x: int8[1,4]\noutput x") == []


def test_parts_are_not_looked_for_unless_a_graph_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr("dlpulint.facts.facts.parts_of", lambda *given: asked.append(given) or ())
    packs = load_packs(["artpec8"], Folders())
    path = str(FIXTURES / "mobilenet_int8_per_tensor.tflite")
    (plain,) = lint_file(path, packs)
    assert plain.error is None
    assert asked == []
    (drawn,) = lint_file(path, packs, outlined=True)
    assert drawn.error is None
    assert len(asked) == 1


PREVIEWED, AS_IT_IS = "artpec8", "cv25"


@pytest.mark.parametrize("target", [PREVIEWED, AS_IT_IS])
@pytest.mark.parametrize(
    ("file", "part", "count", "kinds"),
    [
        ("resnet_opset17.onnx", "Residual block", 3, {"conv", "add"}),
        ("vit_opset17.onnx", "Transformer block", 1, {"softmax", "add"}),
    ],
)
def test_the_outline_of_a_report_has_the_parts_of_what_is_drawn(
    file: str, part: str, count: int, kinds: set[str], target: str
) -> None:
    packs = load_packs([target], Folders())
    (report,) = lint_file(str(FIXTURES / file), packs, outlined=True)
    outline = report.outline
    assert outline is not None
    assert (outline.format == "onnx") == (target == AS_IT_IS)
    assert [found.name for found in outline.parts].count(part) == count
    for found in outline.parts:
        assert list(found.operators) == sorted(found.operators)
    assert kinds <= {outline.operators[at].kind for at in outline.parts[0].operators}
