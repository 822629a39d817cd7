"""The block on a mended copy, and on logs, in the card of a model."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dlpulint.report.report import ModelReport
from dlpulint.reporters.html.pairs import Pages
from dlpulint.reporters.html.sections import Judged, Section

if TYPE_CHECKING:
    from dlpulint.reporters.mended_lines import Line


def mended_of(pages: Pages, section: Section, judged: Judged) -> "Sequence[Line]":
    """Lines on the mended copy: with the copy, where both are on the page, else with the original.

    And those on logs. None without `--fix` and `--log`.
    """
    pair = pages.pair(section)
    if pair is None:
        return _lines(judged.report)
    if pair.old is None or section is not pair.new:
        return ()
    before = pair.old.on(judged.report.target)
    return () if before is None else _lines(before.report)


def _lines(report: ModelReport) -> "Sequence[Line]":
    if report.mending is None and report.confrontation is None:
        return ()
    from dlpulint.reporters.logged_lines import logged_lines
    from dlpulint.reporters.mended_lines import mended_lines

    return (*mended_lines(report), *logged_lines(report))
