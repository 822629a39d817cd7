"""The overview as one HTML page without further files, network or script."""

from importlib import resources

from dlpulint.basics.printable import printable
from dlpulint.report.report import Report
from dlpulint.reporters.fixable import fixable_line
from dlpulint.reporters.overview.rows import sections, tally, word
from dlpulint.reporters.untrusted_text import cut

_LONGEST = 300
"""Characters of a path or sentence that are shown."""


def write(report: Report) -> str:
    """The whole page."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )
    environment.filters |= {"word": word, "fixable_line": fixable_line}
    template = resources.files("dlpulint.reporters.overview").joinpath("overview.html.j2")
    page = environment.from_string(template.read_text("utf-8"))
    return page.render(report=report, sections=tuple(sections(report)), tally=tally(report))


def _shown(value: object) -> object:
    """Foreign text shortened, without letters that move or hide others; only plain text changes."""
    return printable(cut(value, _LONGEST)) if type(value) is str else value
