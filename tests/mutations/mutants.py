"""Mutants of the fixtures by number: `mutant(12345)` is the same bytes on every machine."""

from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from pathlib import PurePath
from random import Random

from msgspec import Struct

from tests.mutations import flatbuffers, protobufs
from tests.mutations.plain import PLAIN, truncated
from tests.places import FIXTURES

PERCENTS = 100
"""The first mutants of each seed are its truncations."""

_HEAVIEST = 40
"""How much oftener than the largest seeds the smallest ones are taken: they are read faster."""
_LARGE = 100_000


class Seed(Struct, frozen=True):
    """A good file that mutants are made of."""

    name: str
    content: bytes

    @property
    def weight(self) -> int:
        """How often it is taken."""
        return max(1, min(_HEAVIEST, _LARGE // len(self.content)))


class Mutant(Struct, frozen=True):
    """A file, and the words that tell how to make it again."""

    number: int
    seed: str
    how: str
    content: bytes

    @property
    def suffix(self) -> str:
        """That of the seed's name."""
        return PurePath(self.seed).suffix

    def __str__(self) -> str:
        return f"mutant {self.number:,} of {self.seed} ({self.how})"


@lru_cache(maxsize=1)
def seeds() -> tuple[Seed, ...]:
    """The fixtures of both formats, whole ones only."""
    paths = sorted(p for p in FIXTURES.iterdir() if p.suffix in (".tflite", ".onnx"))
    return tuple(Seed(path.name, path.read_bytes()) for path in paths)


@lru_cache(maxsize=1)
def truncations() -> int:
    """How many mutants are truncations; all numbers from here on are mutations."""
    return PERCENTS * len(seeds())


def mutant(number: int) -> Mutant:
    """The mutant of a number, from 0 on."""
    if number < truncations():
        seed, percent = seeds()[number // PERCENTS], number % PERCENTS
        return Mutant(number, seed.name, f"{percent} %", truncated(seed.content, percent))
    random = Random(number)
    return mutated(number, _picked(random), random)


def mutated(number: int, seed: Seed, random: Random) -> Mutant:
    """One to three kinds of damage to a file."""
    knowing = flatbuffers.KNOWING if seed.content[4:8] == b"TFL3" else protobufs.KNOWING
    content = seed.content
    done = []
    # Those that know the format come first: afterwards there may be none.
    if random.random() < 0.8:
        change = random.choice(knowing)
        content = change(content, random)
        done.append(change.__name__)
    for _ in range(random.choice((0, 0, 0, 1)) if done else random.choice((1, 1, 2))):
        if content:
            change = random.choice(PLAIN)
            content = change(content, random)
            done.append(change.__name__)
    return Mutant(number, seed.name, ", ".join(done), content)


@lru_cache(maxsize=1)
def _weights() -> tuple[int, ...]:
    return tuple(accumulate(seed.weight for seed in seeds()))


def _picked(random: Random) -> Seed:
    weights = _weights()
    return seeds()[bisect_right(weights, random.randrange(weights[-1]))]
