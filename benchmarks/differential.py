"""How far a verdict holds: dlpulint beside LiteRT over models, edits of them and random graphs.

    python -m benchmarks.differential MODELS... [--edits 3000] [--graphs 2000] [--operators 5000]
                                      [--seed 1] [--judge PYTHON] [--keep FOLDER] [--record]

For each file LiteRT is asked twice (`benchmarks/litert.py`): does AllocateTensors succeed, and does
it with a delegate that accepts fixed sizes only. dlpulint has to reject on `cpu` what the first
refuses. Where the second refuses it has to reject on `artpec7`, and to place nothing on `artpec9`
and `artpec9-cpu`; where the second accepts it may not say that a size is computed. A file that
dlpulint rejects and LiteRT prepares is run with a frame of zeros: one that stops there is counted
apart. Prints the figures and every difference; ends with 1 if a file that LiteRT refuses is not
rejected, or if more than 0.5 % of the others are judged otherwise.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from random import Random

from msgspec import Struct

from benchmarks.litert import Judge
from benchmarks.litert_figures import Group, Recorded, record
from benchmarks.tflite_edits import edited, read, written
from benchmarks.tflite_graphs import random_model
from benchmarks.tflite_operators import operator_model
from dlpulint.api import lint
from dlpulint.basics.errors import ModelFileError
from dlpulint.facts.preparation.prepare import preparation_of
from dlpulint.loader.open_model import load
from dlpulint.report.report import ModelReport

LARGEST = 3_000_000
"""Largest model that is edited, in bytes; larger ones are asked about as they are."""
SHARE = 0.005
"""Largest accepted share of files that LiteRT takes and dlpulint rejects, or judges otherwise."""
DYNAMIC = "sized-while-running"


class Case(Struct, frozen=True):
    """A file, and how it came to be."""

    path: Path
    what: str


class Difference(Struct, frozen=True):
    """A file that the two judge differently."""

    case: Case
    ours: str
    judge: str


class Figures(Struct, frozen=True):
    """What came of a comparison."""

    taken: int
    refused: int
    falsely_clean: tuple[Difference, ...]
    falsely_rejected: tuple[Difference, ...]
    stopped_later: tuple[Difference, ...]
    """Files that dlpulint rejects, and that LiteRT prepares and stops at in the first frame."""
    static_differs: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        """Whether the figures are as they have to be."""
        most = SHARE * max(self.taken, 1)
        return (
            not self.falsely_clean
            and len(self.falsely_rejected) <= most
            and len(self.static_differs) <= most
        )


def compare(cases: list[Case], judge: Judge) -> Figures:
    """Asks both about every file."""
    cpu = _reports([case.path for case in cases], "cpu")
    others = {
        target: _reports([case.path for case in cases], target)
        for target in ("artpec7", "artpec9", "artpec9-cpu")
    }
    taken = refused = 0
    clean, rejected, later, static = [], [], [], []
    for case in cases:
        answer, report = judge.ask(case.path), cpu[str(case.path)]
        ours = _rejection(report)
        if answer["prepare"] is not None:
            refused += 1
            if ours is None:
                clean.append(Difference(case, str(report.verdict), answer["prepare"]))
            continue
        taken += 1
        if ours is not None:
            if (error := judge.runs(case.path)) is not None:
                later.append(Difference(case, ours, error))
                continue
            rejected.append(Difference(case, ours, "prepared"))
            continue
        asked = {target: reports[str(case.path)] for target, reports in others.items()}
        for target, report in asked.items():
            if target == "artpec7" and _depends_on_age(case.path):
                continue  # The compiler's TFLite is older than the one asked.
            told = _on_fixed_sizes(report, target, answer["static"])
            if told is not None:
                static.append(Difference(case, told, answer["static"] or "accepted"))
                break
    return Figures(taken, refused, *map(tuple, (clean, rejected, later, static)))


def _depends_on_age(path: Path) -> bool:
    """Whether it depends on the age of TFLite if a size is known before the model runs."""
    try:
        model = load(path)
    except ModelFileError:
        return False
    new, old = preparation_of(model), preparation_of(model, folding=False)
    return (new.dynamic or new.open_body) is None is not (old.dynamic or old.open_body)


def _on_fixed_sizes(report: ModelReport, target: str, refused: str | None) -> str | None:
    """What dlpulint says otherwise than a delegate for fixed sizes; `None` if they agree."""
    found = [f for f in report.findings if DYNAMIC in f.rule and f.answer == "bad"]
    if refused is None:
        return f"{target}: {found[0].message}" if found else None
    if target == "artpec7":
        fits = report.verdict in ("rejected", "convert")
        return None if fits else f"{target}: {report.verdict}"
    placed = report.placement
    on_dlpu = 0 if placed is None else placed.best.dlpu
    return f"{target}: {on_dlpu} operators on the delegate" if on_dlpu else None


def _reports(paths: list[Path], target: str) -> dict[str, ModelReport]:
    found = lint([str(path) for path in paths], targets=[target]).reports
    return {report.path: report for report in found}


def _rejection(report: ModelReport) -> str | None:
    """Why dlpulint rejects a file, or cannot read it; `None` if it does neither."""
    if report.error is not None:
        return str(report.error)
    # A file to convert is none that TFLite loads.
    if report.verdict not in ("rejected", "convert"):
        return None
    return next((f.message for f in report.findings if f.effect == "rejected"), "rejected")


def models_in(folders: list[Path]) -> list[Path]:
    """The .tflite files below folders, in order."""
    return sorted(file for folder in folders for file in folder.rglob("*.tflite"))


def edits_of(models: list[Path], count: int, seed: int, folder: Path) -> Iterator[Case]:
    """Edited copies of models, written into `folder`."""
    random = Random(seed)
    small = [path for path in models if path.stat().st_size <= LARGEST]
    for number in range(count):
        source = random.choice(small)
        model = read(source.read_bytes())
        change = edited(model, seed * 1_000_000 + number)
        if change is None:
            continue
        path = folder / f"edit{number:05}.tflite"
        path.write_bytes(written(model))
        yield Case(path, f"{source.name}: {change}")


def graphs(count: int, seed: int, folder: Path) -> Iterator[Case]:
    """Random graphs, written into `folder`."""
    for number in range(count):
        path = folder / f"graph{number:05}.tflite"
        path.write_bytes(written(random_model(seed * 1_000_000 + number)))
        yield Case(path, "random graph")


def operators(count: int, seed: int, folder: Path) -> Iterator[Case]:
    """Random graphs of one operator each, written into `folder`."""
    for number in range(count):
        path = folder / f"operator{number:05}.tflite"
        model = operator_model(seed * 1_000_000 + number)
        path.write_bytes(written(model))
        yield Case(path, f"operator {model.operatorCodes[0].builtinCode}")


def main() -> None:
    """Compares and prints."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("models", nargs="+", type=Path, metavar="MODELS")
    parser.add_argument("--edits", type=int, default=3000)
    parser.add_argument("--graphs", type=int, default=2000)
    parser.add_argument("--operators", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--judge", default=sys.executable, help="a Python with ai-edge-litert")
    parser.add_argument("--record", action="store_true", help="keep the figures for the scorecard")
    parser.add_argument("--keep", type=Path, help="a folder for the files that are made")
    asked = parser.parse_args()
    models = models_in(asked.models)
    with tempfile.TemporaryDirectory() as temporary, Judge(asked.judge) as judge:
        folder = asked.keep or Path(temporary)
        os.makedirs(folder, exist_ok=True)
        sound = [path for path in models if judge.ask(path)["prepare"] is None]
        groups = {
            "models": [Case(path, "as it is") for path in models],
            "edits": list(edits_of(sound, asked.edits, asked.seed, folder)),
            "graphs": list(graphs(asked.graphs, asked.seed, folder)),
            "operators": list(operators(asked.operators, asked.seed, folder)),
        }
        figures = {name: compare(cases, judge) for name, cases in groups.items()}
    for name, found in figures.items():
        print("\n".join(_lines(name, found)))
    if asked.record:
        groups_found = tuple(
            Group(
                name,
                found.refused,
                len(found.falsely_clean),
                found.taken,
                len(found.falsely_rejected),
                len(found.stopped_later),
                len(found.static_differs),
            )
            for name, found in figures.items()
        )
        record(Recorded(f"LiteRT {version('ai-edge-litert')}", asked.seed, groups_found))
    if not all(found.holds for found in figures.values()):
        sys.exit(1)


def _lines(name: str, found: Figures) -> Iterator[str]:
    yield (
        f"{name}: LiteRT refuses {found.refused}, of which dlpulint does not reject "
        f"{len(found.falsely_clean)}; it takes {found.taken}, of which dlpulint rejects "
        f"{len(found.falsely_rejected)} (and {len(found.stopped_later)} that stop at the first "
        "frame), and of which the static-only delegate is judged otherwise "
        f"{len(found.static_differs)} times"
    )
    for title, differences in (
        ("not rejected", found.falsely_clean),
        ("rejected", found.falsely_rejected),
        ("stops at the first frame", found.stopped_later),
        ("static-only", found.static_differs),
    ):
        for difference in differences:
            yield (
                f"  {title}: {difference.case.path.name} ({difference.case.what}): "
                f"{difference.ours} | {difference.judge}"
            )


if __name__ == "__main__":
    main()
