"""Files among the models of a run that `--fix` has written, found by their certificates."""

import os
from collections.abc import Iterable
from pathlib import Path

from dlpulint.basics.errors import UsageError
from dlpulint.mending.certificate import read_certificate
from dlpulint.mending.files import CERTIFICATE, MENDED, TAIL


def copies_among(files: Iterable[str]) -> frozenset[str]:
    """Mended copies and tails whose originals are among the files as well."""
    files = tuple(files)
    originals = {os.path.realpath(file) for file in files}
    return frozenset(file for file in files if _original(file) in originals)


def _original(file: str) -> str | None:
    """The file from which a copy was made; `None` for what is no copy."""
    for suffix in (TAIL, MENDED):
        if not file.endswith(suffix):
            continue
        path = Path(file.removesuffix(suffix) + CERTIFICATE)
        if not path.is_file():
            continue
        try:
            certificate = read_certificate(path)
        except UsageError:
            continue
        if os.path.basename(file) in {written.name for written in certificate.written_files}:
            return os.path.realpath(path.parent / certificate.original.name)
    return None
