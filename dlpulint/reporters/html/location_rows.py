"""Locations of a finding: rows of a table, each with a link to its operator."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from dlpulint.findings.finding import Location
from dlpulint.reporters.html.entries import position_text, value_text
from dlpulint.reporters.html.foreign_text import Form, name, together
from dlpulint.reporters.html.sheets import Sheet

MOST_LOCATIONS = 200
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
_LINK = Form("<a href=#{}>{}</a>")
_TENSOR = Form("<div>{}</div>")
_VALUES = Form('<div class="muted">{}</div>')
_VALUE = Form("{} {}")


def location_rows(locations: Iterable[Location], sheet: Sheet | None) -> Markup:
    """Rows of a table of locations, each with a link to its operator's entry."""
    return together(_row(location, sheet) for location in locations)


def _row(location: Location, sheet: Sheet | None) -> Markup:
    at: str | Markup = position_text(location.subgraph, location.index)
    entry = (
        None if sheet is None else sheet.entry_of(location.subgraph, location.index, location.op)
    )
    op: str | Markup = name(location.op) if location.op else "–"
    values = [_VALUE(word, name(value)) for word, value in _measured(location)]
    return _ROW(
        at=at if entry is None else _LINK(entry, at),
        op=op,
        tensors=together(_TENSOR(name(tensor)) for tensor in location.tensors),
        values=_VALUES(together(values, " · ")) if values else "",
    )


def _measured(location: Location) -> Iterator[tuple[str, str]]:
    """What was found at a location, in words; nothing that is unknown."""
    values = location.values
    if "attribute" in values and "value" in values:
        yield str(values["attribute"]).replace("_", " "), value_text(values["value"])
    for key, word in _SHOWN.items():
        if key in values and "?" not in (text := value_text(values[key])):
            yield word, text
