"""The page as a whole: the functions of its templates, its style and its script."""

import base64
import hashlib
import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from markupsafe import Markup

from dlpulint.compare.comparison import Comparison
from dlpulint.findings.help_page import help_page
from dlpulint.report.report import Report
from dlpulint.report.wording import range_text, shape_text, share, size, span
from dlpulint.reporters.difference.cause_sentences import cause_line
from dlpulint.reporters.difference.change_sentences import side_line
from dlpulint.reporters.drawing.room import MOST_CONNECTIONS
from dlpulint.reporters.first_step import first_step
from dlpulint.reporters.fixable import fix_command, fixable_line, fixable_sentence
from dlpulint.reporters.headline import MEANINGS, summary_line
from dlpulint.reporters.html.bench_data import bench_data
from dlpulint.reporters.html.changed import MOST_CHANGES, changed
from dlpulint.reporters.html.device_marks import device_class
from dlpulint.reporters.html.device_strips import strip
from dlpulint.reporters.html.entries import entries, value_text
from dlpulint.reporters.html.foreign_text import name, prose, short, shown, together
from dlpulint.reporters.html.graphs import graph
from dlpulint.reporters.html.location_rows import (
    MOST_LOCATIONS,
    MOST_ROWS,
    further_links,
    location_rows,
)
from dlpulint.reporters.html.mended_block import mended_of
from dlpulint.reporters.html.pairs import Pages, compared_pages, pages_of
from dlpulint.reporters.html.partitions import partition_graph, partition_rows
from dlpulint.reporters.html.sheets import MOST_DRAWN, MOST_LISTED, MOST_OPERANDS
from dlpulint.reporters.html.time_blocks import (
    MOST_LEDGER_ROWS,
    ledger_rows,
    ledger_time,
    time_blocks,
)
from dlpulint.reporters.latency_line import half_input_line, latency_line
from dlpulint.reporters.ledger import middle_of
from dlpulint.reporters.lines import pattern_line, reference_line
from dlpulint.reporters.untrusted_text import web_address

if TYPE_CHECKING:
    from jinja2 import Template

_STYLES = (
    "tokens.css", "page.css", "graph.css", "bench.css", "stage.css", "phone.css",
    "print.css",
)  # fmt: skip
_SCRIPTS = (
    "dom.js", "data.js", "layout.js", "palette.js", "paint.js", "labels.js", "scene.js",
    "pointer.js", "links.js", "beacon.js", "minimap.js", "view.js", "scrub.js", "details.js",
    "findings.js", "search.js", "panels.js", "bar.js", "beside.js", "keys.js", "route.js",
    "selection.js", "ledger.js", "bench.js",
)  # fmt: skip
"""The script's parts, in the order in which they stand on the page."""

_LIBRARY = "vendor/panzoom.min.js"
"""Pan and zoom by mouse, fingers and pen: npm's @panzoom/panzoom 4.6.2 as published."""

_LICENCE = "vendor/panzoom.LICENSE.txt"
"""The library's licence, which each copy of it has to have."""

_SENTENCES = (
    first_step, fix_command, fixable_line, fixable_sentence, half_input_line,
    latency_line, pattern_line,
    reference_line,
    summary_line,
)  # fmt: skip
_FILTERS = (*_SENTENCES, device_class, help_page, range_text, share, short, size, span, value_text)
_MARKUP = (
    bench_data, cause_line, changed, entries, further_links, graph, location_rows, mended_of, name,
    ledger_rows, ledger_time, middle_of, partition_graph, partition_rows, prose, side_line, strip,
    time_blocks,
)  # fmt: skip
"""Functions that templates use as filters, and those that they call."""


def write(report: Report) -> str:
    """The whole page; a model that was mended is compared with its copy."""
    if all(linted.mending is None for linted in report.reports):
        return _page(pages_of(report))
    from dlpulint.reporters.html.mended import mended_comparison, with_mended_files

    comparison = mended_comparison(report)
    if comparison is not None:
        return write_comparison(comparison)
    return _page(pages_of(with_mended_files(report)))


def write_comparison(comparison: Comparison) -> str:
    """The whole page on two runs: the models of both, and what has changed."""
    return _page(compared_pages(comparison))


def _page(pages: Pages) -> str:
    page = _template().render(pages=pages, report=pages.report, sections=pages.sections)
    return page.encode("utf-8", "replace").decode("utf-8")


@cache
def _template() -> "Template":
    """The page's template, which takes longer to compile than to fill for a model or two."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(lambda name: _file(f"template/{name}")),
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
    parts = "".join(_compact(_file(f"script/{name}")) for name in _SCRIPTS)
    library = f"/*\n{_file(_LICENCE).rstrip()}\n*/\n{_file(_LIBRARY).rstrip()}"
    script = f"{library}\n(() => {{\n{parts}}})();\n"
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    environment.globals.update(
        counted=_counted,
        meanings=MEANINGS,
        most_changes=MOST_CHANGES,
        most_connections=MOST_CONNECTIONS,
        most_drawn=MOST_DRAWN,
        most_ledger_rows=MOST_LEDGER_ROWS,
        most_listed=MOST_LISTED,
        most_locations=MOST_LOCATIONS,
        most_operands=MOST_OPERANDS,
        most_rows=MOST_ROWS,
        style=together(Markup(_compact(_file(f"style/{name}"))) for name in _STYLES),
        script=Markup(script),
        # The page's policy allows the script of this hash and no other.
        script_hash=f"sha256-{base64.b64encode(digest).decode('ascii')}",
    )
    return environment.get_template("page.html.j2")


def _file(name: str) -> str:
    return resources.files("dlpulint.reporters.html").joinpath(name).read_text("utf-8")


def _compact(text: str) -> str:
    """A script or style without indentation and without lines that are comments."""
    lines = (line.strip() for line in re.sub(r"^/\*.*?\*/$", "", text, flags=re.M).splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


def _paragraphs(text: str) -> list[str]:
    return [part for part in re.split(r"\n\s*\n", text.strip()) if part]


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
