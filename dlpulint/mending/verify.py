"""A certificate tried again: the files are those, and LiteRT gives the same results."""

import os
from pathlib import Path

from msgspec import Struct

from dlpulint.basics.errors import UsageError
from dlpulint.basics.files import read_whole
from dlpulint.basics.printable import printable
from dlpulint.engine.model_files import shown
from dlpulint.mending.certificate import Certificate, CertifiedFile, certified
from dlpulint.mending.files import shown_path
from dlpulint.mending.mended import all_exact, broken_promise
from dlpulint.mending.proof.run import INSTALL, can_run, proof_of
from dlpulint.mending.proof.sentence import proof_sentence


class Verification(Struct, frozen=True):
    """Result of trying a certificate again."""

    holds: bool
    text: str
    """Sentences for a person."""


def verification(path: Path, certificate: Certificate) -> Verification:
    """Result for the files that a certificate names. It holds where they are those files, and
    LiteRT gives what the certificate states of them.

    Args:
        path: The certificate's own file, from whose folder the others are found.
        certificate: Its content.

    Raises:
        UsageError: A file is missing, or LiteRT is not installed.
    """
    files = [certificate.original, certificate.mended]
    files += [] if certificate.tail is None else [certificate.tail]
    contents = [_content(path, file) for file in files]
    changed = [shown(file.name) for file, data in zip(files, contents, strict=True) if data is None]
    if changed:
        return Verification(False, f"{', '.join(changed)}: not the file of the certificate")
    if not can_run():
        raise UsageError(f"--verify-fix runs both files in LiteRT: {INSTALL}")
    original, mended, tail = (*contents, None)[:3]
    assert original is not None, "it is the file of the certificate"
    assert mended is not None, "it is the file of the certificate"
    proof = proof_of(certificate.comparison, original, mended, tail)
    reason = broken_promise(proof, certificate.edits)
    if not reason and certificate.proof.status == "compared" != proof.status:
        reason = f"LiteRT ran both files before, and does not now ({proof.reason})"
    text = reason or proof_sentence(
        proof, tail=tail is not None, exact=all_exact(certificate.edits)
    )
    return Verification(not reason, f"{shown(certificate.mended.name)}: {printable(text)}.")


def _content(path: Path, file: CertifiedFile) -> bytes | None:
    """Bytes of a file of the certificate; `None` where it is another one by now."""
    found = path.parent / file.name
    if not os.path.isfile(found):
        raise UsageError(f"{shown_path(path)}: there is no file {shown_path(found)}")
    # The size first: a certificate may name any file, and this one is not read for nothing.
    if found.stat().st_size != file.bytes:
        return None
    data = read_whole(found)
    return data if certified(file.name, data).sha256 == file.sha256 else None
