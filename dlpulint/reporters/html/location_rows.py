"""Where a finding holds: rows of a table, each with a link to its operator."""

from collections.abc import Iterable

from markupsafe import Markup

from dlpulint.findings.finding import Location
from dlpulint.reporters.html.entries import position_text, value_text
from dlpulint.reporters.html.foreign_text import Form, name, together
from dlpulint.reporters.html.sheets import Sheet

MOST_PLACES = 200
"""Places of a finding that are told beside it; the operators' entries tell them all."""

_ROW = Form(
    "<tr><td class=n>{at}</td><td class=operator>{op}</td><td class=tensor>{tensors}{values}</td>"
    "</tr>\n"
)
_LINK = Form("<a href=#{}>{}</a>")
_BUILTIN = Form("{} <span class=muted>builtin&nbsp;{}</span>")
_TENSOR = Form("<div>{}</div>")
_VALUES = Form('<div class="muted">{}</div>')
_VALUE = Form("{} {}")


def places_rows(places: Iterable[Location], sheet: Sheet | None) -> Markup:
    """Rows of a table of places, each with a link to its operator's entry."""
    return together(_row(place, sheet) for place in places)


def _row(place: Location, sheet: Sheet | None) -> Markup:
    at: str | Markup = position_text(place.subgraph, place.index)
    entry = None if sheet is None else sheet.entry_of(place.subgraph, place.index, place.op)
    op: str | Markup = name(place.op) if place.op else "–"
    told = [
        _VALUE(key.replace("_", " "), name(value_text(value)))
        for key, value in place.values.items()
        if value != place.op
    ]
    return _ROW(
        at=at if entry is None else _LINK(entry, at),
        op=op if place.builtin is None else _BUILTIN(op, place.builtin),
        tensors=together(_TENSOR(name(tensor)) for tensor in place.tensors),
        values=_VALUES(together(told, " · ")) if told else "",
    )
