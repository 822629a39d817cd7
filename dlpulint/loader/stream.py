"""Models read from standard input, which may be endless."""

import sys
from typing import IO, Final

from dlpulint.basics.errors import ModelFileError, UsageError
from dlpulint.loader.not_a_model import named

LARGEST: Final = 2**31
"""Most bytes read; a TFLite or ONNX file is larger only by weights, which no stream needs."""

_HEAD: Final = 512


def read(stream: IO[bytes]) -> bytes:
    """The whole stream, up to `LARGEST` + 1 bytes; only its beginning if that is not a model's."""
    head = stream.read(_HEAD)
    if named(head):
        return head
    return head + stream.read(LARGEST + 1 - len(head))


def read_stdin() -> bytes:
    """Standard input, as `read` has it. Raises UsageError where it is closed, or a folder."""
    try:
        return read(sys.stdin.buffer)
    except OSError as error:
        raise UsageError(f"standard input: cannot be read: {error.strerror or error}") from None


def refuse_endless(content: bytes) -> None:
    """Raise ModelFileError for more than `LARGEST` bytes."""
    if len(content) > LARGEST:
        raise ModelFileError(
            f"more than {LARGEST:,} bytes on standard input: name the file instead"
        )
