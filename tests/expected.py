"""What whole runs have to give: golden outputs, and what models.toml says of each fixture.

`python -m tests.expected` rewrites both. Read the difference before you commit it.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dlpulint.api import lint
from dlpulint.formats import Output, parts
from dlpulint.report import ModelReport, Report, fails
from dlpulint.reporters import dot, html, json, model_explorer, sarif, text
from dlpulint.reporters.style import Style
from dlpulint.terms import Answer
from tests.places import FIXTURES, GOLDEN, ROOT

TARGETS = ("artpec7", "artpec8", "artpec9", "artpec9-cpu", "cpu", "cv25", "cv75")
MODELS = FIXTURES / "models.toml"

GOLDEN_MODELS = (
    "mobilenet_int8_per_channel.tflite",
    "attention_int8.tflite",
    "vit_opset17.onnx",
)
GOLDEN_TARGETS = ("artpec8", "cv25")


def golden_report() -> Report:
    """The report that golden outputs show. The working directory has to be the repository."""
    return lint([f"fixtures/{name}" for name in GOLDEN_MODELS], GOLDEN_TARGETS, outlined=True)


def golden_outputs() -> Iterator[tuple[str, str]]:
    """File name and text of every golden output."""
    report = golden_report()
    yield "report.txt", text.write(report)
    yield "report-full.txt", text.write(report, Style(full=True))
    yield "report.json", json.write(report)
    yield "report.sarif", sarif.write(report, ROOT)
    yield "report.html", html.write(report)
    yield "report.dot", dot.write(report)
    for part, output in parts(report, Output("model-explorer", Path("nodes.json"))):
        yield f"{output.file}", model_explorer.write(part)


def expectation(one: ModelReport, report: Report) -> dict[str, Any]:
    """What models.toml says of one fixture on one target."""
    if one.error is not None:
        return {"exit": 2, "error": one.error}
    alone = Report(report.tool_version, report.targets, (one,))
    return {
        "exit": int(fails(alone, ("error",))),
        "verdict": one.verdict.value,
        "rules": sorted({f.rule for f in one.findings if f.answer is Answer.BAD}),
        "open": sorted({f.rule for f in one.findings if f.answer is Answer.UNKNOWN}),
    }


def fixture_files() -> list[str]:
    """Every model of fixtures/models.toml, relative to fixtures/."""
    return [model["file"] for model in tomllib.loads(MODELS.read_text("utf-8"))["model"]]


def _as_toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_as_toml(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_as_toml(part) for part in value) + "]"
    if isinstance(value, int):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _rewrite_models() -> None:
    """Put an `expect` table behind every model; the rest of the file stays."""
    report = lint([f"fixtures/{name}" for name in fixture_files()], TARGETS)
    lines = re.sub(r"^expect\..*\n", "", MODELS.read_text("utf-8"), flags=re.MULTILINE).splitlines()
    written: list[str] = []
    for line in lines:
        written.append(line)
        match = re.match(r"shows = ", line)
        if match:
            name = next(old.split('"')[1] for old in reversed(written) if old.startswith("file = "))
            written += [
                f"expect.{one.target} = {_as_toml(expectation(one, report))}"
                for one in report.reports
                if one.path == f"fixtures/{name}"
            ]
    MODELS.write_text("\n".join(written) + "\n", "utf-8")


def main() -> None:
    """Rewrite what is expected from what is found."""
    import os

    os.chdir(ROOT)
    for name, output in golden_outputs():
        Path(GOLDEN / name).write_text(output, "utf-8", newline="\n")
    _rewrite_models()


if __name__ == "__main__":
    main()
