"""The check of a model's backbone."""

from dlpulint.checks.families import backbone
from tests.checks.asking import FlatHit, ask

RESNET = """
input x: uint8[1,32,32,3]
conv s: uint8[1,32,32,16] <- x, weights: int8[16,3,3,3] {fused_activation=relu}
conv a: uint8[1,32,32,16] <- s, weights: int8[16,3,3,16] {fused_activation=relu}
conv b: uint8[1,32,32,16] <- a, weights: int8[16,3,3,16]
add c: uint8[1,32,32,16] <- b, s {fused_activation=relu}
conv d: uint8[1,16,16,32] <- c, weights: int8[32,3,3,16] {stride=2 fused_activation=relu}
conv e: uint8[1,16,16,32] <- d, weights: int8[32,3,3,32]
conv f: uint8[1,16,16,32] <- c, weights: int8[32,1,1,16] {stride=2}
add g: uint8[1,16,16,32] <- e, f {fused_activation=relu}
conv h: uint8[1,8,8,64] <- g, weights: int8[64,3,3,32] {stride=2 fused_activation=relu}
conv i: uint8[1,8,8,64] <- h, weights: int8[64,3,3,64]
conv j: uint8[1,8,8,64] <- g, weights: int8[64,1,1,32] {stride=2}
add y: uint8[1,8,8,64] <- i, j {fused_activation=relu}
output y
"""

OBJECTION = [FlatHit("the file", {"backbone": "ResNet-8"}, "ResNet-8")]


def test_a_backbone_that_is_not_allowed_is_told_by_name() -> None:
    assert ask(backbone, RESNET, allow=("MobileNet", "EfficientNet")) == OBJECTION


def test_a_forbidden_backbone_is_told_by_name() -> None:
    assert ask(backbone, RESNET, forbid=("ResNet",)) == OBJECTION


def test_a_family_stands_for_all_its_sizes() -> None:
    assert ask(backbone, RESNET, allow=("ResNet",)) == []


def test_another_forbidden_backbone_says_nothing_of_this_one() -> None:
    assert ask(backbone, RESNET, forbid=("MobileNetV2",)) == []


def test_of_a_network_of_ones_own_nothing_is_said() -> None:
    plain = "input x: int8[1,8,8,4]\nrelu y: int8[1,8,8,4] <- x\noutput y"
    assert ask(backbone, plain, allow=("ResNet",)) == []


def test_of_a_head_alone_nothing_is_said() -> None:
    head = """
    input x: int8[1,8]
    fully-connected a: int8[1,4] <- x, weights: int8[4,8]
    softmax y: int8[1,4] <- a
    output y
    """
    assert ask(backbone, head, allow=("ResNet",)) == []


def test_without_numbers_every_backbone_is_fine() -> None:
    assert ask(backbone, RESNET) == []
