"""Models that a target lints, each for the pack whose turn its bytes make it."""

from collections.abc import Iterator

from dlpulint.basics.errors import ModelFileError
from dlpulint.engine.one_file import lint_file
from tests.mutations.watching import packs
from tests.places import FIXTURES

LARGEST = 40_000
"""Bytes of the fixtures that a corpus begins with: larger ones are slow and show no more."""


def lint(data: bytes) -> None:
    """Lint the bytes. Raises ModelFileError with the reason if they cannot be read."""
    pack = packs()[sum(data[:64]) % len(packs())]
    (report,) = lint_file("-", [pack], data)
    if report.error is not None:
        raise ModelFileError(report.error)


def fixtures(suffix: str) -> Iterator[tuple[str, bytes]]:
    """The small fixtures with this ending: names and contents."""
    for path in sorted(FIXTURES.rglob(f"*{suffix}")):
        if path.stat().st_size <= LARGEST:
            yield f"{path.parent.name}-{path.name}", path.read_bytes()
