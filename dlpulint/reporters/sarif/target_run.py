"""The run of one target."""

from collections.abc import Sequence

from dlpulint.basics.version import Versions
from dlpulint.report.report import Report, TargetSummary
from dlpulint.reporters.sarif.github_limits import Bounds
from dlpulint.reporters.sarif.invocation import invocation_of
from dlpulint.reporters.sarif.linted_files import Linted, artifacts
from dlpulint.reporters.sarif.objects import Object
from dlpulint.reporters.sarif.results import results_of, worst_first
from dlpulint.reporters.sarif.rules import by_rule, rule_of

_HOME = "https://github.com/dlpulint/dlpulint"
"""Validators ask for a page about the tool; this is where its name leads."""


def run_of(
    report: Report,
    target: TargetSummary,
    files: Sequence[Linted],
    bounds: Bounds,
    *,
    left_out: Sequence[TargetSummary],
    category: str = "",
) -> Object:
    """A target's run, within bounds; it names the targets that are left out of the log.

    `category` keeps its alerts apart from those of other runs for the same target.
    """
    findings = worst_first(files)
    told = findings[: bounds.results]
    rules = by_rule(told)
    return {
        "tool": {
            "driver": {
                "name": "dlpulint",
                "organization": "dlpulint",
                "fullName": f"dlpulint {report.tool_version}",
                "informationUri": _HOME,
                "version": report.tool_version,
                "semanticVersion": report.tool_version,
                "rules": [rule_of(same, target) for same in rules.values()],
            }
        },
        "automationDetails": {"id": _category(target, files, category)},
        "invocations": [
            invocation_of(
                files,
                target,
                results=len(told),
                findings=len(findings),
                left_out=left_out,
                remarks=report.remarks,
            )
        ],
        "columnKind": "unicodeCodePoints",
        "artifacts": artifacts(files),
        "results": results_of(told, tuple(rules), bounds.operators),
        "properties": {
            "title": target.title,
            "packVersion": target.pack_version,
            **_circumstances(report.stated, files),
        },
    }


def _category(target: TargetSummary, files: Sequence[Linted], own: str) -> str:
    """Findings of a what-if are alerts of their own: they must not close those of the files."""
    category = "".join(f"as-if-{scheme}/" for scheme in _schemes(files))
    category += "input-shape/" if _shapes(files) else ""
    category += f"{own}/" if own else ""
    return f"dlpulint/{target.target}/{category}"


def _circumstances(stated: Versions, files: Sequence[Linted]) -> Object:
    """What the user stated and supposed, as far as it was."""
    said: Object = {}
    for name, version in (
        ("axisOs", stated.axis_os),
        ("runtime", stated.runtime),
        ("edgetpuRuntime", stated.edgetpu_runtime),
        ("compiler", stated.compiler),
    ):
        if version is not None:
            said[name] = str(version)
    schemes, shapes = _schemes(files), _shapes(files)
    return {
        **({"stated": said} if said else {}),
        **({"asIf": schemes[0]} if schemes else {}),
        **({"inputShapes": shapes} if shapes else {}),
    }


def _schemes(files: Sequence[Linted]) -> list[str]:
    return sorted({file.one.as_if for file in files if file.one.as_if is not None})


def _shapes(files: Sequence[Linted]) -> list[str]:
    return sorted({str(shape) for file in files for shape in file.one.input_shapes})
