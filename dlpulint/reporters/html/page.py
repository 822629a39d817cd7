"""The page as a whole: what its templates may use, its style and its script."""

import base64
import hashlib
import re
from importlib import resources

from markupsafe import Markup

from dlpulint.report.report import Report
from dlpulint.report.sentences import change_sentences, cut_sentence
from dlpulint.report.wording import range_text, shape_text, share, size
from dlpulint.reporters.devices import device_word
from dlpulint.reporters.first_step import first_step
from dlpulint.reporters.html.device_marks import device_class
from dlpulint.reporters.html.device_strips import strip
from dlpulint.reporters.html.entries import entries, value_text
from dlpulint.reporters.html.foreign_text import name, prose, short, shown, together
from dlpulint.reporters.html.graphs import graph
from dlpulint.reporters.html.location_rows import MOST_PLACES, places_rows
from dlpulint.reporters.html.sections import sections_of
from dlpulint.reporters.html.sheets import MOST_DRAWN, MOST_LISTED
from dlpulint.reporters.lines import pattern_line, reference_line
from dlpulint.reporters.untrusted_text import web_address

_STYLES = ("page.css", "graph.css", "narrow.css", "print.css")
_SCRIPTS = ("canvas.js", "lines.js", "graph.js", "search.js", "page.js")


def write(report: Report) -> str:
    """The whole page."""
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
    environment.filters.update(
        address=web_address,
        change_sentences=change_sentences,
        cut_sentence=cut_sentence,
        first_step=first_step,
        number=_number,
        paragraphs=_paragraphs,
        pattern_line=pattern_line,
        range_text=range_text,
        reference_line=reference_line,
        shape=shape_text,
        share=share,
        short=short,
        size=size,
        value_text=value_text,
    )
    script = _script()
    environment.globals.update(
        counted=_counted,
        device_class=device_class,
        device_word=device_word,
        entries=entries,
        graph=graph,
        most_drawn=MOST_DRAWN,
        most_listed=MOST_LISTED,
        name=name,
        places_rows=places_rows,
        most_places=MOST_PLACES,
        prose=prose,
        strip=strip,
        style=together(Markup(_file(name)) for name in _STYLES),
        script=Markup(script),
        script_hash=_hash(script),
    )
    sections = sections_of(report)
    page = environment.get_template("page.html.j2").render(report=report, sections=sections)
    return page.encode("utf-8", "replace").decode("utf-8")


def _file(name: str) -> str:
    return resources.files("dlpulint.reporters.html").joinpath(name).read_text("utf-8")


def _script() -> str:
    """All scripts as one, whose names are seen by nobody else."""
    return "(() => {\n" + "".join(map(_file, _SCRIPTS)) + "})();\n"


def _hash(script: str) -> str:
    """What the page's policy knows its script by: no other script runs."""
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _paragraphs(text: str) -> list[str]:
    return [part for part in re.split(r"\n\s*\n", text.strip()) if part]


def _number(value: int) -> str:
    return f"{value:,}"


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
