"""The page as a whole: the functions of its templates, its style and its script."""

import base64
import hashlib
import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from markupsafe import Markup

from dlpulint.report.report import Report
from dlpulint.report.wording import range_text, shape_text, share, size
from dlpulint.reporters.first_step import first_step
from dlpulint.reporters.headline import MEANINGS, summary_line
from dlpulint.reporters.html.device_strips import strip
from dlpulint.reporters.html.entries import entries, value_text
from dlpulint.reporters.html.foreign_text import name, prose, short, shown, together
from dlpulint.reporters.html.graphs import graph
from dlpulint.reporters.html.location_rows import MOST_LOCATIONS, location_rows
from dlpulint.reporters.html.sections import sections_of
from dlpulint.reporters.html.sheets import MOST_DRAWN, MOST_LISTED
from dlpulint.reporters.lines import pattern_line, reference_line
from dlpulint.reporters.untrusted_text import web_address

if TYPE_CHECKING:
    from jinja2 import Template

_STYLES = ("page.css", "graph.css", "narrow.css", "print.css")
_SCRIPTS = ("canvas.js", "lines.js", "graph.js", "search.js", "page.js")

_SENTENCES = (first_step, pattern_line, reference_line, summary_line)
_FILTERS = (*_SENTENCES, range_text, share, short, size, value_text)
_MARKUP = (entries, graph, location_rows, name, prose, strip)
"""Functions that templates use as filters, and those that they call."""


def write(report: Report) -> str:
    """The whole page."""
    page = _template().render(report=report, sections=sections_of(report))
    return page.encode("utf-8", "replace").decode("utf-8")


@cache
def _template() -> "Template":
    """The page's template, which takes longer to compile than to fill for a model or two."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_file),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=shown,
    )
    named = {"address": web_address, "number": "{:,}".format, "paragraphs": _paragraphs}
    environment.filters |= named | {"shape": shape_text} | {f.__name__: f for f in _FILTERS}
    environment.globals.update({function.__name__: function for function in _MARKUP})
    script = "(() => {\n" + "".join(map(_file, _SCRIPTS)) + "})();\n"
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    environment.globals.update(
        counted=_counted,
        meanings=MEANINGS,
        most_drawn=MOST_DRAWN,
        most_listed=MOST_LISTED,
        most_locations=MOST_LOCATIONS,
        style=together(Markup(_file(name)) for name in _STYLES),
        script=Markup(script),
        # The page's policy allows the script of this hash and no other.
        script_hash=f"sha256-{base64.b64encode(digest).decode('ascii')}",
    )
    return environment.get_template("page.html.j2")


def _file(name: str) -> str:
    return resources.files("dlpulint.reporters.html").joinpath(name).read_text("utf-8")


def _paragraphs(text: str) -> list[str]:
    return [part for part in re.split(r"\n\s*\n", text.strip()) if part]


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
