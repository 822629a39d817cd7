"""Sketches, the models written as text in the examples of packs."""

from collections.abc import Iterator

from dlpulint.engine.judge import judge
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from tests.mutations.watching import must_not_escape, packs

SUFFIX = ".sketch"


def seeds() -> Iterator[tuple[str, bytes]]:
    """The examples of a pack."""
    for rule in load_pack("artpec8", Folders(), examples=True).rules:
        if rule.examples is not None:
            for name in ("bad", "good", "unknown"):
                if text := getattr(rule.examples, name):
                    yield f"{rule.id.replace('/', '-')}-{name}", text.encode()


def read(data: bytes) -> None:
    """Judge a model as packs' examples are. Raises ModelFileError for what is no sketch."""
    model = model_from_sketch(data.decode("utf-8", "replace"))
    judge(Facts(model), packs()[sum(data[:64]) % len(packs())])


def TestOneInput(data: bytes) -> None:
    """Raise AssertionError if the bytes do harm."""
    must_not_escape(read, data)
