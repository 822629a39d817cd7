"""Packs of a stranger: read as `--rules` reads them, proved as `--check-pack` does, and used."""

from collections.abc import Iterator

from dlpulint.basics.version import UNSTATED
from dlpulint.engine.one_file import lint_file
from dlpulint.packs.applying import pack_for
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack_file
from dlpulint.proof.prove import mistakes_of
from tests.fuzzing.scratch import scratch_file
from tests.mutations.watching import must_not_escape
from tests.places import FIXTURES, ROOT

SUFFIX = ".toml"
PROVED = 20_000
"""Bytes of the longest packs that are proved: all ours take seconds."""

MODEL = (FIXTURES / "rank5_int8.tflite").read_bytes()


def seeds() -> Iterator[tuple[str, bytes]]:
    """The shipped packs that are targets, and the one of the documentation."""
    folder = ROOT / "rules"
    for path in (*sorted(folder.glob("*.toml")), ROOT / "docs" / "samples" / "lobby.toml"):
        if not path.name.endswith(".examples.toml"):
            yield path.stem, path.read_bytes()


def read(data: bytes) -> None:
    """Read a pack and lint a model for it. Raises PackError for what is no pack."""
    pack = load_pack_file(scratch_file("fuzzed.toml", data), Folders())
    if len(data) <= PROVED:
        list(mistakes_of(pack))
    list(lint_file("-", [pack_for(pack, UNSTATED)], MODEL))


def TestOneInput(data: bytes) -> None:
    """Raise AssertionError if the bytes do harm."""
    must_not_escape(read, data)
