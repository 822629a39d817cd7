"""Blocks: which parts of a network are found to repeat."""

import pytest

from dlpulint.drawing import pictures
from dlpulint.loader import load
from dlpulint.outline import Outline, outline_of
from tests.drawing.outlines import Sketch, encoder, inception, residual
from tests.places import FIXTURES


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
