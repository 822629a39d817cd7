"""Writes a run's results where each of its outputs goes: into a file, or to standard output."""

import os
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from dlpulint.basics.errors import UsageError
from dlpulint.reporters.formats import Output, parts, rendered, rendered_difference

if TYPE_CHECKING:
    from dlpulint.cli.options import Options
    from dlpulint.compare.comparison import Comparison
    from dlpulint.project.run import RunResult
    from dlpulint.reporters.text.style import Style


def is_for_people(outputs: Sequence[Output]) -> bool:
    """Whether no machine reads an output: then a run without a target checks every chip."""
    return all(output.format in ("text", "summary") for output in outputs)


def in_brief(output: Output) -> Output:
    """The output as a summary, in place of the text report."""
    return replace(output, format="summary") if output.format == "text" else output


def refuse_clashes(outputs: Sequence[Output], models: Iterable[str] = ()) -> None:
    """Raises UsageError for two outputs in one file, and for one that would replace a model."""
    inputs = {os.path.realpath(path) for path in models}
    seen: set[str] = set()
    for output in outputs:
        if output.file is None or (output.file.exists() and not output.file.is_file()):
            continue
        file = os.path.realpath(output.file)
        if file in seen:
            raise UsageError(f"{output.file}: two formats cannot be written to one file")
        if file in inputs:
            raise UsageError(f"{output.file}: is a model of this run and would be written over")
        seen.add(file)


def write_report(
    result: "RunResult", outputs: Sequence[Output], options: "Options", category: str
) -> None:
    """Write a report in each format asked for; a quiet run leaves out text for people."""
    for output in outputs:
        if options.quiet and output.file is None and output.format in ("text", "summary"):
            continue
        for report, part in parts(result.report, output):
            text = partial(rendered, report, part, gates=result.settings.fail_on, category=category)
            _put(part, text, options)


def open_report(result: "RunResult", outputs: Sequence[Output]) -> tuple[Path, bool]:
    """The file with the HTML page of a run, and whether a browser was opened."""
    paths = [report.path for report in result.report.reports]
    return _opened(partial(rendered, result.report), paths, outputs)


def write_difference(
    comparison: "Comparison", outputs: Sequence[Output], options: "Options"
) -> None:
    """Write what has changed between two runs."""
    for output in outputs:
        if not (options.quiet and output.file is None and output.format == "text"):
            _put(output, partial(rendered_difference, comparison, output), options)


def open_difference(comparison: "Comparison", outputs: Sequence[Output]) -> tuple[Path, bool]:
    """The file with the HTML page of a comparison, and whether a browser was opened."""
    paths = [change.name for change in comparison.difference.changes]
    return _opened(partial(rendered_difference, comparison), paths, outputs)


def _opened(
    text_of: "Callable[[Output, Style], str]", paths: Sequence[str], outputs: Sequence[Output]
) -> tuple[Path, bool]:
    """The file with a page, the run's own if it has one, and whether a browser was opened."""
    from dlpulint.cli.browser import html_file, opened, page_name, temporary_page
    from dlpulint.reporters.text.style import Style

    page = html_file(outputs)
    if page is None:
        page = temporary_page(text_of(Output("html", None), Style()), page_name(paths))
    return page, opened(page)


def say(text: str) -> None:
    """Print an answer, whose names and sentences may be those of a stranger's pack or config."""
    from dlpulint.basics.files import without_commands, write_stdout
    from dlpulint.basics.printable import printable_lines

    write_stdout(without_commands(printable_lines(text)) + "\n")


def _put(output: Output, text_in: "Callable[[Style], str]", options: "Options") -> None:
    """Write text to its file, or to standard output in the width of its terminal."""
    from dlpulint.basics.files import without_commands, write_file, write_stdout
    from dlpulint.cli.terminal.stdout import style_for_stdout
    from dlpulint.reporters.text.style import Style

    if output.file is not None:
        write_file(output.file, text_in(Style(full=options.full)))
        return
    text = text_in(style_for_stdout(full=options.full, color=options.color))
    write_stdout(text if output.format == "github" else without_commands(text))
