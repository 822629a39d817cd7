"""Lists of all rules, limits and operator rows, for the documentation site."""

from collections.abc import Iterable, Iterator

from dlpulint.manual.answers import EntryAnswer
from dlpulint.manual.generated.escaped_markdown import escaped, table
from dlpulint.manual.generated.finding_page import OWNERS

_INTRODUCTION = (
    "Every rule, limit and operator of the packs has a page whose address never changes:",
    "`rules/PACK/NAME/`. Reports name the ids; `dlpulint --explain ID` prints the same texts.",
)


def rules_list(entries: Iterable[EntryAnswer]) -> str:
    """The page of all packs."""
    by_pack = _by_pack(entries)
    lines = ["# Rules and limits", "", *_INTRODUCTION, ""]
    for pack in sorted(by_pack, key=lambda pack: (pack != "common", pack)):
        lines += [f"## {escaped(_title(pack))}", "", *_listed(by_pack[pack]), ""]
    return "\n".join(lines)


def pack_pages(entries: Iterable[EntryAnswer], chips: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Name and page of every pack that is not one of the chips, which have pages of their own."""
    own = set(chips)
    for pack, found in _by_pack(entries).items():
        if pack not in own:
            yield pack, "\n".join([f"# {escaped(_title(pack))}", "", *_listed(found), ""])


def _title(pack: str) -> str:
    return f"{pack}: rules for {OWNERS[pack]}"


def _by_pack(entries: Iterable[EntryAnswer]) -> dict[str, list[EntryAnswer]]:
    by_pack: dict[str, list[EntryAnswer]] = {}
    for entry in sorted(entries, key=lambda entry: entry.id):
        by_pack.setdefault(entry.id.partition("/")[0], []).append(entry)
    return by_pack


def _listed(entries: list[EntryAnswer]) -> Iterator[str]:
    checked = [entry for entry in entries if entry.level is not None]
    if checked:
        yield from table(("rule", "finding", "level"), [_row(entry) for entry in checked])
        yield ""
    rows_of = [entry for entry in entries if entry.level is None]
    if rows_of:
        yield f"Operators: {', '.join(f'`{entry.id}`' for entry in rows_of)}."


def _row(entry: EntryAnswer) -> tuple[str, ...]:
    return f"`{entry.id}`", escaped(entry.title), f"{entry.level}"
