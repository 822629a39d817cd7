"""Reports on one model file, one per pack, or the reason why there are none."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from dlpulint.basics.errors import ModelFileError, UsageError
from dlpulint.basics.printable import crash_text
from dlpulint.basics.remote_path import is_remote, suffix_of
from dlpulint.conversion.as_if import Scheme, applies_to, as_if
from dlpulint.engine.judge import judge
from dlpulint.engine.model_files import STDIN, shown
from dlpulint.engine.model_report import report_of, unreadable_report
from dlpulint.engine.weights_read import risk_in, wants_risk
from dlpulint.engine.what_if import (
    is_previewed,
    preview_of,
    report_as_if,
    report_with_preview,
    why_not_as_if,
    with_shapes,
)
from dlpulint.facts.facts import Facts
from dlpulint.facts.preparation.settled import settled
from dlpulint.loader import open_model as loader
from dlpulint.loader.content import Content
from dlpulint.loader.ranges import RangedBytes
from dlpulint.loader.stream import refuse_endless
from dlpulint.model.graph import Model
from dlpulint.model.input_shapes import InputShape, shapes_for
from dlpulint.packs.pack import Pack
from dlpulint.report.ledger import WITH_LEDGER, LedgerRow
from dlpulint.report.ledger_rows import ledger_of
from dlpulint.report.report import ModelReport
from dlpulint.report.summary import model_summary

if TYPE_CHECKING:
    from dlpulint.facts.weights.risk import Risk


def lint_file(
    path: str,
    packs: Iterable[Pack],
    stdin: bytes | None = None,
    *,
    scheme: Scheme | None = None,
    shapes: Sequence[InputShape] = (),
    outlined: int = False,
    trained: bool = True,
) -> Iterator[ModelReport]:
    """Reports on one file, one per pack; for a file that cannot be read they state the reason.

    With a `scheme` a float model is linted as if quantized, where the target wants it quantized.
    An ONNX model gets those of the `shapes` that are for one of its inputs; UsageError names a
    shape that does not fit. `outlined` reports carry the graph as well, for formats that draw it,
    and those that are WITH_LEDGER a row for every operator.
    Values of weights are judged only if they are those of a `trained` model.
    """
    try:
        packs = tuple(packs)
        weights = trained and any(wants_risk(pack, scheme) for pack in packs)
        file = _File(path, stdin, scheme, shapes, weights=weights)
    except UsageError:
        raise
    except Exception as error:
        reason = str(error) if isinstance(error, ModelFileError) else crash_text(error)
        yield from (unreadable_report(path, pack, reason) for pack in packs)
        return
    for pack in packs:
        try:
            report, judged = file.report(pack)
            if outlined:
                report = _outlined(report, judged, pack, outlined)
        except Exception as error:
            report = unreadable_report(path, pack, crash_text(error))
        if file.notice:
            report = replace(report, notices=(*report.notices, file.notice))
        yield with_shapes(report, file.model, file.shapes) if file.shapes else report


def _outlined(report: ModelReport, judged: Facts, pack: Pack, outlined: int) -> ModelReport:
    """The report with the graph that was judged, and with its ledger where that is asked for.

    Pages show the ledger of models with an estimated time.
    """
    placement, latency = report.placement, report.latency
    timed = latency is not None and bool(latency.parts)
    ledger: tuple[LedgerRow, ...] = ()
    if placement is not None and (timed or outlined == WITH_LEDGER):
        ledger = ledger_of(judged, placement, latency, pack)
    return replace(report, outline=judged.outline, ledger=ledger)


class _File:
    """A model file with its facts, and those of the model that it is linted as."""

    def __init__(
        self,
        path: str,
        stdin: bytes | None,
        scheme: Scheme | None,
        shapes: Sequence[InputShape],
        *,
        weights: bool,
    ) -> None:
        """Read a file; of its weights only their risk stays, if `weights` are wanted at all."""
        self.path, self.scheme = path, scheme
        read = _Read(path, stdin)
        self.model = read.model()
        self.shapes = shapes_for(self.model.inputs, shapes, shown(path))
        if self.shapes and self.model.format == "onnx":
            sizes = {shape.name: shape.sizes for shape in self.shapes if shape.name}
            self.model = read.model(sizes)
        risk = read.risk(self.model) if weights else None
        digest, size = read.checksum
        self.notice = read.notice
        del read  # The bytes are needed no longer; what follows needs memory.
        self.model = settled(self.model)
        self.facts = Facts(self.model, risk)
        self.summary = model_summary(self.facts, digest, size)
        self.quantized: Facts | None = None
        if scheme is not None and applies_to(self.facts):
            self.quantized = Facts(as_if(self.facts, scheme), risk)
            self.quantized_summary = model_summary(self.quantized, digest, size)

    @cached_property
    def preview(self) -> Facts | ModelFileError:
        """Facts of the model after its conversion, or the reason why there is no preview."""
        return preview_of(self.model)

    def report(self, pack: Pack) -> tuple[ModelReport, Facts]:
        """Report for a pack, with the facts that were judged."""
        report, judged = self._report(pack)
        risk = self.facts.per_tensor_risk
        if risk is not None and wants_risk(pack, self.scheme):
            from dlpulint.report.stated_risk import stated_risk

            report = replace(report, per_tensor_risk=stated_risk(risk))
        return report, judged

    def _report(self, pack: Pack) -> tuple[ModelReport, Facts]:
        path, facts, summary, scheme = self.path, self.facts, self.summary, self.scheme
        judged = facts
        if is_previewed(self.model, pack):
            report = report_with_preview(path, facts, summary, pack, self.preview)
            judged = self.preview if isinstance(self.preview, Facts) else facts
        elif scheme is None or self.quantized is None or pack.quantizes:
            report = report_of(path, facts, summary, pack, judge(facts, pack))
        else:
            supposed, summary = self.quantized, self.quantized_summary
            return report_as_if(scheme, path, self.model, supposed, summary, pack), supposed
        if scheme is not None:
            notices = (why_not_as_if(scheme, self.model, pack), *report.notices)
            report = replace(report, notices=notices)
        return report, judged


class _Read:
    """The bytes of a model file, which may be remote, or standard input where that is given."""

    def __init__(self, path: str, stdin: bytes | None) -> None:
        if path == STDIN and stdin is not None:
            refuse_endless(stdin)
            self._content, self._suffix = Content.of(stdin), ""
        elif is_remote(path):
            # Few runs need it.
            from dlpulint.loader.remote import content_at

            self._content, self._suffix = content_at(path), suffix_of(path)
        else:
            file = Path(path)
            self._content, self._suffix = loader.content_of(file), file.suffix.lower()

    def model(self, shapes: Mapping[str, tuple[int, ...]] | None = None) -> Model:
        """The model in these bytes, with sizes for open dimensions of its inputs."""
        try:
            return loader.load_bytes(self._content.data, self._suffix, shapes)
        finally:
            # Parts of two files are read as damage, or as a model that nobody has.
            self._content.refuse_change()

    def risk(self, model: Model) -> "Risk | None":
        """The risk of one scale per tensor for the weights; those of remote files stay there."""
        data = self._content.data
        return risk_in(data, model) if isinstance(data, memoryview) else None

    @property
    def checksum(self) -> tuple[str | None, int]:
        """SHA-256, where all bytes were read, and number of the bytes."""
        return self._content.sha256, len(self._content.data)

    @property
    def notice(self) -> str:
        """Sentence on bytes that were not read, or did not have to be; empty for most files."""
        data = self._content.data
        if isinstance(data, RangedBytes):
            return (
                f"No checksum: it needs all {len(data):,} bytes of the file, of which "
                f"{data.fetched:,} were read."
            )
        return self._content.note
