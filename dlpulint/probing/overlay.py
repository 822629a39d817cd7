"""A pack overlay from a kit's outcomes: the settled rows, as measured on a camera."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

import tomli

from dlpulint.basics.errors import UsageError
from dlpulint.packs.library import Folders
from dlpulint.probing.kit import Kit
from dlpulint.probing.outcome import Outcome, Outcomes
from dlpulint.probing.settled_limits import SOURCE, limit_of_row, limits_of_all

Tables: TypeAlias = Mapping[str, Any]
"""A pack file as TOML has it."""


def overlay_text(kit: Kit, outcomes: Outcomes, library: Folders) -> str:
    """TOML of a pack `TARGET-measured` that extends the target; `--rules` accepts its folder.

    Raises UsageError where nothing is settled.
    """
    settled = [outcome for outcome in outcomes.outcomes if outcome.device != "unclear"]
    if not settled:
        raise UsageError(
            f"the log settles no row of {kit.target}: {outcomes.fault or 'no outcome'}"
        )
    packs = dict(_packs(kit.target, library))
    lines = [
        f"# Outcomes of the probes of {kit.target} {kit.pack_version}, one row per operator.",
        "schema  = 1",
        f'target  = "{kit.target}-measured"',
        f"title   = {_value(f'{kit.target}, with measured rows')}",
        'version = "1"',
        f'extends = ["{kit.target}"]',
        "",
        *_source(outcomes, kit),
    ]
    rows = _rows(settled, packs, kit)
    limits = [limit for outcome in settled for limit in _wide_limits(outcome, packs)]
    for name in dict.fromkeys(_sources((*rows, *limits))):
        pack, _, own = name.partition(_OF_PACK)
        lines += _table(f"sources.{_value(name)}", packs[pack]["sources"][own])
    for limit in limits:
        lines += ["", "[[limit]]", *_pairs(limit)]
    for row in rows:
        lines += _operator(row)
    return "\n".join(lines) + "\n"


def _packs(name: str, library: Folders) -> Iterator[tuple[str, Tables]]:
    """A pack and those that it extends, the nearest first."""
    found = library.text(name)
    if found is None:
        return
    tables = tomli.loads(found[1])
    yield name, tables
    for parent in reversed(tables.get("extends", ())):
        yield from _packs(parent, library)


def _source(outcomes: Outcomes, kit: Kit) -> Iterator[str]:
    where = "" if kit.way == "toolchain" else f" on {outcomes.camera or 'a camera'}"
    where = where or " with its toolchain"
    os = f", AXIS OS {outcomes.axis_os}" if outcomes.axis_os else ""
    title = f"Probes of dlpulint for {kit.target}{where}{os}"
    day = outcomes.date or date.today().isoformat()
    yield "# The log comes with this pack. Once it is on the web, write its address here."
    yield from _table(f"sources.{SOURCE}", {"title": title, "url": f"file:{_name(outcomes)}"})
    yield f"read = {day}"


def _name(outcomes: Outcomes) -> str:
    """The name of the log, in letters that the address of a source may have."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in outcomes.log)
    return plain.lstrip("._-")[:100] or "kit.log"


def _rows(
    outcomes: Sequence[Outcome], packs: Mapping[str, Tables], kit: Kit
) -> list[dict[str, Any]]:
    """The rows of all kinds with an outcome, after all outcomes that are about them."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for outcome in outcomes:
        kind, _, limit = outcome.probe.id.partition("/")[2].partition("/")
        same = rows.get(kind) or list(_rows_of(kind, packs))
        rows[kind] = [
            _after(row, outcome, limit, kit) if limit or outcome.probe.row == position else row
            for position, row in enumerate(same)
        ]
    return [row for same in rows.values() for row in same]


def _rows_of(kind: str, packs: Mapping[str, Tables]) -> Iterator[dict[str, Any]]:
    """The rows of a kind in the nearest pack that has one, each of this kind alone."""
    for pack, tables in packs.items():
        found = [row for row in tables.get("operator", ()) if kind in _kinds(row)]
        for row in found:
            limits = [_qualified(limit, pack) for limit in row.get("limit", ())]
            own = {**_qualified(row, pack), "kind": kind, "limit": limits}
            own.pop("fix_for", None)
            yield own
        if found:
            return


def _kinds(row: Tables) -> Sequence[str]:
    kind = row["kind"]
    return [kind] if isinstance(kind, str) else kind


def _after(row: dict[str, Any], outcome: Outcome, limit: str, kit: Kit) -> dict[str, Any]:
    """The row with the outcome of a probe of it or of its limit."""
    if limit:
        limits = [
            after
            for each in row["limit"]
            for after in (limit_of_row(each, outcome, kit.way) if each["id"] == limit else (each,))
        ]
        return {**row, "limit": limits}
    if row.get("status") == "unknown":
        # It is how to find out.
        row = {key: value for key, value in row.items() if key != "fix"}
    if outcome.device == "cpu":
        # Limits of an operator that the DLPU never runs apply to nothing.
        row = {"fix": _CURE, **row, "limit": []}
    return row | {
        "status": outcome.device,
        "source": SOURCE,
        "evidence": "measured",
        "note": f"Measured with a probe: {_seen(outcome, kit)}",
    }


_CURE = "End the graph before it and compute it in the application, or use another operator."


def _seen(outcome: Outcome, kit: Kit) -> str:
    if kit.way != "toolchain":
        return f"{outcome.probe.repeats} of them in one model"
    return f"the toolchain {'compiles' if outcome.device == 'dlpu' else 'refuses'} a model of it"


def _wide_limits(outcome: Outcome, packs: Mapping[str, Tables]) -> Iterator[dict[str, Any]]:
    """The limits of all operators after the outcome of a probe of one."""
    name = outcome.probe.id.partition("/")[2]
    for pack, tables in packs.items():
        for limit in tables.get("limit", ()):
            if limit["id"] == name:
                yield from limits_of_all(_qualified(limit, pack), outcome)
                return


_OF_PACK = "--of--"
"""Between the pack and the source in the names of sources: two packs may have one of a name."""


def _qualified(table: Tables, pack: str) -> dict[str, Any]:
    """The table with the name of its source that the overlay has."""
    source = {"source": f"{pack}{_OF_PACK}{table['source']}"} if "source" in table else {}
    return {**table, **source}


def _sources(tables: Iterable[Tables]) -> Iterator[str]:
    """Sources of packs that the tables have."""
    for table in tables:
        for each in (table, *table.get("limit", ())):
            if each.get("source", SOURCE) != SOURCE:
                yield each["source"]


def _operator(row: Tables) -> Iterator[str]:
    yield from ("", "[[operator]]", *_pairs(row))
    for limit in row["limit"]:
        yield from ("[[operator.limit]]", *_pairs(limit))


def _pairs(table: Tables) -> Iterator[str]:
    yield from (f"{key} = {_value(value)}" for key, value in table.items() if key != "limit")


def _table(name: str, values: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield f"[{name}]"
    yield from _pairs(values)


def _value(value: Any) -> str:
    """A value as TOML writes it; JSON's strings are strings of TOML."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{json.dumps(key)} = {_value(item)}" for key, item in value.items())
        return f"{{ {pairs} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value, ensure_ascii=False)
