"""Models on standard input, which may have no end."""

from typing import IO, Final

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.not_a_model import named

LARGEST: Final = 2**31
"""Bytes that are read; no TFLite or ONNX file is larger, but for weights that no stream needs."""

_HEAD: Final = 512


def read(stream: IO[bytes]) -> bytes:
    """All there is, up to one byte too many; of what begins as no model does, the beginning."""
    head = stream.read(_HEAD)
    if named(head):
        return head
    return head + stream.read(LARGEST + 1 - len(head))


def refuse_endless(content: bytes) -> None:
    """Raise ModelFileError for more than `LARGEST` bytes."""
    if len(content) > LARGEST:
        raise ModelFileError(
            f"more than {LARGEST:,} bytes on standard input: name the file instead"
        )
