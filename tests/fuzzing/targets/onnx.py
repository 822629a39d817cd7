"""ONNX files, and all that a lint run does with what is in them."""

from collections.abc import Iterator

from tests.fuzzing.linting import fixtures, lint
from tests.mutations.watching import must_not_escape

SUFFIX = ".onnx"


def seeds() -> Iterator[tuple[str, bytes]]:
    """The small fixtures."""
    yield from fixtures(SUFFIX)


def read(data: bytes) -> None:
    """Lint a file. Raises ModelFileError if it is none."""
    lint(data)


def TestOneInput(data: bytes) -> None:
    """Raise AssertionError if the bytes do harm."""
    must_not_escape(read, data)
