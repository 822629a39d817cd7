"""Writes a report as one HTML page that needs nothing else: no network, no script."""

import re
from collections.abc import Iterable, Iterator
from importlib import resources
from typing import TYPE_CHECKING

from msgspec import Struct

from dlpulint.finding import Finding
from dlpulint.report import ModelReport, ModelSummary, Report
from dlpulint.reporters.foreign import cut, web_address
from dlpulint.reporters.lines import pattern_line, reference_line
from dlpulint.reporters.sentences import change_sentences, cut_sentence
from dlpulint.reporters.wording import range_text, shape_text, share, size

if TYPE_CHECKING:
    from markupsafe import Markup

_NAME = 96
"""Characters of a name that are shown; its ends tell more than its middle."""

_TOOLTIP = 1_000
"""Characters of a longer name that are shown on demand."""

_FORBIDDEN = (*range(0x09), 0x0B, *range(0x0E, 0x20), 0x7F)
_TURNING = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_UNSHOWN = dict.fromkeys((*_FORBIDDEN, *_TURNING), "\N{REPLACEMENT CHARACTER}")
"""Control characters that HTML forbids, and those that turn the text around them."""


class Section(Struct, frozen=True):
    """All that is said of one file."""

    anchor: str
    path: str
    reports: tuple[ModelReport, ...]

    @property
    def model(self) -> ModelSummary | None:
        """What the file is, not what it was taken for; `None` if it could not be read."""
        own = next((one for one in self.reports if not one.supposed), self.reports[0])
        return own.model

    def on(self, target: str) -> ModelReport | None:
        """What is said of the file on a target, if it was linted for it."""
        return next((one for one in self.reports if one.target == target), None)


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
    environment.filters.update(
        address=web_address,
        breakable=_breakable,
        change_sentences=change_sentences,
        cut_sentence=cut_sentence,
        grouped=_grouped,
        number=_number,
        numbers=_numbers,
        pieces=_pieces,
        range_text=range_text,
        paragraphs=_paragraphs,
        pattern_line=pattern_line,
        reference_line=reference_line,
        share=share,
        shape=shape_text,
        short=_short,
        size=size,
        tooltip=lambda name: cut(name, _TOOLTIP),
        value_text=_value_text,
    )
    source = resources.files("dlpulint.reporters").joinpath("report.html.j2").read_text("utf-8")
    page = environment.from_string(source).render(report=report, sections=_sections(report))
    return page.encode("utf-8", "replace").decode("utf-8")


def _sections(report: Report) -> tuple[Section, ...]:
    by_path: dict[str, list[ModelReport]] = {}
    for one in report.reports:
        by_path.setdefault(one.path, []).append(one)
    return tuple(
        Section(f"m{place}", path, tuple(reports))
        for place, (path, reports) in enumerate(by_path.items(), start=1)
    )


def _shown(value: object) -> object:
    return value.translate(_UNSHOWN) if isinstance(value, str) else value


def _grouped(findings: Iterable[Finding]) -> list[list[Finding]]:
    """The findings of one rule together where they say the same but for what they object to."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for one in findings:
        key = (one.rule, one.level, one.answer, f"{one.suppressed}", one.title, one.why, one.fix)
        groups.setdefault(key, []).append(one)
    return list(groups.values())


def _numbers(groups: Iterable[list[Finding]]) -> dict[str, int]:
    """The number of the first group of each rule, to link reasons to it."""
    numbers: dict[str, int] = {}
    for number, group in enumerate(groups, start=1):
        numbers.setdefault(group[0].rule, number)
    return numbers


def _paragraphs(text: str) -> list[str]:
    return [part for part in re.split(r"\n\s*\n", text.strip()) if part]


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """`text` in pieces, each with whether it stands between backticks."""
    for place, piece in enumerate(re.split(r"`([^`\n]+)`", text)):
        if piece:
            yield piece, place % 2 == 1


def _short(name: str) -> str:
    half = _NAME // 2
    return name if len(name) <= _NAME else f"{name[: half - 1]}…{name[-half:]}"


def _breakable(name: str) -> "Markup":
    """A name that may go on in the next line after a slash."""
    from markupsafe import Markup

    return Markup("/<wbr>").join(name.split("/"))


def _number(value: int) -> str:
    return f"{value:,}"


def _value_text(value: float | str) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
