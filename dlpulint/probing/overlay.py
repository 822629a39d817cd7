"""A pack overlay from a kit's outcomes: the settled rows, as measured on a camera."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import tomli

from dlpulint.basics.errors import UsageError
from dlpulint.packs.library import Folders
from dlpulint.probing.kit import Kit
from dlpulint.probing.outcome import Outcome, Outcomes

_SOURCE = "camera"


def overlay_text(kit: Kit, outcomes: Outcomes, library: Folders) -> str:
    """TOML of a pack `TARGET-measured` that extends the target; `--rules` accepts its folder.

    Raises UsageError where nothing is settled.
    """
    settled = [outcome for outcome in outcomes.outcomes if outcome.device != "unclear"]
    if not settled:
        raise UsageError(
            f"the log settles no row of {kit.target}: {outcomes.fault or 'no outcome'}"
        )
    found = library.text(kit.target)
    pack: dict[str, Any] = {} if found is None else tomli.loads(found[1])
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
    rows = [row for outcome in settled for row in _rows(outcome, pack)]
    for name in dict.fromkeys(_sources(rows)):
        lines += _table(f"sources.{name}", pack["sources"][name])
    for row in rows:
        lines += _operator(row)
    return "\n".join(lines) + "\n"


def _source(outcomes: Outcomes, kit: Kit) -> Iterator[str]:
    camera = outcomes.camera or "a camera"
    os = f", AXIS OS {outcomes.axis_os}" if outcomes.axis_os else ""
    title = f"Probes of dlpulint for {kit.target} on {camera}{os}"
    day = outcomes.date or date.today().isoformat()
    yield "# Put the log where others find it, and write its address in place of this one."
    yield from _table(f"sources.{_SOURCE}", {"title": title, "url": "https://example.com/probes"})
    yield f"read = {day}"


def _rows(outcome: Outcome, pack: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The tables of the outcome's kind, with its device; those of a row keep their limits."""
    _, _, rest = outcome.probe.id.partition("/")
    kind, _, limit = rest.partition("/")
    for table in pack.get("operator", ()):
        kinds = [table["kind"]] if isinstance(table["kind"], str) else table["kind"]
        if kind not in kinds:
            continue
        row = {**table, "kind": kind, "limit": [dict(each) for each in table.get("limit", ())]}
        row.pop("fix_for", None)
        if limit:
            row["limit"] = [
                {**each, "evidence": "measured"} if each["id"] == limit else each
                for each in row["limit"]
                if each["id"] != limit or outcome.device == "cpu"
            ]
        else:
            row |= {
                "status": outcome.device,
                "source": _SOURCE,
                "evidence": "measured",
                "note": f"Measured with a probe: {outcome.probe.repeats} of them in one model",
            }
        yield row


def _sources(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for row in rows:
        for table in (row, *row["limit"]):
            if table.get("source", _SOURCE) != _SOURCE:
                yield table["source"]


def _operator(row: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield "[[operator]]"
    yield from (f"{key} = {_value(value)}" for key, value in row.items() if key != "limit")
    for limit in row["limit"]:
        yield "[[operator.limit]]"
        yield from (f"{key} = {_value(value)}" for key, value in limit.items())


def _table(name: str, values: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield f"[{name}]"
    yield from (f"{key} = {_value(value)}" for key, value in values.items())


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
