"""Models at addresses that fsspec reads: `s3://`, `hf://`, `https://` and others.

Of a large ONNX file only the ranges are fetched that are looked at; there is no checksum then.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.basics.errors import ModelFileError, UsageError
from dlpulint.basics.printable import printable
from dlpulint.basics.remote_path import scheme_of, suffix_of, without_secrets
from dlpulint.loader.content import CHANGED, IN_MEMORY, LARGEST, Content, too_large
from dlpulint.loader.open_model import format_of
from dlpulint.loader.ranges import RangedBytes

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

WHOLE: Final = 16 * 2**20
"""Most bytes of a file that is read whole, with a checksum: it is there after a second or two."""

_BLOCK: Final = 4 * 2**20
"""Bytes of a request of a file that is read whole."""

HTTP: Final = frozenset({"http", "https"})
"""Schemes of addresses that are one file each, whatever letters they have."""

_NOT_FOUND: Final = 404

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://[^\s'\"<>]+", re.IGNORECASE)

_STATE: Final = (
    *("size", "etag", "last-modified", "lastmodified", "last_modified", "mtime", "updated"),
    *("created", "md5hash", "content-md5", "digest", "generation", "versionid", "blob_id"),
)
"""Names under which file systems state the size, the time or a checksum of a file."""


def file_system(address: str) -> tuple["AbstractFileSystem", str]:
    """The file system of an address, and the path in it.

    Raises UsageError where fsspec or the scheme's package is not installed.
    """
    shown = without_secrets(address)
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise UsageError(
            f"{shown}: remote models need fsspec: pip install 'dlpulint[remote]'"
        ) from None
    try:
        found, path = url_to_fs(address)
    except Exception as error:  # Each file system has errors of its own.
        raise UsageError(f"{shown}: {_reason(error)}") from None
    return found, path


def models_at(address: str, suffixes: tuple[str, ...]) -> Iterator[str]:
    """Addresses of the models that an address stands for: a folder and a glob are searched.

    Of `https://` an address is always one file. Raises UsageError where nothing is found.
    """
    from glob import has_magic

    if scheme_of(address) in ("file", "local"):
        raise UsageError(f"{address}: name the file without `{address.partition('://')[0]}://`")
    system, path = file_system(address)
    if scheme_of(address) in HTTP:
        yield address
        return
    try:
        if has_magic(path):
            found = [match for match in sorted(system.glob(path)) if system.isfile(match)]
        elif system.isdir(path):
            below = len(path.rstrip("/")) + 1
            found = [
                file
                for file in sorted(system.find(path))
                if file.lower().endswith(suffixes) and "/." not in f"/{file[below:]}"
            ]
        else:
            yield address
            return
    except Exception as error:  # Each file system has errors of its own.
        raise UsageError(
            f"{without_secrets(address)}: cannot be listed: {_reason(error)}"
        ) from None
    if not found:
        raise UsageError(f"{without_secrets(address)}: no .tflite or .onnx file there")
    yield from map(system.unstrip_protocol, found)


def content_at(address: str) -> Content:
    """Bytes at an address: all of them, or those of a large ONNX file as they are looked at.

    Raises ModelFileError, in one line, for a file that is no model, changes or cannot be read.
    """
    system, path = file_system(address)
    source = _Source(system, path, address)
    size = source.before.size
    if size is None:
        return source.whole("The server does not state the size of the file")
    if size == 0:
        raise ModelFileError("empty file")
    if size > LARGEST:
        raise ModelFileError(too_large(size))
    if size <= WHOLE:
        return source.whole()
    ranged = RangedBytes(size, source.read)
    # Rubbish is refused before the rest of it is read.
    if format_of(ranged, suffix_of(address)) == "tflite":
        return source.whole()
    try:
        # A server that sends no ranges may send the beginning of a file nevertheless.
        ranged[ranged.fetched]
    except ModelFileError:
        return source.whole("The server does not send parts of a file")
    return Content(ranged, None, refuse_change=source.refuse_change)


class _Stated(Struct, frozen=True):
    """The size of a file, and all that its file system states about its age."""

    size: int | None
    rest: tuple[str, ...]

    @staticmethod
    def of(info: dict[str, Any]) -> "_Stated":
        """What is stated in the words of some file system."""
        size = info.get("size")
        rest = (f"{name}: {info[name]}" for name in sorted(info) if name.lower() in _STATE)
        return _Stated(size if isinstance(size, int) else None, tuple(rest))


class _Source:
    """A file of a file system, which may be far away."""

    def __init__(self, system: "AbstractFileSystem", path: str, address: str) -> None:
        self._system, self._path, self._address = system, path, address
        self._file: IO[bytes] | None = None
        self.before = self._stated()

    def read(self, start: int, stop: int) -> bytes:
        """Bytes from one position to another. Raises ModelFileError where that fails."""
        with _one_line():
            if self._file is None:
                # What is read ahead by a cache of its own would be read for nothing.
                self._file = self._system.open(self._path, "rb", cache_type="none")
            self._file.seek(start)
            return self._file.read(stop - start)

    def whole(self, why: str = "") -> Content:
        """All bytes, with their checksum; `why` a large ONNX file is read whole.

        Raises ModelFileError if they cannot be read, or changed meanwhile.
        """
        size = self.before.size
        blocks = self._blocks(streamed=bool(why))
        if size is not None and size <= IN_MEMORY:
            content = Content.of(b"".join(blocks))
        else:
            content = Content.of_blocks(blocks)
        self.refuse_change()
        if size not in (None, len(content.data)):
            raise ModelFileError(CHANGED)
        if why:
            return replace(content, note=f"{why}: all {len(content.data):,} bytes were read.")
        return content

    def refuse_change(self) -> None:
        """Raise ModelFileError if the file is not the one that it was at first."""
        if self._stated() != self.before:
            raise ModelFileError(CHANGED)

    def _stated(self) -> _Stated:
        with _one_line():
            self._system.invalidate_cache()
            return _Stated.of(self._system.info(self._path))

    def _blocks(self, *, streamed: bool) -> Iterator[bytes]:
        of_http = scheme_of(self._address) in HTTP
        # Of HTTP, a block of no size is one answer that is read from end to end.
        options = {"block_size": 0} if streamed and of_http else {"cache_type": "none"}
        left = LARGEST
        with _one_line():
            file = self._system.open(self._path, "rb", **options)
        while True:
            with _one_line():
                block = file.read(_BLOCK)
            if not block:
                break
            left -= len(block)
            if left < 0:
                raise ModelFileError(f"too many bytes for a model: at most {LARGEST:,} are read")
            yield block


@contextmanager
def _one_line() -> Iterator[None]:
    """Whatever a file system raises, as a ModelFileError: each has errors of its own."""
    try:
        yield
    except ModelFileError:
        raise
    except Exception as error:
        # Of HTTP, every failure is a file that is not there; the cause tells them apart.
        cause = error.__cause__ or error
        if isinstance(cause, FileNotFoundError) or getattr(cause, "status", None) == _NOT_FOUND:
            raise ModelFileError("there is no such file") from None
        raise ModelFileError(f"cannot be read: {_reason(cause)}") from None


def _reason(error: BaseException) -> str:
    """An error in one line, without the secrets that an address in it may have."""
    status, message = getattr(error, "status", None), getattr(error, "message", None)
    if status and message:
        return printable(f"{status} {message}")
    line = next(iter(str(error).strip().splitlines()), type(error).__name__)
    return printable(_ADDRESS.sub(lambda found: without_secrets(found[0]), line))
