"""Locations of a finding: rows of a table, each with a link to its operator."""

from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from dlpulint.findings.finding import Location
from dlpulint.reporters.html.entries import position_text, value_text
from dlpulint.reporters.html.foreign_text import Form, name, short, together
from dlpulint.reporters.html.sheets import Sheet

MOST_ROWS = 12
"""Most locations of a finding that are rows of its table; further ones are links in a line."""

MOST_LOCATIONS = 1_000
"""Most locations listed with a finding; the operators' entries have them all."""

_SHOWN = {
    "shape": "shape",
    "other_shape": "other shape",
    "size": "size",
    "rank": "dimensions",
    "leading": "leading dimensions",
    "scales": "weight scales",
    "ratio": "ratio",
    "range": "range",
    "kernel": "kernel",
}
"""Values that differ from operator to operator, in words; the message has all that do not."""

_ROW = Form(
    "<tr><td class=n>{at}</td><td class=operator>{op}</td><td class=tensor>{tensors}{values}</td>"
    "</tr>\n"
)
_NAME = 64
"""Characters of a tensor's name."""

_PLAIN = Form("{}")
_CODE = Form("<code>{}</code>")
_LINK = Form("<a href=#{}>{}</a>")
_TENSOR = Form("<div>{}</div>")
_VALUES = Form('<div class="muted">{}</div>')
_VALUE = Form("{} {}")


def location_rows(locations: Iterable[Location], sheet: Sheet | None) -> Markup:
    """Rows of a table of locations, each with a link to its operator's entry."""
    return together(_row(location, sheet) for location in locations)


def further_links(locations: Sequence[Location], sheet: Sheet | None) -> Markup:
    """Links to operators in a line, each with its index and name."""
    return together((_further(location, sheet) for location in locations), ", ")


def _further(location: Location, sheet: Sheet | None) -> Markup:
    at = position_text(location.subgraph, location.index)
    entry = _entry(location, sheet)
    text = f"{at} {short(location.op or '')}".strip()
    return _PLAIN(text) if entry is None else _LINK(entry, text)


def _entry(location: Location, sheet: Sheet | None) -> str | None:
    if sheet is None:
        return None
    return sheet.entry_of(location.subgraph, location.index, location.op)


def _row(location: Location, sheet: Sheet | None) -> Markup:
    at: str | Markup = position_text(location.subgraph, location.index)
    entry = _entry(location, sheet)
    op: str | Markup = name(location.op) if location.op else "–"
    values = [_VALUE(word, name(value)) for word, value in _measured(location)]
    return _ROW(
        at=at if entry is None else _LINK(entry, at),
        op=op,
        tensors=together(_TENSOR(_tensor(tensor, entry)) for tensor in location.tensors),
        values=_VALUES(together(values, " · ")) if values else "",
    )


def _tensor(tensor: str, entry: str | None) -> Markup:
    """A tensor's name; the operator's entry, where there is one, has all of a long one."""
    return name(tensor) if entry is None else _CODE(short(tensor, _NAME))


def _measured(location: Location) -> Iterator[tuple[str, str]]:
    """What was found at a location, in words; nothing that is unknown."""
    values = location.values
    if "attribute" in values and "value" in values:
        yield str(values["attribute"]).replace("_", " "), value_text(values["value"])
    for key, word in _SHOWN.items():
        if key in values and "?" not in (text := value_text(values[key])):
            yield word, text
