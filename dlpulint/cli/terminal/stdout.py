"""Style of text on standard output, which may be a terminal."""

import os
import shutil
import sys

from dlpulint.cli.terminal.hyperlinks import shows_links
from dlpulint.reporters.text.style import Style


def style_for_stdout(*, full: bool) -> Style:
    """Style for standard output: plain and 80 columns wide unless it is a terminal."""
    terminal = sys.stdout.isatty()
    links = shows_links(os.environ, terminal=terminal)
    if not terminal:
        return Style(full=full, links=links)
    colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = max(40, min(100, shutil.get_terminal_size().columns))
    return Style(width=width, colour=colour, full=full, links=links)
