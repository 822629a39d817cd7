"""The files of a run: what was linted, and what came of each."""

from collections.abc import Iterable

from msgspec import Struct

from dlpulint.basics.terms import Severity
from dlpulint.findings.finding import Finding
from dlpulint.report.report import ModelReport
from dlpulint.report.sentences import change_sentences, cut_sentence
from dlpulint.reporters.lines import placement_line, summary_line
from dlpulint.reporters.sarif.objects import Object, sentence


class Linted(Struct, frozen=True):
    """A file with its URI, on one target."""

    one: ModelReport
    uri: str
    counts: bool
    """Whether what is found is to be an alert."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What becomes results."""
        return self.one.findings if self.counts else ()


class Told(Struct, frozen=True):
    """A finding with its file: a result."""

    file: Linted
    finding: Finding

    @property
    def level(self) -> Severity:
        """A preview is no alert about the file: no more than a note."""
        return Severity.NOTE if self.finding.preview else self.finding.level


def artifacts(files: Iterable[Linted]) -> list[Object]:
    """Each file once, with its verdict and what to change in it."""
    named: dict[tuple[str, str | None], Object] = {}
    for file in files:
        model = file.one.model
        artifact: Object = {
            "location": {"uri": file.uri},
            "roles": ["analysisTarget"],
            "mimeType": "application/octet-stream",
        }
        if model is not None:
            artifact["length"] = model.bytes
            artifact["hashes"] = {"sha-256": model.sha256}
            artifact["properties"] = _outcome(file.one)
        named[file.uri, model.sha256 if model else None] = artifact
    return list(named.values())


def _outcome(one: ModelReport) -> Object:
    """What the report says of a file as a whole, which no result does."""
    summary = summary_line(one)
    outcome: Object = {
        "verdict": one.verdict.value,
        "summary": sentence(summary[:1].upper() + summary[1:]),
    }
    if one.foreign:
        outcome["otherFormat"] = True
    if one.preview:
        outcome["preview"] = True
    placement = one.placement
    if placement is None or not placement.operators:
        return outcome
    outcome["placed"] = sentence(placement_line(placement, one.backend))
    if cut := cut_sentence(placement, one.backend):
        outcome["cut"] = sentence(cut)
    if changes := [sentence(text) for text in change_sentences(placement, one.backend)]:
        outcome["change"] = changes
    return outcome
