"""Certificates of mended files, which `--verify-fix` tries again."""

from collections.abc import Iterator

import dlpulint
from dlpulint.mending.certificate import certificate_text, read_certificate
from dlpulint.mending.verify import verification
from tests.fuzzing.scratch import scratch_file
from tests.mutations.watching import must_not_escape
from tests.places import FIXTURES

SUFFIX = ".fix.json"


def seeds() -> Iterator[tuple[str, bytes]]:
    """Certificates of a file without a tail, and of one with a tail and code."""
    for name in ("nchw_born_int8.tflite", "silu_detector_int8.tflite"):
        made = dlpulint.fix(FIXTURES / name, "artpec8", prove=False)
        if made.certificate is not None:
            named = made.certificate.named("original", "mended", "tail", "decode.py")
            yield name, certificate_text(named)


def read(data: bytes) -> None:
    """Try a certificate whose files are missing. Raises UsageError, at the latest for those."""
    path = scratch_file("a.fix.json", data)
    verification(path, read_certificate(path))


def TestOneInput(data: bytes) -> None:
    """Raise AssertionError if the bytes do harm."""
    must_not_escape(read, data)
