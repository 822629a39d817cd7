"""The formats a report can be written in, and where each of a run's outputs goes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.basics.errors import UsageError

if TYPE_CHECKING:
    from dlpulint.compare.data import Difference
    from dlpulint.report.gates import Gates
    from dlpulint.report.report import Report
    from dlpulint.reporters.text.style import Style

FORMATS = (
    "text",
    "summary",
    "json",
    "sarif",
    "html",
    "markdown",
    "github",
    "junit",
    "csv",
    "dot",
    "model-explorer",
)

COMPARED = ("text", "json", "markdown")
"""Formats of what has changed between two runs."""

DRAWN = ("html", "csv", "dot", "model-explorer")
"""Formats that need reports with their outlines."""

SINGLE = ("model-explorer",)
"""Formats that hold one model on one target."""

_CATEGORY = 100
"""Characters of a SARIF category."""

_WORD = 48
"""Letters of a model's name that stand in a file's name."""


class Output(Struct, frozen=True):
    """One of the reports that a run was asked for."""

    format: str
    file: Path | None
    """`None` is standard output."""


def outputs_of(options: Sequence[str], file: str | None) -> list[Output]:
    """What `--format` options ask for, and `--output`, which is the file of the only one.

    Text goes to standard output where nothing else does. Raises UsageError for a format that is
    not known and for two that would go to standard output.
    """
    outputs = [_output(option) for option in options]
    if file is not None:
        if len(outputs) > 1 or (outputs and outputs[0].file is not None):
            raise UsageError("--output goes with one format without a file of its own")
        format = outputs[0].format if outputs else "text"
        return [Output(format, None if file == "-" else Path(file))]
    to_stdout = [output.format for output in outputs if output.file is None]
    if len(to_stdout) > 1:
        raise UsageError(f"{' and '.join(to_stdout)} cannot both go to standard output: name files")
    return outputs if to_stdout else [Output("text", None), *outputs]


def _output(option: str) -> Output:
    name, equals, file = option.partition("=")
    if name not in FORMATS:
        from dlpulint.basics.spelling import nearest

        known = nearest(name, FORMATS) or f"; known: {', '.join(FORMATS)}"
        raise UsageError(f"--format {option}: no format {name!r}{known}")
    if equals and not file:
        raise UsageError(f"--format {option}: no file behind the =")
    return Output(name, Path(file) if file and file != "-" else None)


def parts(report: "Report", output: Output) -> Iterator[tuple["Report", Output]]:
    """The report and its output; one of each for every pair where the format holds only one.

    Each pair's file is named after the one asked for, the model and the target.
    """
    if output.format not in SINGLE or output.file is None or len(report.reports) < 2:
        yield report, output
        return
    models = _words(one.path for one in report.reports)
    for one in report.reports:
        name = f"{output.file.stem}.{models[one.path]}.{one.target}{output.file.suffix}"
        yield replace(report, reports=(one,)), replace(output, file=output.file.with_name(name))


def _words(paths: Iterable[str]) -> dict[str, str]:
    """A word for each path that may stand in a file's name, and that no other path has."""
    words: dict[str, str] = {}
    used: dict[str, int] = {}
    for path in dict.fromkeys(paths):
        stem = "stdin" if path == "-" else path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        word = first = re.sub(r"[^\w.-]+", "-", stem)[:_WORD].strip("-.") or "model"
        # Letters of another case make no other file everywhere.
        while word.lower() in used:
            used[first.lower()] += 1
            word = f"{first}-{used[first.lower()]}"
        used[word.lower()] = 1
        words[path] = word
    return words


def category_of(name: str) -> str:
    """A SARIF category as it stands between slashes. Raises UsageError where it can be none."""
    category = name.strip("/ ")
    if not category or not category.isprintable() or len(category) > _CATEGORY:
        raise UsageError(
            f"--category {name!r}: a word or two, such as `detectors`, of at most {_CATEGORY} "
            "characters"
        )
    return category


def rendered(
    report: "Report",
    output: Output,
    style: "Style",
    gates: "Gates" = ("error",),
    *,
    category: str = "",
) -> str:
    """The report as an output's format has it; `style` is for the text format.

    `gates` are what the run fails for: formats that services read as passed and failed agree with
    its exit code. `category` keeps SARIF results apart from those of other runs.
    """
    # Each format's module is imported where it is asked for: jinja2 alone takes longer than a lint.
    match output.format:
        case "json":
            from dlpulint.report import contract as json

            return json.write(report)
        case "sarif":
            from dlpulint.reporters.sarif import log as sarif

            return sarif.write(report, category=category)
        case "html":
            from dlpulint.reporters.html import page as html

            return html.write(report)
        case "markdown":
            from dlpulint.reporters import markdown

            return markdown.write(report)
        case "github":
            from dlpulint.reporters import github

            return github.write(report)
        case "junit":
            from dlpulint.reporters import junit

            return junit.write(report, gates)
        case "csv":
            from dlpulint.reporters import placement_csv

            return placement_csv.write(report)
        case "summary":
            return _summary(report, output, style)
        case "dot":
            from dlpulint.reporters import dot

            return dot.write(report)
        case "model-explorer":
            from dlpulint.reporters import model_explorer

            return model_explorer.write(report)
        case _:
            from dlpulint.reporters.text import report as text

            return text.write(report, style)


def refuse_uncompared(outputs: Iterable[Output]) -> None:
    """Raise UsageError for a format that does not tell what has changed between two runs."""
    for output in outputs:
        if output.format not in COMPARED:
            known = ", ".join(COMPARED)
            raise UsageError(f"--format {output.format}: --diff has no such format; known: {known}")


def rendered_difference(difference: "Difference", output: Output, style: "Style") -> str:
    """What has changed, as an output's format has it, which is one of COMPARED."""
    match output.format:
        case "json":
            from dlpulint.reporters.difference import json

            return json.write(difference)
        case "markdown":
            from dlpulint.reporters.difference import markdown

            return markdown.write(difference)
        case _:
            from dlpulint.reporters.difference import text

            return text.write(difference, style)


def _summary(report: "Report", output: Output, style: "Style") -> str:
    """A row a model and target, in the form that the file's name asks for."""
    match None if output.file is None else output.file.suffix.lower():
        case ".csv":
            from dlpulint.reporters.overview import csv as overview_csv

            return overview_csv.write(report)
        case ".html" | ".htm":
            from dlpulint.reporters.overview import html as overview_html

            return overview_html.write(report)
        case _:
            from dlpulint.reporters.overview import text as overview_text

            return overview_text.write(report, style)
