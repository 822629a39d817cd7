"""A certificate tried again: the files are those, and LiteRT gives the same results."""

from pathlib import Path

from msgspec import Struct

from dlpulint.basics.errors import UsageError
from dlpulint.basics.files import read_whole
from dlpulint.mending.certificate import Certificate, CertifiedFile, certified
from dlpulint.mending.mended import broken_promise
from dlpulint.mending.proof.run import INSTALL, can_run, proof_of
from dlpulint.mending.proof.sentence import proof_sentence


class Verification(Struct, frozen=True):
    """Result of trying a certificate again."""

    holds: bool
    text: str
    """Sentences for a person."""


def verification(path: Path, certificate: Certificate) -> Verification:
    """Result for the files that a certificate names.

    Args:
        path: The certificate's own file, from whose folder the others are found.
        certificate: Its content.

    Raises:
        UsageError: A file is missing, or LiteRT is not installed.
    """
    original = _content(path, certificate.original)
    mended = _content(path, certificate.mended)
    tail = None if certificate.tail is None else _content(path, certificate.tail)
    changed = [
        file.name
        for file, data in (
            (certificate.original, original),
            (certificate.mended, mended),
            *([(certificate.tail, tail)] if certificate.tail and tail else []),
        )
        if certified(file.name, data).sha256 != file.sha256
    ]
    if changed:
        return Verification(False, f"{', '.join(changed)}: not the file of the certificate")
    if not can_run():
        raise UsageError(f"--verify-fix runs both files in LiteRT: {INSTALL}")
    proof = proof_of(certificate.comparison, original, mended, tail)
    reason = broken_promise(proof, certificate.edits)
    text = reason or proof_sentence(proof, tail=tail is not None)
    return Verification(not reason, f"{certificate.mended.name}: {text}")


def _content(path: Path, file: CertifiedFile) -> bytes:
    found = path.parent / file.name
    if not found.exists():
        raise UsageError(f"{path}: {file.name} is missing; it was {found.as_posix()}")
    return read_whole(found)
