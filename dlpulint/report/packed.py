"""Reports on one file as bytes, to be kept or sent to another process, and read back.

Typed MessagePack: reading makes nothing but reports, whatever the bytes are.
"""

import inspect
import zlib
from collections.abc import Sequence
from functools import cache

import msgspec
from msgspec import Struct

from dlpulint.model.outline import Outline
from dlpulint.report.report import ModelReport

_APART = {"mending": None, "confrontation": None, "outline": None}
"""Fields that are not packed with the others: what `--fix` did and logs state, never; graphs, each
once."""

_LONGEST = 256 << 20
"""Bytes of unpacked reports at most."""

_FIELDS = {
    name: kind for name, kind in inspect.get_annotations(ModelReport).items() if name not in _APART
}


class _Packed(Struct, frozen=True, array_like=True):
    """Reports without their graphs, the graphs, and which report has which."""

    reports: tuple[msgspec.Raw, ...]
    outlines: tuple[Outline, ...]
    outline_of: tuple[int | None, ...]


def packed(reports: Sequence[ModelReport]) -> bytes | None:
    """The reports as bytes; `None` for what cannot be read back as it was: huge numbers.

    Reports that share a graph share it afterwards.
    """
    outlines: dict[int, Outline] = {}
    for report in reports:
        if report.outline is not None:
            outlines.setdefault(id(report.outline), report.outline)
    numbers = {identity: number for number, identity in enumerate(outlines)}
    try:
        bare = tuple(
            msgspec.Raw(msgspec.msgpack.encode([getattr(report, name) for name in _FIELDS]))
            for report in reports
        )
        graphs = tuple(numbers.get(id(report.outline)) for report in reports)
        found = msgspec.msgpack.encode(_Packed(bare, tuple(outlines.values()), graphs))
    except (OverflowError, UnicodeEncodeError):
        return None
    return zlib.compress(found, 1) if len(found) <= _LONGEST else None


def unpacked(data: bytes) -> tuple[ModelReport, ...] | None:
    """The reports in bytes that `packed` wrote; `None` for any others."""
    stream = zlib.decompressobj()
    try:
        content = stream.decompress(data, _LONGEST)
        if not stream.eof:
            return None
        found = msgspec.msgpack.decode(content, type=_Packed)
        pairs = zip(found.reports, found.outline_of, strict=True)
        return tuple(
            _report(raw, None if number is None else found.outlines[number])
            for raw, number in pairs
        )
    except (zlib.error, msgspec.MsgspecError, ValueError, IndexError, UnicodeDecodeError):
        return None


def _report(raw: msgspec.Raw, outline: Outline | None) -> ModelReport:
    bare = _decoder().decode(raw)
    values = {name: getattr(bare, name) for name in _FIELDS}
    return ModelReport(**values, outline=outline)


@cache
def _decoder() -> msgspec.msgpack.Decoder[Struct]:
    """Reads a report without the fields that stand apart."""
    kind = msgspec.defstruct("_Bare", list(_FIELDS.items()), frozen=True, array_like=True)
    return msgspec.msgpack.Decoder(kind)
