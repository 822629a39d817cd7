"""What --fix makes of every detector of a folder, on each ARTPEC chip.

    python -m benchmarks.mended_detectors MODELS [--workers 2]

A detector is a file whose structure has a detection head: one that the linter names, a decode tail
that is known, or an operator that lists detections. Prints a line per file and target, and writes
docs/mended-detectors.md. Needs `pip install 'dlpulint[fix]'`.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from msgspec import Struct

from dlpulint.api import fix
from dlpulint.basics.errors import DlpulintError
from dlpulint.basics.terms import Device
from dlpulint.facts.cutting import last_layers, outputs_with
from dlpulint.facts.facts import Facts
from dlpulint.facts.patterns.decoding import BOX_DECODING
from dlpulint.loader.open_model import load_bytes
from dlpulint.mending.decoding.decoding import decoding_of
from dlpulint.mending.edits.cuts import DECODERS
from dlpulint.mending.fixed import Fixed
from dlpulint.mending.proof.result import ProofResult
from dlpulint.model.graph import Model, Tensor
from dlpulint.report.report import ModelReport

PAGE = Path(__file__).parent.parent / "docs" / "mended-detectors.md"
TARGETS = ("artpec7", "artpec8", "artpec9")
_HEADS = ("YOLO", "SSD", "EfficientDet", "RetinaNet")
"""Beginnings of the names that families have for detection heads."""

_UNDECODED = "boxes not decoded"
"""End of the names of heads whose decoding is left to the application."""

_REASONS = {
    "It is clean as it is": "clean as it is",
    "The edits that apply do not make it better": "no edit makes it better",
}
"""Beginnings of reasons against a copy, and the same in a few words."""


class Side(Struct, frozen=True):
    """A file on a target, before or after."""

    verdict: str
    off: int
    """Operators that run on the CPU, or may."""
    operators: int
    macs: int
    """MACs that certainly run on the DLPU."""
    total_macs: int
    partitions: int


class Row(Struct, frozen=True):
    """A detector on a target."""

    model: str
    head: str
    target: str
    before: Side | None
    after: Side | None
    edits: tuple[str, ...]
    result: str
    """The proof, or why nothing was written."""

    @property
    def cells(self) -> tuple[str, ...]:
        """The row of the page's table, without the model and the head."""
        return (
            self.target,
            _pair([side.verdict for side in self._sides]),
            _pair([f"{side.off:,}" for side in self._sides]),
            _pair([_share(side.macs, side.total_macs) for side in self._sides]),
            _pair([f"{side.partitions:,}" for side in self._sides]),
            ", ".join(self.edits),
            self.result,
        )

    @property
    def _sides(self) -> list[Side]:
        return [side for side in (self.before, self.after) if side is not None]


def head_of(data: bytes) -> str | None:
    """Name of a file's detection head; `None` for a file that is no detector."""
    try:
        model = load_bytes(memoryview(data))
    except DlpulintError:
        return None
    if model.format != "tflite":
        return None
    facts = Facts(model)
    family = None if facts.family is None else facts.family.head
    if family is not None and family.startswith(_HEADS):
        return family
    layers = last_layers(model)
    known = _known_head(model, data, layers)
    # One map that is not decoded may be of anything.
    if known is not None and (len(layers) > 1 or not known.endswith(_UNDECODED)):
        return known
    decoders = [operator for operator in model.operators if operator.kind in DECODERS]
    if decoders:
        return decoders[0].native
    return "boxes on grids" if facts.patterns[BOX_DECODING] else None


def _known_head(model: Model, data: bytes, layers: tuple[Tensor, ...]) -> str | None:
    """Name of the head that the operators after the last layers decode."""
    if not layers or any(tensor.constant for tensor in layers):
        return None
    return decoding_of(model, data, outputs_with(layers, model))[0].head


def rows_of(file: Path, name: str) -> Iterator[Row]:
    """A row per target for a detector; none for another file."""
    head = head_of(file.read_bytes())
    if head is None:
        return
    for target in TARGETS:
        made = fix(file, target)
        after = None if made.after is None or made.data is None else side_of(made.after)
        changes = () if made.certificate is None else made.certificate.edits
        yield Row(
            name,
            head,
            target,
            side_of(made.before),
            after,
            tuple(dict.fromkeys(change.edit for change in changes)),
            _result(made),
        )


def side_of(report: ModelReport) -> Side | None:
    """Figures of a report; `None` without a placement."""
    placement = report.placement
    if placement is None:
        return None
    off = sum(operator.device is not Device.DLPU for operator in placement.operators)
    macs = placement.macs
    return Side(
        report.verdict.value,
        off,
        len(placement.operators),
        macs.dlpu,
        macs.total,
        placement.worst.total,
    )


def _result(made: Fixed) -> str:
    if made.certificate is None:
        short = [few for long, few in _REASONS.items() if made.reason.startswith(long)]
        return short[0] if short else made.reason
    return proof_words(made.certificate.proof, tail=made.tail is not None)


def proof_words(proof: ProofResult, *, tail: bool) -> str:
    """The result of a comparison in a few words."""
    if proof.status != "compared":
        return f"not compared ({proof.reason})"
    if not proof.exact:
        return f"differs by at most {proof.largest:.3g}"
    if proof.tail_exact:
        return "same bytes, tail too"
    return "same bytes; tail not run" if tail else "same bytes"


def _pair(texts: Sequence[str]) -> str:
    return " → ".join(dict.fromkeys(texts))


def _share(part: int, whole: int) -> str:
    """`2.1 of 2.2 G`; the whole alone where that is the part; nothing without MACs."""
    if not whole:
        return ""
    factor, unit = (1e9, "G") if whole >= 1e9 else (1e6, "M")
    all_of_it = f"{whole / factor:.3g} {unit}"
    return f"all {all_of_it}" if part == whole else f"{part / factor:.3g} of {all_of_it}"


def page(rows: Iterable[Row], day: date, litert: str) -> str:
    """The page docs/mended-detectors.md."""
    found = list(rows)
    models = list(dict.fromkeys(row.model for row in found))
    better = [row for row in found if row.after is not None]
    clean = [row for row in better if row.after is not None and row.after.verdict == "clean"]
    exact = [row for row in better if row.result.startswith("same bytes")]
    alone = [row for row in better if row.result.startswith("not compared")]
    lines = [
        "# Detectors, mended",
        "",
        f"<!-- Generated by `python -m benchmarks.mended_detectors MODELS` on {day}. -->",
        "",
        "[`--fix`](mend.md) on every detector of the public models that dlpulint is tested with,",
        f"for each ARTPEC chip: {len(models)} models, {len(found)} pairs of model and target, in",
        f"LiteRT {litert}.",
        "",
        f"- {len(better)} pairs have a mended copy; {len(clean)} copies are `clean`.",
        f"- {len(exact)} copies gave the same bytes as the original on three random inputs.",
        f"- {len(alone)} copies run in LiteRT, which lacks an operator of their originals.",
        "- An arrow separates before and after. Off: operators that run on the CPU, or may. MACs:",
        "  those that run on the DLPU.",
        "- A tail that was cut off still has to run: on the CPU as a model of its own, or in the",
        "  application. Its operators are not counted after the arrow.",
        "- A row without edits states why nothing was written.",
        "",
        "| model | head | target | verdict | off | MACs on the DLPU | partitions | edits | proof |",
        "|---|---|---|---|--:|--:|--:|---|---|",
    ]
    for row in found:
        lines.append(f"| {' | '.join((f'`{row.model}`', row.head, *row.cells))} |")
    return "\n".join(lines) + "\n"


def all_rows(folder: Path, workers: int) -> Iterator[Row]:
    """Rows for every different .tflite file of a folder, by name."""
    different: dict[bytes, Path] = {}
    for file in sorted(folder.rglob("*.tflite")):
        different.setdefault(sha256(file.read_bytes()).digest(), file)
    files = sorted(different.values())
    with ThreadPoolExecutor(workers) as pool:
        names = [file.relative_to(folder).as_posix() for file in files]
        for rows in pool.map(lambda pair: list(rows_of(*pair)), zip(files, names, strict=True)):
            yield from rows


def main() -> None:
    """Prints a line per row and writes the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="MODELS")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    rows = []
    for row in all_rows(options.folder, options.workers):
        rows.append(row)
        sys.stdout.write("\t".join((row.model, row.head, *row.cells)) + "\n")
        sys.stdout.flush()
    PAGE.write_text(page(rows, date.today(), version("ai-edge-litert")), "utf-8")


if __name__ == "__main__":
    main()
