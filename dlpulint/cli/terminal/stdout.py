"""Style of text on standard output, which may be a terminal."""

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from dlpulint.cli.terminal.hyperlinks import shows_links
from dlpulint.reporters.text.style import Style

if TYPE_CHECKING:
    from dlpulint.cli.options import Color


def style_for_stdout(*, full: bool, color: "Color" = "auto") -> Style:
    """Style for standard output: plain and 80 columns wide unless it is a terminal."""
    terminal = sys.stdout.isatty()
    links = shows_links(os.environ, terminal=terminal)
    colour = is_coloured(color, os.environ, terminal=terminal)
    if not terminal:
        return Style(colour=colour, full=full, links=links)
    import shutil

    width = max(40, min(100, shutil.get_terminal_size().columns))
    return Style(width=width, colour=colour, full=full, links=links)


def is_coloured(color: "Color", environment: Mapping[str, str], *, terminal: bool) -> bool:
    """Whether to write colours: by `--color`, else by FORCE_COLOR, NO_COLOR and the terminal.

    As in ruff, an empty variable is not set, and FORCE_COLOR wins over NO_COLOR.
    """
    if color != "auto":
        return color == "always"
    if environment.get("FORCE_COLOR"):
        return True
    return terminal and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"
