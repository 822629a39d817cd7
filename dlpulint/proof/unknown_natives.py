"""Operators that a pack names and ONNX does not have: loading cannot tell, it reads no ONNX."""

from collections.abc import Iterator

from msgspec import Struct

from dlpulint.basics.decode import field_types
from dlpulint.checks.base import Kinds
from dlpulint.model.kinds import ONNX
from dlpulint.packs.pack import Pack

_FURTHER_DOMAINS = frozenset({"ai.onnx.ml"})
"""Domains that we have no kind of."""


def kinds_in(pack: Pack) -> Iterator[tuple[str, str]]:
    """Every kind that a pack names, with the id of what names it."""
    for row in pack.every_row():
        yield row.id, row.kind
    for rule in pack.rules:
        yield from ((rule.id, kind) for kind in _kinds_of(rule.params))
    for limit in pack.every_limit():
        asked = [limit.params, *(condition.params for condition in limit.when)]
        named = (kind for params in asked for kind in _kinds_of(params))
        yield from ((limit.id, kind) for kind in (*named, *limit.exempt, *limit.kinds))


def _kinds_of(params: Struct) -> Iterator[str]:
    for name, its_type in field_types(type(params)).items():
        if its_type is Kinds:
            yield from getattr(params, name)


def unknown_natives(pack: Pack) -> Iterator[str]:
    """What names an ONNX operator that is none.

    Of operators of other domains than the standard one only the domain is known.
    """
    named = [(id, kind[5:]) for id, kind in kinds_in(pack) if kind.startswith("onnx:")]
    if not named:
        return
    from dlpulint.loader.onnx.compiled import all_schemas

    standard = {schema.name for schema in all_schemas() if not schema.domain}
    domains = {name.rpartition(".")[0] for name in ONNX} | _FURTHER_DOMAINS
    for id, native in dict.fromkeys(named):
        domain = native.rpartition(".")[0]
        if native != "*" and (domain not in domains if domain else native not in standard):
            yield f"{id}: no ONNX operator {native!r}"
