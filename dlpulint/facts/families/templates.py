"""Backbones of mobile networks, block by block, as their papers and reference code define them."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from dlpulint.facts.families.repeated_blocks import Block, BlockKind

UNIT = 8
"""Channels are rounded to multiples of this when a network is scaled in width."""


class Stage(NamedTuple):
    """Blocks of the same kind, kernel, expansion and channels, and their number."""

    kind: BlockKind
    kernel: int
    expansion: float
    """Channels in the middle of the first block, as a multiple of its input's."""
    channels: int
    repeats: int = 1
    squeezed: bool | None = None
    """Whether squeeze-and-excite is used; `None` where variants of the network differ."""


class Template(Struct, frozen=True):
    """A backbone by name."""

    name: str
    stages: tuple[Stage, ...]
    enough: int
    """Blocks that must match, from the first: detectors and embedded versions drop the last."""
    any_kernel: bool = False
    """Whether variants use other kernels than those of the stages."""

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


def _stages(
    kind: BlockKind, *stages: tuple[int, float, int, int], squeezed: bool | None = None
) -> tuple[Stage, ...]:
    return tuple(Stage(kind, *stage, squeezed=squeezed) for stage in stages)


TEMPLATES: tuple[Template, ...] = (
    Template("MobileNetV1", enough=8, stages=_stages("separable",
        (3, 1, 64, 1), (3, 1, 128, 2), (3, 1, 256, 2), (3, 1, 512, 6), (3, 1, 1024, 2))),
    Template("MobileNetV2", enough=10, stages=_stages("inverted",
        (3, 1, 16, 1), (3, 6, 24, 2), (3, 6, 32, 3), (3, 6, 64, 4), (3, 6, 96, 3), (3, 6, 160, 3),
        (3, 6, 320, 1), squeezed=False)),
    Template("MnasNet", enough=12, stages=_stages("inverted",
        (3, 1, 16, 1), (3, 3, 24, 3), (5, 3, 40, 3), (5, 6, 80, 3), (3, 6, 96, 2), (5, 6, 192, 4),
        (3, 6, 320, 1), squeezed=False)),
    Template("MobileNetV3-Large", enough=11, any_kernel=True, stages=_stages("inverted",
        (3, 1, 16, 1), (3, 4, 24, 1), (3, 3, 24, 1), (5, 3, 40, 3), (3, 6, 80, 1), (3, 2.5, 80, 1),
        (3, 2.3, 80, 2), (3, 6, 112, 2), (5, 6, 160, 3))),
    Template("MobileNetV3-Small", enough=8, any_kernel=True, stages=_stages("inverted",
        (3, 1, 16, 1), (3, 4.5, 24, 1), (3, 88 / 24, 24, 1), (5, 4, 40, 1), (5, 6, 40, 2),
        (5, 3, 48, 2), (5, 6, 96, 3))),
    Template("MobileNet-EdgeTPU", enough=16, stages=(
        *_stages("fused", (3, 8, 32, 1), (3, 4, 32, 3), (3, 8, 48, 1), (3, 4, 48, 3)),
        *_stages("inverted",
            (3, 8, 96, 1), (3, 4, 96, 3), (3, 8, 96, 1), (3, 4, 96, 3), (5, 8, 160, 1),
            (5, 4, 160, 3), (3, 8, 192, 1)))),
    Template("EfficientNet-EdgeTPU", enough=15, stages=(
        *_stages("fused", (3, 3, 24, 1), (3, 8, 32, 2), (3, 8, 48, 4)),
        *_stages("inverted", (5, 8, 96, 5), (5, 8, 144, 4), (5, 8, 192, 2)))),
    Template("MobileDet", enough=16, stages=(
        *_stages("fused",
            (3, 8, 16, 1), (3, 4, 16, 1), (3, 8, 16, 1), (3, 4, 16, 1), (5, 8, 40, 1),
            (3, 4, 40, 3)),
        *_stages("inverted", (3, 8, 72, 2)), *_stages("fused", (3, 4, 72, 2)),
        *_stages("inverted",
            (5, 8, 96, 2), (3, 8, 96, 2), (5, 8, 120, 1), (3, 8, 120, 1), (5, 4, 120, 1),
            (3, 8, 120, 1), (5, 8, 384, 1)))),
    Template("MobileDet", enough=14, stages=_stages("inverted",
        (3, 1, 8, 1), (3, 4, 16, 1), (3, 8, 32, 1), (3, 4, 32, 3), (5, 8, 72, 1), (3, 8, 72, 1),
        (5, 4, 72, 1), (3, 4, 72, 1), (3, 8, 72, 4), (5, 8, 104, 1), (5, 4, 104, 2), (3, 4, 104, 1),
        (3, 8, 144, 1))),
)  # fmt: skip
"""In the order they are tried. The first stage of some (a stem without expansion) is left out."""
