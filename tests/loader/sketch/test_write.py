"""A sketch that is read and written again says the same."""

import pytest

from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.loader.sketch.write import sketch_of
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack

SKETCH = """\
format onnx
input x: float32[1,3,?height,?batch=1]
input z: uint8[*]
conv y: uint8[1,48,48,16] zp=3 <- x, weights: int8[16,3,3,3] per-channel(0) {kernel=5x3 stride=2}
add=com.microsoft.QLinearAdd a: int8[1,?] scale=0.25,0.5 axis=1 <- y, int32[2] = 3,4
relu@2 r: float16[] stored=int8 <- a {axes=1, align_corners=false alpha=0.5}
split s: int8[1,8], t: int8[1,8] scale=0.1 block=32 <- r
output s, t
subgraph body
input x: bool[1]
logical-not y: bool[1] <- x
output y
"""


def test_what_is_read_is_written_in_the_same_words() -> None:
    assert sketch_of(model_from_sketch(SKETCH)) == SKETCH


@pytest.mark.parametrize("target", Folders().targets())
def test_every_example_of_the_packs_comes_back_as_it_was(target: str) -> None:
    pack = load_pack(target, Folders(), examples=True)
    for entry in (*pack.rules, *pack.every_limit()):
        for text in (entry.examples.bad, entry.examples.good) if entry.examples else ():
            written = sketch_of(model_from_sketch(text, pack.formats[0]))
            assert sketch_of(model_from_sketch(written)) == written
