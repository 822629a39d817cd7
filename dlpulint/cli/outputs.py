"""Puts what a run gave where each of its outputs goes: into a file, or on standard output."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dlpulint.reporters.formats import Output, parts, rendered, rendered_difference

if TYPE_CHECKING:
    from dlpulint.compare.data import Difference
    from dlpulint.report.gates import Gates
    from dlpulint.report.report import Report
    from dlpulint.reporters.text.style import Style


def write_report(
    report: "Report",
    outputs: Sequence[Output],
    gates: "Gates",
    *,
    full: bool,
    quiet: bool,
    category: str,
) -> None:
    """Write a report as often as was asked for; a `quiet` run leaves out what a person reads."""
    for output in outputs:
        if quiet and output.file is None and output.format in ("text", "summary"):
            continue
        for part, own in parts(report, output):
            _put(own, _report_in(part, own, gates, category), full=full)


def _report_in(
    report: "Report", output: Output, gates: "Gates", category: str
) -> "Callable[[Style], str]":
    return lambda style: rendered(report, output, style, gates, category=category)


def write_difference(
    found: "Difference", outputs: Sequence[Output], *, full: bool, quiet: bool
) -> None:
    """Write what has changed between two runs."""
    for output in outputs:
        if quiet and output.file is None and output.format == "text":
            continue
        _put(output, _difference_in(found, output), full=full)


def _difference_in(found: "Difference", output: Output) -> "Callable[[Style], str]":
    return lambda style: rendered_difference(found, output, style)


def _put(output: Output, text_in: "Callable[[Style], str]", *, full: bool) -> None:
    """Text is set as wide as the terminal that it goes to, if it goes to one."""
    from dlpulint.basics.files import without_commands, write_file, write_stdout
    from dlpulint.cli.terminal.stdout import style_for_stdout
    from dlpulint.reporters.text.style import Style

    if output.file is not None:
        write_file(output.file, text_in(Style(full=full)))
        return
    text = text_in(style_for_stdout(full=full))
    write_stdout(text if output.format == "github" else without_commands(text))
