"""Findings that are called fixable are mended by `--fix`, and the file gets better by it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dlpulint.basics.version import UNSTATED
from dlpulint.engine.one_file import lint_file
from dlpulint.mending.fix import attempt
from dlpulint.packs.applying import pack_for
from dlpulint.packs.library import Folders
from dlpulint.packs.shelf import Shelf
from tests.places import CORPUS, FIXTURES

TARGETS = ("artpec7", "artpec8", "artpec9")
LARGEST = 4_000_000
"""Bytes of the files of the corpus that are tried."""


def broken_claims(file: Path) -> Iterator[str]:
    """Targets for which nothing is mended, and rules of findings that are still there."""
    shelf, data = Shelf(Folders()), file.read_bytes()
    packs = [pack_for(shelf.pack(target), UNSTATED) for target in TARGETS]
    for report, pack in zip(lint_file(f"{file}", packs), packs, strict=True):
        claimed = [
            finding for finding in report.findings if finding.fixable and not finding.fixable.lossy
        ]
        if not claimed:
            continue
        after = attempt(data, pack, prove=False).after
        if after is None:
            yield f"{pack.target}: nothing is mended"
            continue
        left = {finding.fingerprint for finding in after.findings}
        yield from (f"{pack.target}: {f.rule}" for f in claimed if f.fingerprint in left)


@pytest.mark.parametrize("file", sorted(FIXTURES.glob("*.tflite")), ids=lambda file: file.name)
def test_fixtures_lose_the_findings_that_are_called_fixable(file: Path) -> None:
    assert list(broken_claims(file)) == []


@pytest.mark.slow
@pytest.mark.skipif(CORPUS is None, reason="DLPULINT_MODELS names no folder of models")
def test_models_of_the_corpus_do_too() -> None:
    assert CORPUS is not None
    files = [file for file in sorted(CORPUS.rglob("*.tflite")) if file.stat().st_size < LARGEST]
    broken = {file.name: found for file in files if (found := list(broken_claims(file)))}
    assert broken == {}
