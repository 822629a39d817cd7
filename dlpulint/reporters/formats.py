"""The formats of a report, and the destination of each of a run's outputs."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.basics.errors import UsageError

if TYPE_CHECKING:
    from dlpulint.compare.comparison import Comparison
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
    "ledger",
    "dot",
    "model-explorer",
)

COMPARED = ("text", "json", "html", "markdown")
"""Formats of a difference between two runs."""

DRAWN = ("html", "csv", "ledger", "dot", "model-explorer")
"""Formats that need reports with their outlines and ledgers."""

SINGLE = ("model-explorer",)
"""Formats that hold one model on one target."""

_CATEGORY = 100
"""Characters of a SARIF category."""

_WORD = 48
"""Letters of a model's name in a file's name."""


class Output(Struct, frozen=True):
    """One of the reports that a run was asked for."""

    format: str
    file: Path | None
    """`None` is standard output."""


def outputs_of(options: Sequence[str], file: str | None) -> list[Output]:
    """Outputs of the `--format` options and of `--output`, which is the file of the only one.

    Text goes to standard output where nothing else does. Raises UsageError for an unknown format
    and for two formats on standard output.
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

        hint = nearest(name, FORMATS) or f"; known: {', '.join(FORMATS)}"
        raise UsageError(f"--format {option}: no format {name!r}{hint}")
    if equals and not file:
        raise UsageError(f"--format {option}: no file after the =")
    return Output(name, Path(file) if file and file != "-" else None)


def parts(report: "Report", output: Output) -> Iterator[tuple["Report", Output]]:
    """The report and its output; one of each per pair where the format holds only one pair.

    Each pair's file is named after the output's, the model and the target.
    """
    if output.format not in SINGLE or output.file is None or len(report.reports) < 2:
        yield report, output
        return
    models = _words(linted.path for linted in report.reports)
    for linted in report.reports:
        name = f"{output.file.stem}.{models[linted.path]}.{linted.target}{output.file.suffix}"
        yield replace(report, reports=(linted,)), replace(output, file=output.file.with_name(name))


def _words(paths: Iterable[str]) -> dict[str, str]:
    """A word per path that no other path has and that a file's name may contain."""
    words: dict[str, str] = {}
    used: dict[str, int] = {}
    for path in dict.fromkeys(paths):
        word = first = word_of(path)
        # Some file systems do not distinguish upper and lower case.
        while word.lower() in used:
            used[first.lower()] += 1
            word = f"{first}-{used[first.lower()]}"
        used[word.lower()] = 1
        words[path] = word
    return words


def word_of(path: str) -> str:
    """A word for a model that a file's name may contain: its own name without the suffix."""
    stem = "stdin" if path == "-" else path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return re.sub(r"[^\w.-]+", "-", stem)[:_WORD].strip("-.") or "model"


def category_of(name: str) -> str:
    """A SARIF category without slashes at its ends. Raises UsageError for an invalid one."""
    category = name.strip("/ ")
    if not category or not category.isprintable() or len(category) > _CATEGORY:
        expected = f"a word or two, such as `detectors`, of at most {_CATEGORY} characters"
        raise UsageError(f"--category {name!r}: {expected}")
    return category


def rendered(
    report: "Report",
    output: Output,
    style: "Style",
    gates: "Gates" = ("error",),
    *,
    category: str = "",
) -> str:
    """The report in the format of an output; `style` is for the text format.

    `gates` decide whether the run fails: formats that services read as passed and failed agree
    with its exit code. `category` keeps SARIF results apart from those of other runs.
    """
    # Each format's module is imported on demand: jinja2 alone takes longer than a lint.
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

            return github.write(report, gates=gates)
        case "junit":
            from dlpulint.reporters import junit

            return junit.write(report, gates)
        case "csv":
            from dlpulint.reporters import placement_csv

            return placement_csv.write(report)
        case "ledger":
            from dlpulint.reporters import ledger

            as_json = output.file is not None and output.file.suffix.lower() == ".json"
            return ledger.write_json(report) if as_json else ledger.write(report)
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
    """Raise UsageError for a format that cannot show a difference between two runs."""
    for output in outputs:
        if output.format not in COMPARED:
            names = ", ".join(COMPARED)
            raise UsageError(f"--format {output.format}: --diff has no such format; known: {names}")


def rendered_difference(comparison: "Comparison", output: Output, style: "Style") -> str:
    """The difference in the format of an output, which is one of COMPARED."""
    match output.format:
        case "json":
            from dlpulint.reporters.difference import json

            return json.write(comparison.difference)
        case "html":
            from dlpulint.reporters.html import page as html

            return html.write_comparison(comparison)
        case "markdown":
            from dlpulint.reporters.difference import markdown

            return markdown.write(comparison.difference)
        case _:
            from dlpulint.reporters.difference import text

            return text.write(comparison.difference, style)


def _summary(report: "Report", output: Output, style: "Style") -> str:
    """One row per model and target, in the form that the file's ending asks for."""
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
