"""Sets words in a style: wrapped to a width, coloured and linked as the terminal can show it."""

import re

from dlpulint.basics.printable import printable
from dlpulint.basics.terms import Severity, Verdict
from dlpulint.reporters.text.column_width import columns, fitted, wrapped
from dlpulint.reporters.text.style import Style
from dlpulint.reporters.untrusted_text import web_address

_PARENTHESES = re.compile(r"\s*\([^()]*\)")

_LONGEST, _LONGEST_OF_ALL = 10_000, 1_000_000
"""Most letters of one text, and the same where everything is asked for."""

_COLOURS: dict[str, str] = {
    Verdict.REJECTED: "red",
    Verdict.WRONG: "red",
    Verdict.CPU_ONLY: "red",
    Verdict.FALLBACK: "yellow",
    Verdict.SLOW: "yellow",
    Verdict.CONVERT: "yellow",
    Verdict.CLEAN: "green",
    Verdict.UNKNOWN: "cyan",
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.NOTE: "blue",
}


def clean(text: str, longest: int = _LONGEST) -> str:
    """`text` as one line without control characters."""
    return printable(" ".join(text[:longest].split()), longest)


class Pen:
    """Writes in one style."""

    def __init__(self, style: Style) -> None:
        self.style = style

    @property
    def width(self) -> int:
        """Columns of a line."""
        return self.style.width

    def ink(self, text: str, of: str = "", *, bold: bool = False) -> str:
        """`text` in the colour of a verdict or level, where there are colours."""
        colour = _COLOURS.get(of)
        if not self.style.colour or (colour is None and not bold):
            return text
        import click

        return click.style(text, fg=colour, bold=bold or None)

    def link(self, text: str, url: str) -> str:
        """`text` as a link to `url`, if the terminal supports links and `url` is on the web."""
        address = web_address(url) if self.style.links else None
        if address is None or not text:
            return text
        return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\"

    def wrap(
        self,
        text: str,
        label: str = "",
        *,
        hang: int | None = None,
        of: str = "",
        bold: bool = False,
        most: int = 0,
    ) -> list[str]:
        """`text` after a label, further lines below its beginning (or after `hang` blanks).

        The label is in the colour of `of`. The text is shortened to `most` lines, the last of
        which ends in an ellipsis; 0 stands for no bound. Empty text gives no line.
        """
        longest = _LONGEST_OF_ALL if self.style.full else _LONGEST
        text = clean(text, longest).replace(" %", "\N{NO-BREAK SPACE}%")
        if not text:
            return []
        start = columns(label)
        indent = start if hang is None else hang
        lines = list(wrapped(text, self.width - start, self.width - indent))
        if most and len(lines) > most:
            room = self.width - (start if most == 1 else indent)
            lines[most - 1 :] = [fitted(f"{lines[most - 1]} {lines[most]}", room)]
        lines = [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]
        bare = label.strip()
        inked = label.replace(bare, self.ink(bare, of, bold=bold), 1) if of or bold else label
        first = inked + lines[0]
        return [first, *(" " * indent + line for line in lines[1:])]

    def heading(
        self,
        level: str,
        name: str,
        evidence: str,
        source: str,
        *,
        of: str,
        url: str,
        help: str | None = None,
    ) -> list[str]:
        """A level and a name, and at the right a source with its kind; a long one is a line below.

        The name is a link to `help`, the source to `url`. Of a title too long for a line, what
        stands in parentheses goes first.
        """
        name, source = fitted(clean(name), self.width - columns(level) - 2), clean(source)
        used = columns(f"{level}  {name}")
        left = f"{self.ink(level, of, bold=True)}  {self.link(name, help or '')}"
        short = _PARENTHESES.sub("", source).strip() or source
        for text in (f"{evidence}: {source}", f"{evidence}: {short}"):
            if used + 2 + columns(text) <= self.width:
                return [left + " " * (self.width - used - columns(text)) + self.link(text, url)]
        lines = self.wrap(f"{evidence}: {short}", "  ", most=0 if self.style.full else 2)
        return [left, *(f"  {self.link(line.strip(), url)}" for line in lines)]
