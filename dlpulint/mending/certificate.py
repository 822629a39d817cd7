"""The certificate of a mended file: what was changed, and how it was compared with the original."""

import hashlib
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from dlpulint.basics.errors import UsageError
from dlpulint.basics.files import read_whole
from dlpulint.basics.reading import MIB
from dlpulint.basics.terms import Verdict
from dlpulint.mending.change import Change
from dlpulint.mending.files import shown_path
from dlpulint.mending.proof.result import Comparison, ProofResult
from dlpulint.report.mended import NewEnd
from dlpulint.report.report import Tool

SCHEMA_VERSION = 1
"""Moves only when a key changes its meaning; keys may be added within a version."""


class CertifiedFile(Struct, frozen=True, kw_only=True):
    """A file that the certificate is about."""

    name: str
    """As reached from the folder of the certificate."""
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    bytes: Annotated[int, Meta(ge=0)]


class Certificate(Struct, frozen=True, kw_only=True):
    """What `--fix` did to a file, and how it was compared with the original."""

    schema_version: Literal[1] = 1
    tool: Tool
    target: str
    pack_version: str
    verdict_before: Verdict
    verdict_after: Verdict
    original: CertifiedFile
    mended: CertifiedFile
    tail: CertifiedFile | None
    """The part that was cut off; null where nothing was, or where it makes no file."""
    decode: CertifiedFile | None = None
    """The Python file with the decoding, as it was written or would be; null where there is none.
    """
    edits: tuple[Change, ...]
    inputs: tuple[NewEnd, ...]
    """Inputs of the mended file, as the application feeds them."""
    outputs: tuple[NewEnd, ...]
    """Outputs of the mended file, as the application reads them."""
    decoding: tuple[str, ...]
    """Computations that the outputs of a cut graph still need, in order."""
    comparison: Comparison
    proof: ProofResult

    def named(self, original: str, mended: str, tail: str, decode: str) -> "Certificate":
        """The certificate with the names of its files, as reached from its folder."""
        return replace(
            self,
            original=replace(self.original, name=original),
            mended=replace(self.mended, name=mended),
            tail=None if self.tail is None else replace(self.tail, name=tail),
            decode=None if self.decode is None else replace(self.decode, name=decode),
        )

    @property
    def written_files(self) -> tuple[CertifiedFile, ...]:
        """The files that `--fix` has written."""
        return tuple(file for file in (self.mended, self.tail, self.decode) if file is not None)


def certified(name: str, data: bytes) -> CertifiedFile:
    """Name, checksum and size of a file."""
    digest = hashlib.sha256(data).hexdigest()
    return CertifiedFile(name=name, sha256=digest, bytes=len(data))


def certificate_text(certificate: Certificate) -> bytes:
    """The certificate as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(certificate), indent=1) + b"\n"


_LARGEST = 64 * MIB


def read_certificate(path: Path) -> Certificate:
    """The certificate in a file.

    Raises UsageError where it cannot be read as one.
    """
    data = read_whole(path, _LARGEST)
    try:
        head = msgspec.json.decode(data, type=_Head)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        head = None
    if head is None or head.tool.name != "dlpulint":
        raise UsageError(f"{shown_path(path)}: no certificate, as --fix writes it (.fix.json)")
    if head.schema_version != SCHEMA_VERSION:
        raise UsageError(
            f"{shown_path(path)}: a certificate of schema version {head.schema_version}; "
            f"this dlpulint reads version {SCHEMA_VERSION}"
        )
    try:
        return msgspec.json.decode(data, type=Certificate)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise UsageError(f"{shown_path(path)}: a damaged certificate: {error}") from None


class _Head(Struct, frozen=True):
    """The part of a certificate that shows whether the rest can be read."""

    schema_version: int
    tool: Tool
