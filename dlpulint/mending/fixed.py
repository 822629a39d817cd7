"""A file mended for a target, ready to be written: `dlpulint.fix(path, target)` returns it."""

import os
from collections.abc import Collection, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.basics.build import code_build
from dlpulint.basics.errors import ModelFileError, UsageError
from dlpulint.basics.files import read_whole
from dlpulint.basics.version import __version__
from dlpulint.loader.content import CHANGED, opened
from dlpulint.loader.open_model import load_bytes
from dlpulint.mending.certificate import (
    Certificate,
    certificate_text,
    certified,
    read_certificate,
)
from dlpulint.mending.contract import decoding_after, new_inputs, new_outputs
from dlpulint.mending.decoding.contract import Contract
from dlpulint.mending.decoding.numpy_function import DecodeFunction
from dlpulint.mending.files import Names, make_folders, names_for, shown_path, write_all
from dlpulint.mending.fix import Attempt, attempt
from dlpulint.mending.mended import Mended, all_exact
from dlpulint.mending.proof.sentence import proof_sentence
from dlpulint.packs.pack import Pack
from dlpulint.report.commands import PICTURE, command_on_camera
from dlpulint.report.mended import MendedEdit, MendedFile, Mending, RefusedEdit
from dlpulint.report.report import ModelReport, Tool


class Fixed(Struct, frozen=True, kw_only=True):
    """Result of mending a file for a target."""

    path: str
    """The original."""
    target: str
    before: ModelReport
    after: ModelReport | None
    """The report on the mended file; `None` where there is none."""
    data: bytes | None = None
    """The mended file."""
    tail: bytes | None = None
    """The part that was cut off, as a model for the CPU."""
    certificate: Certificate | None = None
    proof: str = ""
    """How the files were compared, and with what result: a sentence."""
    tail_reason: str = ""
    """Why there is no tail although something was cut off."""
    decode: str | None = None
    """A Python module that decodes the outputs of a cut graph in NumPy."""
    decode_reason: str = ""
    """Why there is none: a clause."""
    reason: str = ""
    """Why there is no mended file: a sentence."""
    not_made: tuple[RefusedEdit, ...] = ()
    """Edits that apply to the file and were not made."""

    def names(self, folder: str | os.PathLike[str] | None = None) -> Names:
        """Names of its files beside the original, or in a folder."""
        return names_for(self.path, self.target, None if folder is None else os.fspath(folder))

    def write(
        self, folder: str | os.PathLike[str] | None = None, *, decode: bool = False
    ) -> tuple[Path, ...]:
        """Files that were written: mended file, tail, certificate; none without a mended file.

        `decode`: the decoding of a cut graph as well, as a Python file.

        Raises UsageError where a file is in the way that `fix` has not written, or where one
        cannot be written: then none is.
        """
        if self.data is None:
            return ()
        names = self.names(folder)
        refuse_strangers(names)
        contents = dict(self._contents(names, decode=decode))
        make_folders(contents)
        write_all(contents)
        for path in (names.tail, names.decode):
            # Those of an earlier run, which do not belong to the new copy.
            if path not in contents:
                path.unlink(missing_ok=True)
        return tuple(contents)

    def _contents(self, names: Names, *, decode: bool) -> Mapping[Path, bytes]:
        assert self.data is not None, "there is a mended file"
        assert self.certificate is not None, "a mended file has a certificate"
        contents = {names.mended: self.data}
        if self.tail is not None:
            contents[names.tail] = self.tail
        # One that an earlier run has written is kept up to date.
        if self.decode is not None and (decode or os.path.exists(names.decode)):
            contents[names.decode] = self.decode.encode()
        certificate = self.certificate.named(
            _way(names.certificate.parent, self.path),
            names.mended.name,
            names.tail.name,
            names.decode.name,
        )
        contents[names.certificate] = certificate_text(certificate)
        return contents

    def mending(
        self, names: Names, report: ModelReport | None, *, decode: bool, cpu: Pack | None = None
    ) -> Mending:
        """What reports show of it, with the report on the mended file under its own name.

        `decode`: the Python file was wanted. `cpu`: the pack of the tail's target.
        """
        certificate = self.certificate
        if certificate is None or report is None:
            return Mending(file=None, reason=self.reason, not_made=self.not_made)
        return Mending(
            file=MendedFile(
                path=report.path,
                certificate=shown_path(names.certificate),
                tail=None if self.tail is None else shown_path(names.tail),
                tail_command=self._tail_command(names, cpu),
                tail_reason=self.tail_reason,
                decode=shown_path(names.decode) if decode and self.decode is not None else None,
                decode_reason=self.decode_reason if decode else "",
                edits=tuple(
                    MendedEdit(
                        edit=change.edit,
                        description=change.description,
                        application=change.application,
                    )
                    for change in certificate.edits
                ),
                inputs=certificate.inputs,
                outputs=certificate.outputs,
                decoding=certificate.decoding,
                proof=self.proof,
                compared=certificate.proof.status == "compared",
                report=report,
            ),
            not_made=self.not_made,
        )

    def _tail_command(self, names: Names, cpu: Pack | None) -> str | None:
        if self.tail is None or cpu is None:
            return None
        path = shown_path(names.tail)
        command = command_on_camera(path, load_bytes(memoryview(self.tail)), cpu)
        # It would ask for files with the bytes of a picture, and a tail reads none.
        return None if command is None or f"-i {PICTURE}" in command else command


def original_of(path: str, sha256: str | None = None) -> bytes:
    """Bytes of a file to mend.

    Args:
        path: The file.
        sha256: Checksum of the bytes that were linted, if they were.

    Raises:
        ModelFileError: In one line, if the file cannot be read, or has other bytes by now.
    """
    with opened(Path(path)) as file:
        content = file.content()
    if sha256 not in (None, content.sha256):
        raise ModelFileError(CHANGED)
    return bytes(content.data[:])


def fixed(
    path: str,
    data: bytes,
    pack: Pack,
    *,
    only: Collection[str] = (),
    lossy: bool = False,
    prove: bool = True,
) -> Fixed:
    """A file mended for a target; nothing is written yet.

    Args:
        path: A .tflite file.
        data: Its bytes.
        pack: The target's pack, as it holds for the stated versions.
        only: Names of the edits to try; all if empty.
        lossy: Edits that change the numbers are tried as well.
        prove: Runs both files in LiteRT where that is installed.
    """
    made = attempt(data, pack, only=only, lossy=lossy, prove=prove)
    result = Fixed(
        path=path,
        target=pack.target,
        before=made.before,
        after=made.after,
        reason=made.reason,
        not_made=tuple(RefusedEdit(edit=o.edit, reason=o.reason) for o in made.not_made),
    )
    mended = made.mended
    if mended is None:
        return result
    if not _is_utf8(path):
        return replace(result, after=None, reason=_NOT_UTF8)
    contract, function = decoding_after(data, mended) or (None, None)
    return replace(
        result,
        data=mended.data,
        tail=mended.tail,
        tail_reason=mended.tail_reason,
        decode=None if function is None else function.text,
        decode_reason="nothing was cut off" if function is None else function.reason,
        certificate=_certificate(path, data, pack, made, mended, contract, function),
        proof=proof_sentence(
            mended.proof, tail=mended.tail is not None, exact=all_exact(mended.changes)
        ),
    )


_NOT_UTF8 = "The name of the file is not UTF-8, so that no certificate can state it; rename it"


def _is_utf8(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _way(folder: Path, path: str) -> str:
    """A file's path as reached from a folder, of which either may be a link."""
    parent, name = os.path.split(os.path.abspath(path))
    place = os.path.join(os.path.realpath(parent), name)
    return os.path.relpath(place, os.path.realpath(folder)).replace(os.sep, "/")


def _certificate(
    path: str,
    data: bytes,
    pack: Pack,
    made: Attempt,
    mended: Mended,
    contract: Contract | None,
    function: DecodeFunction | None,
) -> Certificate:
    model = load_bytes(memoryview(mended.data))
    assert made.after is not None, "there is a mended file"
    meanings = () if contract is None else tuple(end.meaning for end in contract.outputs)
    text = None if function is None else function.text
    return Certificate(
        tool=Tool("dlpulint", __version__, code_build()),
        target=pack.target,
        pack_version=pack.version,
        verdict_before=made.before.verdict,
        verdict_after=made.after.verdict,
        original=certified(Path(path).name, data),
        mended=certified("", mended.data),
        tail=None if mended.tail is None else certified("", mended.tail),
        decode=None if text is None else certified("", text.encode()),
        edits=mended.changes,
        inputs=new_inputs(model, mended),
        outputs=new_outputs(model, mended, meanings),
        decoding=() if contract is None else contract.steps,
        comparison=mended.comparison,
        proof=mended.proof,
    )


def refuse_strangers(names: Names) -> None:
    """Raises UsageError where a mended file would replace one that `--fix` has not written."""
    there = [names.mended, names.tail, names.decode]
    try:
        known = {file.sha256 for file in read_certificate(names.certificate).written_files}
    except UsageError:
        known = set()
        there.append(names.certificate)
    for path in there:
        if os.path.lexists(path) and _content_id(path) not in known:
            raise UsageError(
                f"{shown_path(path)}: exists and is not as --fix wrote it; move it, or use --fix-to"
            )


def _content_id(path: Path) -> str | None:
    """Checksum of a file; `None` for a link, a folder or an unreadable file."""
    try:
        return None if path.is_symlink() else certified("", read_whole(path)).sha256
    except UsageError:
        return None
