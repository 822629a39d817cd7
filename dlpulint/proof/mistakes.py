"""Rows and limits of an operator table that no model proves."""

from collections.abc import Iterator
from pathlib import PurePath

from dlpulint.basics.errors import ModelFileError
from dlpulint.basics.terms import Answer
from dlpulint.basics.version import UNSTATED
from dlpulint.engine.place import place
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.applying import pack_for
from dlpulint.packs.library import examples_file
from dlpulint.packs.pack import Limit, Pack, Row, Rule
from dlpulint.packs.part import TARGET
from dlpulint.packs.tables import Examples
from dlpulint.packs.validity import ALWAYS, Validity
from dlpulint.placement.result import Reason
from dlpulint.proof.miniatures import forms
from dlpulint.proof.table_models import Table, stated_for
from dlpulint.proof.variation import Variation


def mistakes_of_table(pack: Pack) -> Iterator[str]:
    """Every row and limit that no model proves, and what is needed.

    A row is proved by a model that is placed as it says; a limit by models on both sides of it,
    made from its numbers, or by the examples that its author writes in their stead.
    """
    every: list[Row | Limit] = [*pack.every_row(), *pack.every_limit()]
    # What holds only where a version is stated is proved as if that were.
    special = (entry.validity for entry in every if not entry.validity.holds(UNSTATED))
    for validity in dict.fromkeys((ALWAYS, *special)):
        table = Table(pack_for(pack, stated_for(validity)), forms())
        yield from _mistakes_where_it_holds(table, validity)


def _mistakes_where_it_holds(table: Table, validity: Validity) -> Iterator[str]:
    def asked(entry: Row | Limit) -> bool:
        return validity in (ALWAYS, entry.validity)

    rows = filter(asked, table.pack.every_row())
    limits = list(filter(asked, table.pack.every_limit()))
    written = [limit for limit in limits if limit.examples is not None]
    for row in rows:
        yield from _mistakes_of_row(row, table)
    for limit in limits:
        if limit.examples is not None:
            yield from _mistakes_of_examples(limit, limit.examples, table)
        elif not any(_same(limit, other) for other in written):
            yield from _mistakes_of_limit(limit, table)


def _same(limit: Limit, other: Limit) -> bool:
    """Whether two limits are one limit of a row of several kinds: an example proves it for all."""
    return (
        limit.id.rsplit("/", 1)[-1] == other.id.rsplit("/", 1)[-1]
        and limit.check is other.check
        and limit.params == other.params
        and limit.message == other.message
    )


def _mistakes_of_row(row: Row, table: Table) -> Iterator[str]:
    pack = table.pack
    fittings = table.fittings(row)
    if not fittings:
        formats = " or ".join(pack.formats)
        yield f"row {row.id}: no operator of kind {row.kind!r} is in files of format {formats}"
        return
    fitting = fittings[0]
    if fitting.against and row.status != "cpu":
        reasons = "; ".join(described(reason) for reason in fitting.against)
        limit = pack.find(fitting.against[0].id)
        file = examples_file(limit.file) if isinstance(limit, Limit) else "its examples"
        yield (
            f"row {row.id}: the target accepts no model of it: {reasons}. Write the examples of "
            f"that limit in {file}, or a miniature of {row.kind} in rules/operators.examples.toml"
        )
        return
    miniature = fitting.miniature
    placed = place(Facts(miniature.model), pack).operators[miniature.index]
    if placed.device != row.status or (row.status != "dlpu" and placed.reasons[0].id != row.id):
        why = "; ".join(described(reason) for reason in placed.reasons) or "nothing is against it"
        yield f"row {row.id}: its model is placed on {placed.device}, not on {row.status}: {why}"


def _mistakes_of_limit(limit: Limit, table: Table) -> Iterator[str]:
    """Variations that do not prove a limit; one row in which all do suffices."""
    rows = table.rows_of(limit)
    if not rows:
        yield f"limit {limit.id}: no row that it applies to"
    first: list[str] = []
    for row in rows:
        mistakes = list(_mistakes_in_row(limit, row, table))
        if not mistakes:
            return
        first = first or mistakes
    yield from first


def _mistakes_in_row(limit: Limit, row: Row, table: Table) -> Iterator[str]:
    sides = table.sides(limit, row)
    if sides.lacking:
        yield f"limit {limit.id}: {sides.lacking}; {_where_examples_of(limit, table.pack)}"
    for variation in sides.variations:
        against = table.against(row, variation.miniature)
        yield from _mistakes_of_variation(limit, variation, against)


def _mistakes_of_variation(
    limit: Limit, variation: Variation, against: tuple[Reason, ...]
) -> Iterator[str]:
    reasons = [reason for reason in against if reason.id == limit.id]
    if bool(reasons) if variation.good else not _is_bad(reasons, limit):
        side = "good" if variation.good else "bad"
        yield f"limit {limit.id}: {variation.text} is on its {side} side, but {_first(reasons)}"


def _mistakes_of_examples(limit: Limit, examples: Examples, table: Table) -> Iterator[str]:
    pack = table.pack
    if not examples.bad:
        yield f"limit {limit.id}: examples.bad is missing; {_where_examples_of(limit, pack)}"
    for name, text in (("bad", examples.bad), ("good", examples.good)):
        if not text:
            continue
        begin = f"limit {limit.id}: examples.{name}: the {name} example does not prove it"
        try:
            model = model_from_sketch(text, pack.formats[0] if pack.formats else "tflite")
        except ModelFileError as error:
            yield f"limit {limit.id}: examples.{name}: {error}"
            continue
        reasons = table.objections(limit, model)
        if bool(reasons) if name == "good" else not _is_bad(reasons, limit):
            yield f"{begin}: {_first(reasons)}"


def _is_bad(reasons: list[Reason], limit: Limit) -> bool:
    """Whether a limit objects for certain, or as certainly as it can."""
    bad = any(reason.hit.answer is Answer.BAD for reason in reasons)
    return bad or (bool(reasons) and limit.on_fail == "unknown")


def _first(reasons: list[Reason]) -> str:
    return described(reasons[0]) if reasons else "nothing is objected to"


def described(reason: Reason) -> str:
    """A reason against a model, with the id of the limit or row that has it."""
    if reason.hit.unknown:
        return f"{reason.id} cannot tell: {reason.hit.unknown}"
    return f"{reason.id} objects to it"


def where_examples_go(stated: Rule | Limit, table: str) -> str:
    """The file and table in which the missing examples of a rule or limit have to be written."""
    stem = PurePath(stated.file).stem
    id = stated.id
    if not id.startswith(f"{stem}/"):  # An abstract pack leaves the target open.
        id = f"{TARGET}/{id.split('/', 1)[1]}"
    return (
        f'write one bad and one good under ["{id}"] in {examples_file(stated.file)}, or in '
        f"[{table}.examples] of the pack"
    )


def _where_examples_of(limit: Limit, pack: Pack) -> str:
    wide = any(limit is other for other in pack.limits)
    return where_examples_go(limit, "limit" if wide else "operator.limit")
