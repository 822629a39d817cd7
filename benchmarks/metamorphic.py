"""What must not change an answer: seeded edits of real models, and dlpulint before and after.

    python -m benchmarks.metamorphic [MODELS...] [--edits 5000] [--seed 1] [--keep FOLDER]

Edits that change nothing about what a model computes or needs (`benchmarks/tflite_same.py`,
`tflite_same_layers.py`, `onnx_same.py`) must leave verdict, placement and first advice as they are,
on every target; those that add no operator, the findings too. MODELS are folders: without any,
fixtures/ and what DLPULINT_MODELS names. Prints each violation; ends with 1 if there is one.
`benchmarks/answers.py` says what is compared, and where an edit may change an answer after all.
"""

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import Any

import onnx
from msgspec import Struct

from benchmarks import onnx_same, tflite_same, tflite_same_layers
from benchmarks.answers import Answers, answers, differences
from benchmarks.same import Edit
from benchmarks.tflite_edits import read, written
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.packs.pack import Rule

ROOT = Path(__file__).parent.parent
LARGEST = 3_000_000
"""Largest model that is edited, in bytes."""

_TFLITE: tuple[Callable[[Any, Random], Edit | None], ...] = (
    *(tflite_same.rewritten, tflite_same.renamed, tflite_same.with_unused),
    *(tflite_same.with_metadata, tflite_same.renumbered),
    *(tflite_same.reordered,) * 4,
    *(tflite_same_layers.permuted,) * 3,
    *(tflite_same_layers.reshaped,) * 3,
)
_ATTEMPTS = 20


class Violation(Struct, frozen=True):
    """An answer that an edit changed."""

    model: Path
    edit: str
    file: Path
    target: str
    what: str


class Figures:
    """What has come of a run so far."""

    def __init__(self) -> None:
        self.edits: Counter[str] = Counter()
        self.compared = 0
        """Answers: edits by targets."""
        self.excused: Counter[str] = Counter()
        """Answers that the edit itself may change, by the reason."""
        self.violations: list[Violation] = []


def models_in(folders: Sequence[Path]) -> list[Path]:
    """The models below folders that are small enough, in order."""
    found = [path for folder in folders for path in sorted(folder.rglob("*"))]
    kinds = (".tflite", ".onnx")
    return [p for p in found if p.suffix in kinds and 0 < p.stat().st_size <= LARGEST]


def edit(data: bytes, random: Random) -> tuple[bytes, Edit] | None:
    """A model's bytes after a random edit; `None` if none of those tried applies."""
    # An edit that does not apply leaves the model as it is.
    tries = range(_ATTEMPTS)
    if data[4:8] == b"TFL3":
        model = read(data)
        if not model.buffers or not model.subgraphs:
            return None  # Such files are there, among the malformed ones.
        made = next(filter(None, (random.choice(_TFLITE)(model, random) for _ in tries)), None)
        return None if made is None else (written(model), made)
    proto = onnx.ModelProto.FromString(data)
    if not onnx_same.editable(proto):
        return None
    changes = _onnx_changes()
    made = next(filter(None, (random.choice(changes)(proto, random) for _ in tries)), None)
    return None if made is None else (proto.SerializeToString(deterministic=True), made)


def _onnx_changes() -> tuple[Callable[[onnx.ModelProto, Random], Edit | None], ...]:
    return (
        *(onnx_same.rewritten, onnx_same.with_unused, onnx_same.renamed),
        *(onnx_same.reordered,) * 3,
        *(onnx_same.as_constants,) * 2,
        *(onnx_same.with_identities,) * 3,
        *(lambda model, random: onnx_same.converted(model, random, tried_opsets()),) * 2,
    )


def tried_opsets() -> tuple[int, int]:
    """The first and the last opset that is no advice of its own on cv25."""
    rule = load_pack("cv25", Folders()).find("cv25/untried-opset")
    if not isinstance(rule, Rule):
        raise SystemExit("cv25 has no rule about opsets any more")
    params: Any = rule.params
    return params.min, params.max


def run(
    models: Sequence[Path],
    edits: int,
    seed: int,
    folder: Path,
    *,
    on_violation: Callable[[Violation], None] = lambda _: None,
) -> Figures:
    """Edits models, one after the other, and compares the answers.

    The files that are answered otherwise are left in `folder`.
    """
    figures, order, numbers = Figures(), Random(seed), count()
    while models and figures.edits.total() < edits:
        shares = Counter(order.choice(models) for _ in range(edits - figures.edits.total()))
        edited = []
        for source in filter(shares.__getitem__, models):
            made = list(_made(source, islice(numbers, shares[source]), seed, folder))
            if made:
                edited.append(source)
                _compare(source, made, figures, on_violation)
        # What cannot be read or edited has no share of what is left to do.
        models = edited
    return figures


def _made(
    source: Path, numbers: Iterable[int], seed: int, folder: Path
) -> Iterator[tuple[Path, Edit]]:
    """Edited copies of a model; none of one that cannot be edited."""
    data = source.read_bytes()
    if any(answer.unreadable for answer in answers([source])[0].values()):
        return  # Damage is what other tests are about.
    for number in numbers:
        found = edit(data, Random(f"{seed} {source.name} {number}"))
        if found is not None:
            # Its name stays: commands have it, and converters write its end.
            path = folder / f"{number}" / source.name
            path.parent.mkdir()
            path.write_bytes(found[0])
            yield path, found[1]


def _compare(
    source: Path,
    made: Sequence[tuple[Path, Edit]],
    figures: Figures,
    on_violation: Callable[[Violation], None],
) -> None:
    """Adds the answers about a model's edited copies to the figures."""
    (before,) = answers([source])
    for (path, change), now in zip(made, answers([path for path, _ in made]), strict=True):
        wrong = list(_violations(source, path, change, before, now, figures.excused))
        figures.edits[_kind(source, change)] += 1
        figures.compared += len(now)
        figures.violations += wrong
        for violation in wrong:
            on_violation(violation)
        if not wrong:
            path.unlink()
            path.parent.rmdir()


def _kind(source: Path, change: Edit) -> str:
    words = "".join(letter for letter in change.what if not letter.isdigit()).split()
    return f"{source.suffix[1:]}: {' '.join(words)}"


def _violations(
    source: Path, path: Path, change: Edit, before: Answers, now: Answers, excused: Counter[str]
) -> Iterator[Violation]:
    for target, answer in before.items():
        for what in differences(answer, now[target], change):
            if what.excuse:
                excused[f"{change.what.lstrip('0123456789 ')}: {what.excuse}"] += 1
            else:
                yield Violation(source, change.what, path, target, what.text)


def main() -> None:
    """Edit, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("models", nargs="*", type=Path, metavar="MODELS")
    parser.add_argument("--edits", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for files that are answered otherwise")
    asked = parser.parse_args()
    corpus = os.environ.get("DLPULINT_MODELS")
    folders = asked.models or [ROOT / "fixtures", *([Path(corpus)] if corpus else [])]
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        models = models_in(folders)
        figures = run(models, asked.edits, asked.seed, folder, on_violation=_print)
    print("\n".join(_lines(figures)))
    if figures.violations:
        sys.exit(1)


def _lines(figures: Figures) -> Iterator[str]:
    yield (
        f"{figures.edits.total()} edits, {figures.compared} answers compared, "
        f"{len({violation.file for violation in figures.violations})} edits with violations"
    )
    yield from (f"  {count:5} {what}" for what, count in sorted(figures.edits.items()))
    yield from (f"  excused {count:5} {what}" for what, count in figures.excused.most_common())


def _print(violation: Violation) -> None:
    print(
        f"{violation.model.name} ({violation.edit}; {violation.file.parent.name}) on "
        f"{violation.target}: {violation.what}",
        flush=True,
    )


if __name__ == "__main__":
    main()
