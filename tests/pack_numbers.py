"""Values that decide verdicts in the packs, and the table that says what they have to be.

`tests/data/pack_numbers.csv` is not generated: a number that changes in a pack has to be typed
there as well, from its source.
"""

import csv
import hashlib
import io
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.places import ROOT

RULES = ROOT / "rules"
TABLE = ROOT / "tests" / "data" / "pack_numbers.csv"

_HEADER = (
    *("constants", "partition_limit", "partitioning", "unlisted", "weights", "quantizes"),
    *("fallback", "formats", "extends", "compiled"),
)
_VALIDITY = ("since", "until", "if_stated", "unless_stated")
_RULE = ("effect", "level", "formats", "stated_as", "cut", "params", *_VALIDITY)
_LIMIT = ("effect", "on_fail", "kinds", "exempt", "params", "when", *_VALIDITY)
_ROW = ("kind", "status", "effect", *_VALIDITY)
_ADJUST = ("off", "effect", "level", "params")
_COMMANDS = (
    *("commands", "each_input", "each_output", "per_tensor", "per_channel", "per_channel_conv"),
    "open_batch",
)
_TEXTS = ("written", "reason")
"""Parameters that are sentences."""

_NUMBER = re.compile(r"\d+(?:\.\d+)*")


class PackNumber(NamedTuple):
    """Value of a pack: a number, a version, a list or a word, and the key of its source."""

    pack: str
    entry: str
    parameter: str
    value: str
    source: str


def frozen() -> list[PackNumber]:
    """Rows of the frozen table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(line for line in file if not line.startswith("#"))
        next(rows)
        return [PackNumber(*row) for row in rows]


def stated() -> list[PackNumber]:
    """The same rows as the packs state them now."""
    rows: list[PackNumber] = []
    for path in sorted(RULES.glob("*.toml")):
        if not path.name.endswith(".examples.toml"):
            rows += numbers_of(path.stem, tomllib.loads(path.read_text("utf-8")))
    for name in ("measurements.csv", "tflite-runtimes.csv"):
        rows.append(PackNumber(name, "all rows", "sha256", _checksum(RULES / name), "its head"))
    return rows


def numbers_of(pack: str, table: dict[str, Any]) -> Iterator[PackNumber]:
    """Rows of one pack, each entry under a name of its own."""
    names: dict[str, int] = {}
    for entry, keys, part, source in _entries(table):
        times = names[entry] = names.get(entry, 0) + 1
        name = entry if times == 1 else f"{entry} ({times})"
        for key in keys:
            if key in part:
                for parameter, value in _leaves(part[key], key):
                    yield PackNumber(pack, name, parameter, value, source)


def _entries(table: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...], dict[str, Any], str]]:
    """Name, keys that decide, table and source of each part of a pack."""
    yield "", _HEADER, table, table.get("unlisted_source", "")
    for number, runtime in enumerate(table.get("runtime", ())):
        yield f"runtime {number + 1}", ("axis_os", "runtime"), runtime, runtime["source"]
    for change in table.get("adjust", ()):
        yield f"adjust {change['rule']}", _ADJUST, change, "its reason"
    for row in table.get("operator", ()):
        kind = row["kind"] if isinstance(row["kind"], str) else row["kind"][0]
        yield f"operator {kind}", _ROW, {"status": "dlpu", **row}, row["source"]
        for limit in row.get("limit", ()):
            yield f"{kind}/{limit['id']}", _LIMIT, limit, limit.get("source", row["source"])
    for limit in table.get("limit", ()):
        yield f"limit {limit['id']}", _LIMIT, limit, limit["source"]
    for rule in table.get("rule", ()):
        yield rule["id"], _RULE, rule, rule["source"]
    for fit in table.get("latency", ()):
        keys = tuple(key for key in fit if key not in ("camera", "source"))
        yield f"latency {fit['camera']}", keys, fit, fit["source"]
    for name in ("toolchain", "convert"):
        tables = table.get(name, [])
        for commands in tables if isinstance(tables, list) else [tables]:
            found = _command_numbers(commands)
            assumed = {"assumes": commands["assumes"]} if "assumes" in commands else {}
            yield name, (*found, *assumed), {**found, **assumed}, commands["source"]


def _command_numbers(commands: dict[str, Any]) -> dict[str, list[str]]:
    """Numbers in commands, by key."""
    written = {key: commands[key] for key in _COMMANDS if key in commands}
    texts = {key: [text] if isinstance(text, str) else text for key, text in written.items()}
    numbers = {key: _NUMBER.findall("\n".join(parts)) for key, parts in texts.items()}
    return {key: found for key, found in numbers.items() if found}


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Each value below a key with its path; a list of plain values is one value."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key not in _TEXTS:
                yield from _leaves(part, f"{path}.{key}")
    elif isinstance(value, list) and any(isinstance(part, dict) for part in value):
        for number, part in enumerate(value):
            yield from _leaves(part, f"{path}[{number}]")
    elif isinstance(value, list):
        yield path, " ".join(map(_written, value))
    else:
        yield path, _written(value)


def _written(value: Any) -> str:
    """A plain value as TOML writes it, without quotes."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def differences(table: list[PackNumber], packs: list[PackNumber]) -> list[str]:
    """Lines about every row that only one of the two has, or has with another value or source."""
    known = {row[:3]: row for row in table}
    found = {row[:3]: row for row in packs}
    times = Counter(row[:3] for row in table)
    lines = [f"twice in the table: {_line(row)}" for row in known.values() if times[row[:3]] > 1]
    lines += [f"not in the table: {_line(row)}" for row in packs if row[:3] not in known]
    lines += [f"in no pack: {_line(row)}" for row in table if row[:3] not in found]
    for address, row in found.items():
        if address in known and known[address] != row:
            lines.append(f"in the table: {_line(known[address])}; in the pack: {_line(row)}")
    return lines


def _line(row: PackNumber) -> str:
    """A row as the table has it."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(row)
    return text.getvalue()


def _checksum(path: Path) -> str:
    """SHA-256 of the rows of a CSV file without its comments."""
    lines = path.read_text("utf-8").splitlines()
    return hashlib.sha256("\n".join(s for s in lines if s[:1] != "#").encode()).hexdigest()
