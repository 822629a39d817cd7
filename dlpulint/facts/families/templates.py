"""Backbones of mobile networks, block by block, as their papers and reference code define them."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from dlpulint.facts.families.repeated_blocks import Block, BlockKind

UNIT = 8
"""Channels are rounded to multiples of this when a network is made wider or thinner."""


class Stage(NamedTuple):
    """Blocks that are alike: their kind, kernel, expansion, channels and number."""

    kind: BlockKind
    kernel: int
    expansion: float
    """Channels in the middle of the first block, as a multiple of its input's."""
    channels: int
    repeats: int = 1
    squeezed: bool | None = None
    """Whether with squeeze-and-excite; `None` where variants of the network differ."""


class Template(Struct, frozen=True):
    """One backbone by name."""

    name: str
    stages: tuple[Stage, ...]
    enough: int
    """Blocks from the first that are sure: detectors and embedded versions cut the end off."""
    any_kernel: bool = False
    """Whether variants use other kernels than the stages say."""

    def fits(self, chain: Sequence[Block]) -> bool:
        """Whether a chain starts as this backbone does, at any width."""
        wanted = [stage for stage in self.stages for _ in range(stage.repeats)][: self.enough]
        if len(chain) < self.enough:
            return False
        width = chain[self.enough - 1].channels / wanted[-1].channels
        pairs = zip(wanted, chain, strict=False)
        return all(self._alike(stage, block, width) for stage, block in pairs)

    def _alike(self, stage: Stage, block: Block, width: float) -> bool:
        given = block.input.channels
        return (
            stage.kind == block.kind
            and (self.any_kernel or stage.kernel == block.kernel)
            and stage.squeezed in (None, block.squeezed)
            and abs(stage.channels * width - block.channels) <= UNIT
            and given is not None
            and (
                stage.kind == "separable"
                or abs(stage.expansion * given - block.inner) <= UNIT + 0.05 * block.inner
            )
        )


def _separable(*channels: int) -> tuple[Stage, ...]:
    return tuple(Stage("separable", 3, 1, count) for count in channels)


def _inverted(*stages: tuple[int, float, int, int]) -> tuple[Stage, ...]:
    return tuple(Stage("inverted", *stage, squeezed=False) for stage in stages)


TEMPLATES: tuple[Template, ...] = (
    Template("MobileNetV1", _separable(64, 128, 128, 256, 256, *(512,) * 6, 1024, 1024), enough=8),
    Template(
        "MobileNetV2",
        _inverted(
            (3, 1, 16, 1),
            (3, 6, 24, 2),
            (3, 6, 32, 3),
            (3, 6, 64, 4),
            (3, 6, 96, 3),
            (3, 6, 160, 3),
            (3, 6, 320, 1),
        ),
        enough=10,
    ),
    Template(
        "MnasNet",
        _inverted(
            (3, 1, 16, 1),
            (3, 3, 24, 3),
            (5, 3, 40, 3),
            (5, 6, 80, 3),
            (3, 6, 96, 2),
            (5, 6, 192, 4),
            (3, 6, 320, 1),
        ),
        enough=12,
    ),
    Template(
        "MobileNetV3-Large",
        (
            Stage("inverted", 3, 1, 16),
            Stage("inverted", 3, 4, 24),
            Stage("inverted", 3, 3, 24),
            Stage("inverted", 5, 3, 40, 3),
            Stage("inverted", 3, 6, 80),
            Stage("inverted", 3, 2.5, 80),
            Stage("inverted", 3, 2.3, 80, 2),
            Stage("inverted", 3, 6, 112, 2),
            Stage("inverted", 5, 6, 160, 3),
        ),
        enough=11,
        any_kernel=True,
    ),
    Template(
        "MobileNetV3-Small",
        (
            Stage("inverted", 3, 1, 16),
            Stage("inverted", 3, 4.5, 24),
            Stage("inverted", 3, 88 / 24, 24),
            Stage("inverted", 5, 4, 40),
            Stage("inverted", 5, 6, 40, 2),
            Stage("inverted", 5, 3, 48, 2),
            Stage("inverted", 5, 6, 96, 3),
        ),
        enough=8,
        any_kernel=True,
    ),
    Template(
        "MobileNet-EdgeTPU",
        (
            Stage("fused", 3, 8, 32),
            Stage("fused", 3, 4, 32, 3),
            Stage("fused", 3, 8, 48),
            Stage("fused", 3, 4, 48, 3),
            Stage("inverted", 3, 8, 96),
            Stage("inverted", 3, 4, 96, 3),
            Stage("inverted", 3, 8, 96),
            Stage("inverted", 3, 4, 96, 3),
            Stage("inverted", 5, 8, 160),
            Stage("inverted", 5, 4, 160, 3),
            Stage("inverted", 3, 8, 192),
        ),
        enough=16,
    ),
    Template(
        "EfficientNet-EdgeTPU",
        (
            Stage("fused", 3, 3, 24),
            Stage("fused", 3, 8, 32, 2),
            Stage("fused", 3, 8, 48, 4),
            Stage("inverted", 5, 8, 96, 5),
            Stage("inverted", 5, 8, 144, 4),
            Stage("inverted", 5, 8, 192, 2),
        ),
        enough=15,
    ),
    Template(
        "MobileDet",
        (
            Stage("fused", 3, 8, 16),
            Stage("fused", 3, 4, 16),
            Stage("fused", 3, 8, 16),
            Stage("fused", 3, 4, 16),
            Stage("fused", 5, 8, 40),
            Stage("fused", 3, 4, 40, 3),
            Stage("inverted", 3, 8, 72, 2),
            Stage("fused", 3, 4, 72, 2),
            Stage("inverted", 5, 8, 96, 2),
            Stage("inverted", 3, 8, 96, 2),
            Stage("inverted", 5, 8, 120),
            Stage("inverted", 3, 8, 120),
            Stage("inverted", 5, 4, 120),
            Stage("inverted", 3, 8, 120),
            Stage("inverted", 5, 8, 384),
        ),
        enough=16,
    ),
    Template(
        "MobileDet",
        (
            Stage("inverted", 3, 1, 8),
            Stage("inverted", 3, 4, 16),
            Stage("inverted", 3, 8, 32),
            Stage("inverted", 3, 4, 32, 3),
            Stage("inverted", 5, 8, 72),
            Stage("inverted", 3, 8, 72),
            Stage("inverted", 5, 4, 72),
            Stage("inverted", 3, 4, 72),
            Stage("inverted", 3, 8, 72, 4),
            Stage("inverted", 5, 8, 104),
            Stage("inverted", 5, 4, 104, 2),
            Stage("inverted", 3, 4, 104),
            Stage("inverted", 3, 8, 144),
        ),
        enough=14,
    ),
)
"""In the order they are tried. The first stage of some (a stem without expansion) is left out."""
