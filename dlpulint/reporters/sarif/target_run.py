"""The run of one target."""

from collections.abc import Sequence

from dlpulint.basics.project_address import project_addresses
from dlpulint.basics.version import Versions
from dlpulint.report.report import Report, TargetSummary
from dlpulint.reporters.sarif.github_limits import Bounds
from dlpulint.reporters.sarif.invocation import invocation_of
from dlpulint.reporters.sarif.linted_files import Linted, artifacts
from dlpulint.reporters.sarif.objects import Object
from dlpulint.reporters.sarif.results import results_of, worst_first
from dlpulint.reporters.sarif.rules import by_rule, rule_of


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
    shown = findings[: bounds.results]
    rules = by_rule(shown)
    return {
        "tool": {
            "driver": {
                "name": "dlpulint",
                "organization": "dlpulint",
                "fullName": f"dlpulint {report.tool_version}",
                **_information(),
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
                results=len(shown),
                findings=len(findings),
                left_out=left_out,
                remarks=report.remarks,
            )
        ],
        "columnKind": "unicodeCodePoints",
        "artifacts": artifacts(files),
        "results": list(results_of(shown, tuple(rules), bounds.operators)),
        "properties": {
            "title": target.title,
            "packVersion": target.pack_version,
            **_circumstances(report.stated, files),
        },
    }


def _information() -> Object:
    """The project's address, where it has one."""
    addresses = project_addresses()
    address = addresses.repository or addresses.documentation
    return {} if address is None else {"informationUri": address}


def _category(target: TargetSummary, files: Sequence[Linted], category: str) -> str:
    """A what-if has a category of its own: its alerts must not close those of the files."""
    parts = ["dlpulint", target.target, *(f"as-if-{scheme}" for scheme in _schemes(files))]
    parts += ["input-shape"] if _shapes(files) else []
    parts += [category] if category else []
    return "/".join((*parts, ""))


def _circumstances(stated: Versions, files: Sequence[Linted]) -> Object:
    """Versions, quantization and shapes that the user stated or supposed."""
    stated_versions = {
        "axisOs": stated.axis_os,
        "runtime": stated.runtime,
        "edgetpuRuntime": stated.edgetpu_runtime,
        "compiler": stated.compiler,
    }
    versions = {
        name: str(version) for name, version in stated_versions.items() if version is not None
    }
    schemes, shapes = _schemes(files), _shapes(files)
    return {
        **({"stated": versions} if versions else {}),
        **({"asIf": schemes[0]} if schemes else {}),
        **({"inputShapes": shapes} if shapes else {}),
    }


def _schemes(files: Sequence[Linted]) -> list[str]:
    return sorted({file.report.as_if for file in files if file.report.as_if is not None})


def _shapes(files: Sequence[Linted]) -> list[str]:
    return sorted({str(shape) for file in files for shape in file.report.input_shapes})
