"""Files for `benchmarks/fix_fuzz.py` by number: damaged, edited and random ones.

Needs `ai-edge-litert`, whose schema reads and writes files as objects.
"""

import os
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from random import Random

from msgspec import Struct

from benchmarks.tflite_edits import edited, read, written
from benchmarks.tflite_graphs import random_model
from benchmarks.tflite_operators import operator_model
from tests.mending.samples import SAMPLES
from tests.mutations.mutants import Seed, mutated
from tests.places import FIXTURES

LARGEST = 300_000
"""Bytes of the largest model that is damaged or edited."""

_KINDS = (*("damaged",) * 4, *("edited",) * 8, *("graph",) * 2, "operator")
"""Kinds of input, the more frequent ones more often. Most damaged files are refused at once."""


class Input(Struct, frozen=True):
    """A file, and the words that say what it is."""

    number: int
    kind: str
    what: str
    content: bytes

    def __str__(self) -> str:
        return f"input {self.number:,}: {self.kind}, {self.what}"


def fuzz_input(number: int) -> Input:
    """The file of a number; the same one wherever there are the same seeds."""
    random = Random(number)
    kind = random.choice(_KINDS)
    if kind == "graph":
        return Input(number, kind, "a random graph", written(random_model(number)))
    if kind == "operator":
        return Input(number, kind, "an operator", written(operator_model(number)))
    seed = _picked(random)
    if kind == "damaged":
        mutant = mutated(number, seed, random)
        return Input(number, kind, f"{mutant.seed} ({mutant.how})", mutant.content)
    return _edited(number, seed, random)


def _edited(number: int, seed: Seed, random: Random) -> Input:
    model = read(seed.content)
    done = []
    for turn in range(random.choice((1, 1, 2, 3))):
        change = edited(model, 10 * number + turn)
        if change is not None:
            done.append(change)
    return Input(number, "edited", f"{seed.name} ({'; '.join(done)})", written(model))


@lru_cache(maxsize=1)
def seeds() -> tuple[Seed, ...]:
    """Samples of edits, the .tflite fixtures, and models of the corpus that are small enough."""
    folders = [FIXTURES]
    if corpus := os.environ.get("DLPULINT_MODELS"):
        folders.append(Path(corpus))
    paths = sorted(path for folder in folders for path in folder.rglob("*.tflite"))
    contents = [(path.name, path.read_bytes()) for path in paths if _is_small(path)]
    samples = [Seed(name, sample()) for name, sample in SAMPLES.items()]
    # Neither damaged fixtures nor placeholders of a large file's store: they are no models.
    models = (Seed(name, data) for name, data in contents if data[4:8] == b"TFL3")
    return (*samples, *models)


def _is_small(path: Path) -> bool:
    return path.stat().st_size <= LARGEST and path.parent.name not in ("damaged", "malformed")


@lru_cache(maxsize=1)
def _weights() -> tuple[int, ...]:
    return tuple(accumulate(seed.weight for seed in seeds()))


def _picked(random: Random) -> Seed:
    weights = _weights()
    return seeds()[bisect_right(weights, random.randrange(weights[-1]))]
