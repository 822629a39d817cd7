"""The linted files of a run, and the result for each."""

from collections.abc import Iterable

from msgspec import Struct

from dlpulint.basics.terms import Severity
from dlpulint.findings.finding import Finding
from dlpulint.report.report import ModelReport
from dlpulint.reporters.headline import summary_line
from dlpulint.reporters.lines import placement_line
from dlpulint.reporters.sarif.objects import Object, sentence


class Linted(Struct, frozen=True):
    """A file with its URI, on one target."""

    report: ModelReport
    uri: str
    counts: bool
    """Whether its findings become alerts."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Findings that become results."""
        return self.report.findings if self.counts else ()


class Result(Struct, frozen=True):
    """A finding with its file."""

    file: Linted
    finding: Finding

    @property
    def level(self) -> Severity:
        """Level of the finding; for a preview, which is no alert about the file, a note."""
        return Severity.NOTE if self.finding.preview else self.finding.level


def artifacts(files: Iterable[Linted]) -> list[Object]:
    """Each file once, with its verdict and the changes for it."""
    named: dict[tuple[str, str | None], Object] = {}
    for file in files:
        model = file.report.model
        artifact: Object = {
            "location": {"uri": file.uri},
            "roles": ["analysisTarget"],
            "mimeType": "application/octet-stream",
        }
        if model is not None:
            artifact["length"] = model.bytes
            if model.sha256 is not None:
                artifact["hashes"] = {"sha-256": model.sha256}
            artifact["properties"] = _outcome(file.report)
        named[file.uri, model.sha256 if model else None] = artifact
    return list(named.values())


def _outcome(report: ModelReport) -> Object:
    """Verdict, placement and changes of a file as a whole, which are in no result."""
    outcome: Object = {
        "verdict": report.verdict.value,
        "summary": sentence(summary_line(report)),
    }
    if report.after_conversion is not None:
        outcome["afterConversion"] = report.after_conversion.value
    if report.foreign:
        outcome["otherFormat"] = True
    if report.preview:
        outcome["preview"] = True
    placement = report.placement
    if placement is None or not placement.operators:
        return outcome
    outcome["placed"] = sentence(placement_line(placement, report.backend))
    if placement.cut is not None:
        outcome["cut"] = sentence(placement.cut.sentence)
    if placement.steps:
        outcome["change"] = [sentence(step.sentence) for step in placement.steps]
    return outcome
