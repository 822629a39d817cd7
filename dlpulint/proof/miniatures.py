"""The miniatures that come with dlpulint: what an operator of each kind looks like in a file."""

from collections.abc import Iterator

import tomli
from msgspec import Struct

from dlpulint.basics.decode import decode
from dlpulint.basics.errors import ModelFileError, PackError
from dlpulint.basics.rules_folder import rules_folder
from dlpulint.checks.base import matches
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.graph import Format
from dlpulint.model.kinds import natives_of
from dlpulint.packs.pack import Pack
from dlpulint.proof.miniature import Miniature

_FILE = "operators.examples.toml"
_ANY = "*"
"""Stands for kinds that no other miniature names."""


class Form(Struct, frozen=True, kw_only=True):
    """A miniature as the file writes it, of several kinds alike."""

    format: Format
    kinds: tuple[str, ...]
    text: str
    """A sketch in which `{kind}` stands for each of the kinds."""


class _File(Struct, frozen=True, kw_only=True):
    miniature: tuple[Form, ...]


def forms() -> tuple[Form, ...]:
    """All forms, in the order of the file."""
    text = (rules_folder() / _FILE).read_text("utf-8")
    mistakes: list[str] = []
    file = decode(tomli.loads(text), _File, _FILE, mistakes)
    if file is None:
        raise PackError(mistakes)
    return file.miniature


def miniatures_of(kind: str, pack: Pack, forms: tuple[Form, ...]) -> Iterator[Miniature]:
    """Miniatures of a row's kind in the first of the pack's formats that has such operators."""
    format = next((format for format in pack.formats if _has(format, kind)), None)
    example = kind.replace("*", "Example") if ":" in kind else kind
    named = [form for form in forms if form.format == format and kind in form.kinds]
    general = [form for form in forms if form.format == format and _ANY in form.kinds]
    for form in named or general:
        yield miniature_from(form.text.replace("{kind}", example), kind, form.format)


def miniature_from(sketch: str, kind: str, format: Format) -> Miniature:
    """A sketch as a miniature around its last operator of a kind.

    Raises ModelFileError for a sketch that cannot be read or has none.
    """
    model = model_from_sketch(sketch, format)
    found = [n for n, op in enumerate(model.operators) if matches(op.kind, (kind,))]
    if not found:
        raise ModelFileError(f"there is no operator of kind {kind!r} in it")
    return Miniature(model, found[-1])


def _has(format: Format, kind: str) -> bool:
    return bool(natives_of(kind, format))
