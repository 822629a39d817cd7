"""EfficientNet and its relatives, whose width and depth grow together."""

from collections.abc import Iterator, Sequence
from math import ceil

from dlpulint.facts.families.repeated_blocks import Block
from dlpulint.facts.families.templates import UNIT

_EFFICIENTNET = (
    (3, 16, 1), (3, 24, 2), (5, 40, 2), (3, 80, 3), (5, 112, 3), (5, 192, 4), (3, 320, 1)
)  # fmt: skip
"""Kernel, channels and number of blocks of EfficientNet's stages, before they are scaled."""

_SCALED: dict[str, tuple[float, float]] = {
    "0": (1.0, 1.0), "1": (1.0, 1.1), "2": (1.1, 1.2), "3": (1.2, 1.4), "4": (1.4, 1.8),
    "5": (1.6, 2.2), "6": (1.8, 2.6), "7": (2.0, 3.1),
}  # fmt: skip
"""Width and depth of EfficientNet-B0 to -B7; Lite has 0 to 4."""


def efficientnet(chain: Sequence[Block]) -> str | None:
    """EfficientNet or EfficientNet-Lite with exactly the blocks of a chain, if any."""
    found = [(b.kernel, b.channels) for b in chain]
    if len(found) < 16 or any(block.kind != "inverted" for block in chain[:16]):
        return None
    lite = not any(block.squeezed for block in chain)
    if not lite and not all(block.squeezed for block in chain[:16]):
        return None
    for variant in tuple(_SCALED)[:5] if lite else _SCALED:
        wanted = list(_scaled(variant, lite))
        if found[: len(wanted)] == wanted:
            return f"EfficientNet-{'Lite' if lite else 'B'}{variant}"
    return None


def _scaled(variant: str, lite: bool) -> Iterator[tuple[int, int]]:
    """Kernel and channels of every block; Lite does not scale the depth of its ends."""
    width, depth = _SCALED[variant]
    for number, (kernel, channels, repeats) in enumerate(_EFFICIENTNET):
        fixed = lite and number in (0, len(_EFFICIENTNET) - 1)
        for _ in range(repeats if fixed else ceil(repeats * depth)):
            yield kernel, _rounded(channels * width)


def _rounded(channels: float) -> int:
    """The nearest multiple of `UNIT`, reduced by a tenth at most."""
    rounded = max(UNIT, int(channels + UNIT / 2) // UNIT * UNIT)
    return rounded + UNIT if rounded < 0.9 * channels else rounded


def efficientnet_v2(chain: Sequence[Block]) -> bool:
    """Whether squeezed blocks follow fused ones, with expansions of four and six."""
    kinds = [block.kind for block in chain]
    fused = kinds.count("fused")
    rest = chain[fused:]
    return (
        fused >= 4
        and len(rest) >= 10
        and all(block.kind == "fused" and not block.squeezed for block in chain[:fused])
        and all(block.kind == "inverted" and block.squeezed for block in rest)
        and {block.kernel for block in chain} == {3}
        and {_expansion(block) for block in chain} == {4, 6}
    )


def _expansion(block: Block) -> int:
    return round(block.inner / (block.input.channels or 1))
