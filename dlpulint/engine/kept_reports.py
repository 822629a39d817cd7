"""Reports of earlier runs, for files, packs, options and a dlpulint that have not changed.

An entry belongs to a path with its options. It holds for a file with the size and checksum of the
one that was linted; where the file's state on disk is the same, the checksum is not computed anew.
"""

import os
import sys
from collections.abc import Iterable
from functools import cached_property
from hashlib import sha256
from importlib import resources

import msgspec
from msgspec import Struct

from dlpulint.basics.build import build_of, code_build
from dlpulint.basics.cache_folder import cache_folder
from dlpulint.basics.printable import CRASHED
from dlpulint.basics.private_folder import PrivateFolder
from dlpulint.engine.file_state import FileState, SeenState, seen, sum_of
from dlpulint.engine.job import Job
from dlpulint.engine.model_files import STDIN, shown
from dlpulint.report.packed import unpacked
from dlpulint.report.report import ModelReport

BOUND = 256 << 20
"""Bytes of all entries at most."""

_ENTRIES = "reports-1"
"""The folder of the entries; another form of them gets another name."""

_LONGEST_BROKEN = 16 << 20
"""Bytes of a file that is no model, at most, whose checksum is computed for the cache."""

_LIBRARIES = ("flatbuffers", "msgspec", "networkx", "numpy", "onnx", "protobuf", "tflite")
"""Packages of others that read models or compute with them."""


class _Entry(Struct, frozen=True, array_like=True):
    """Reports on a file, and the file."""

    state: FileState | None
    """`None` where the file was too young for its state to say that it has not changed."""
    sha256: str
    size: int
    reports: bytes


class KeptReports:
    """Reports in the user's cache; every one of its files may be missing, damaged or forged."""

    def __init__(self, folder: PrivateFolder) -> None:
        self._folder = folder

    @staticmethod
    def of_user() -> "KeptReports | None":
        """The reports that this user's runs have kept; `None` where nothing is kept."""
        path = cache_folder()
        folder = None if path is None else PrivateFolder.at(os.path.join(path, _ENTRIES))
        return None if folder is None else KeptReports(folder)

    def find(self, job: Job, *, outlined: int) -> tuple[ModelReport, ...] | None:
        """The reports of a job on a file that has not changed since; `None` without any."""
        name = self._name(job, outlined=outlined)
        content = None if name is None else self._folder.read(name)
        if name is None or content is None:
            return None
        try:
            entry = msgspec.msgpack.decode(content, type=_Entry)
        except msgspec.MsgspecError:
            return None
        now = seen(job.path)
        if now is None or now.state.size != entry.size:
            return None
        same = entry.state == now.state
        if not same and sum_of(job.path, now.state) != entry.sha256:
            return None
        reports = unpacked(entry.reports)
        if reports is None or not _are_for(job, reports, entry):
            return None
        if not same and now.is_settled:
            self._write(name, now.state, entry.sha256, entry.size, entry.reports)
        return reports

    def keep(
        self,
        job: Job,
        reports: tuple[ModelReport, ...],
        data: bytes | None,
        before: SeenState | None,
        *,
        outlined: int,
    ) -> None:
        """Keep reports, which `data` has packed; `before` is the file's state before the lint.

        Reports on a file that has changed meanwhile, or that something else than its content kept
        from being read, are not kept.
        """
        name = self._name(job, outlined=outlined)
        if name is None or data is None or before is None:
            return
        digest = _digest(job.path, reports, before)
        after = seen(job.path)
        if digest is not None and after is not None and after.state == before.state:
            state = before.state if before.is_settled else None
            self._write(name, state, digest, before.state.size, data)

    def tidy(self) -> None:
        """Delete the reports that nobody has asked for the longest, if there are too many."""
        self._folder.tidy(BOUND)

    def _write(
        self, name: str, state: FileState | None, digest: str, size: int, reports: bytes
    ) -> None:
        self._folder.write(name, msgspec.msgpack.encode(_Entry(state, digest, size, reports)))

    def _name(self, job: Job, *, outlined: int) -> str | None:
        """The entry's name, made of all but the file that reports depend on; `None` for no entry.

        Reports contain the path as the user wrote it; the whole path keeps two projects apart.
        """
        packs = [(pack.target, pack.build) for pack in job.packs]
        if job.path == STDIN or not packs or any(build is None for _, build in packs):
            return None
        options = (outlined, job.as_if, job.shapes, job.versions, job.cameras, packs)
        paths = (os.fsencode(job.path), os.fsencode(os.path.abspath(job.path)))
        return sha256(msgspec.msgpack.encode((self._program, options, paths))).hexdigest()

    @cached_property
    def _program(self) -> tuple[str, ...]:
        """What lints: dlpulint with its tables, and the packages that it uses."""
        shipped = resources.files("dlpulint.rules").iterdir()
        tables = sorted((item.name, item) for item in shipped if item.name.endswith(".csv"))
        texts = (part for name, item in tables for part in (name.encode(), item.read_bytes()))
        return (code_build(), build_of(texts), sys.version, *sorted(_installed(sys.path)))


def _digest(path: str, reports: tuple[ModelReport, ...], before: SeenState) -> str | None:
    """Checksum of the file that reports are on; `None` where they should not be kept."""
    model = reports[0].model
    if model is not None:
        whole = all(report.error is None for report in reports)
        return model.sha256 if whole and model.bytes == before.state.size else None
    # A file that is no model: nothing has computed its checksum yet. Bugs are reported anew.
    crashed = (reports[0].error or "").startswith(CRASHED)
    if crashed or not before.is_settled or before.state.size > _LONGEST_BROKEN:
        return None
    return sum_of(path, before.state)


def _are_for(job: Job, reports: tuple[ModelReport, ...], entry: _Entry) -> bool:
    """Whether an entry's reports are on the file of a job, one per pack."""
    pairs = [(pack.target, pack.build) for pack in job.packs]
    models = (report.model for report in reports if report.model is not None)
    return (
        [(report.target, report.pack_build) for report in reports] == pairs
        and all(report.path == shown(job.path) for report in reports)
        and all((model.sha256, model.bytes) == (entry.sha256, entry.size) for model in models)
    )


def _installed(folders: Iterable[str]) -> set[str]:
    """Names of the installed packages among `_LIBRARIES`, with their versions.

    `importlib.metadata` takes twenty times the time, most of it to be imported.
    """
    found: set[str] = set()
    for folder in folders:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        of_packages = (n for n in names if n.endswith((".dist-info", ".egg-info")))
        found.update(n for n in of_packages if n.split("-")[0].lower() in _LIBRARIES)
    return found
