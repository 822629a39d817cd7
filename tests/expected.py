"""What whole runs have to give: golden outputs, and what models.toml says of each fixture.

`python -m tests.expected` rewrites both. Read the difference before you commit it.
"""

import contextlib
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dlpulint.api import lint
from dlpulint.basics.terms import Answer
from dlpulint.report.gates import fails
from dlpulint.report.ledger import WITH_LEDGER
from dlpulint.report.report import ModelReport, Report
from dlpulint.reporters.formats import FORMATS, Output, parts, rendered
from dlpulint.reporters.text.style import Style
from tests.places import FIXTURES, GOLDEN, ROOT

TARGETS = ("artpec7", "artpec8", "artpec9", "artpec9-cpu", "cpu", "cv25", "cv75")
MODELS = FIXTURES / "models.toml"

GOLDEN_MODELS = (
    "mobilenet_int8_per_channel.tflite",
    "attention_int8.tflite",
    "vit_opset17.onnx",
)
GOLDEN_TARGETS = ("artpec8", "cv25")

_GOLDEN = {
    "text": "report.txt",
    "summary": "summary.txt",
    "markdown": "report.md",
    "junit": "report.xml",
    "model-explorer": "nodes.json",
}
"""Files of formats whose golden output is not called after them."""


def golden_name(format: str) -> str:
    """The file in tests/golden/ that shows a format; of several, the name they stem from."""
    return _GOLDEN.get(format, f"report.{format}")


def plant(folder: Path) -> Path:
    """Make of a folder the top of a repository that has the models of the golden outputs."""
    (folder / ".git").mkdir(parents=True)
    (folder / "fixtures").mkdir()
    for name in GOLDEN_MODELS:
        shutil.copyfile(FIXTURES / name, folder / "fixtures" / name)
    return folder


def golden_report() -> Report:
    """The report that golden outputs show; the working directory has to have the fixtures."""
    return lint(
        [f"fixtures/{name}" for name in GOLDEN_MODELS], GOLDEN_TARGETS, outlined=WITH_LEDGER
    )


def without_builds(text: str) -> str:
    """A report without its build ids, which every change of a pack or of the code changes."""
    return re.sub(r'("(?:pack_)?build": )"[0-9a-f]{16}"', r'\1"0000000000000000"', text)


def golden_outputs() -> Iterator[tuple[str, str]]:
    """File name and text of every golden output."""
    report = golden_report()
    outputs = [Output(format, Path(golden_name(format))) for format in FORMATS]
    outputs += [Output("summary", Path(f"summary.{suffix}")) for suffix in ("csv", "html")]
    for output in outputs:
        for part, own in parts(report, output):
            yield f"{own.file}", without_builds(rendered(part, own, Style()))
    yield "report-full.txt", rendered(report, Output("text", None), Style(full=True))


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
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(plant(Path(folder, "top"))):
        for name, output in golden_outputs():
            (GOLDEN / name).write_bytes(output.encode("utf-8"))
    with contextlib.chdir(ROOT):
        _rewrite_models()


if __name__ == "__main__":
    main()
