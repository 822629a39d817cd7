"""How far a verdict on ONNX holds: dlpulint beside onnx's checker and strict inference, over edits.

    python -m benchmarks.differential_onnx MODELS... [--edits 1000] [--seed 1]

For each file, and for seeded edits of small ones, onnx is asked whether it is valid (`check_model`
with `full_check`, then strict inference with types and data). What it refuses, dlpulint has to
reject or not to read. What dlpulint rejects and onnx accepts counts as confirmed if ONNX Runtime
cannot load or run it (`pip install onnxruntime`; without it, nothing is confirmed). Prints the
figures and every difference. Ends with 1 if dlpulint accepts any file that onnx refuses, or if
more than 0.5 % of the valid ones are rejected without being confirmed.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

from msgspec import Struct, field

from benchmarks.onnx_edits import NOTHING, edited
from benchmarks.onnx_judges import has_runtime, newer_than_onnx, refused_by_onnx, refused_by_runtime
from dlpulint.api import lint

LARGEST = 2_000_000
SHARE = 0.005
RULES = frozenset(
    f"common/{rule}"
    for rule in (
        *("damaged-constant", "invalid-node", "repeated-name", "unstated-opset"),
        "unstated-shape",
    )
)


class Figures(Struct):
    """How dlpulint and the judges compare."""

    valid: int = 0
    invalid: int = 0
    accepted: list[str] = field(default_factory=list)
    """Files that onnx refuses and dlpulint does not reject, each with what onnx says."""
    confirmed: list[str] = field(default_factory=list)
    """Files that onnx accepts, and that dlpulint rejects and ONNX Runtime cannot run."""
    rejected: list[str] = field(default_factory=list)
    """Files that onnx accepts and dlpulint rejects, and that nobody else refuses."""


def edits_of(models: list[Path], count: int, seed: int, folder: Path) -> Iterator[tuple[Path, str]]:
    """Edited copies of small models, written into `folder`, with what was done to each."""
    import onnx

    random = Random(seed)
    small = [path for path in models if path.stat().st_size <= LARGEST]
    number = 0
    while number < count:
        source = random.choice(small)
        model = onnx.load(source, load_external_data=False)
        what = edited(model, random)
        if what == NOTHING:
            continue
        path = folder / f"edit{number:05}.onnx"
        path.write_bytes(model.SerializeToString())
        number += 1
        yield path, f"{source.name}: {what}"


def differences(cases: list[tuple[Path, str]], target: str = "cv25") -> Figures:
    """The figures over files that onnx's version can judge."""
    import onnx

    figures = Figures()
    reports = lint([str(path) for path, _ in cases], targets=[target]).reports
    for (path, what), report in zip(cases, reports, strict=True):
        model = onnx.load(path, load_external_data=False)
        if newer_than_onnx(model):
            continue
        judge = refused_by_onnx(model)
        ours = [f.message for f in report.findings if f.rule in RULES]
        if report.error is not None:
            ours.append(str(report.error))
        if judge is not None:
            figures.invalid += 1
            if not ours and report.verdict != "rejected":
                figures.accepted.append(f"{path.name} ({what}), {report.verdict}: {judge}")
            continue
        figures.valid += 1
        if ours:
            runtime = refused_by_runtime(path)
            found = figures.rejected if runtime is None else figures.confirmed
            word = runtime or ("runs" if has_runtime() else "not installed, so not asked")
            found.append(f"{path.name} ({what}): {ours[0]}; ONNX Runtime: {word}")
    return figures


def models_in(folders: list[Path]) -> list[Path]:
    """The ONNX files below folders that onnx accepts and that have no external data."""
    import onnx

    found = []
    for path in sorted(file for folder in folders for file in folder.rglob("*.onnx")):
        try:
            model = onnx.load(path, load_external_data=False)
        except Exception:
            continue
        inside = not any(tensor.external_data for tensor in model.graph.initializer)
        small = path.stat().st_size <= LARGEST and bool(model.graph.node)
        if small and inside and refused_by_onnx(model) is None:
            found.append(path)
    return found


def main() -> None:
    """Compares and prints."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("models", nargs="+", type=Path, metavar="MODELS")
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", default="cv25")
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary)
        folder.mkdir(exist_ok=True)
        models = models_in(asked.models)
        cases = [(path, "as it is") for path in models]
        cases += edits_of(models, asked.edits, asked.seed, folder)
        figures = differences(cases, asked.target)
    print(f"onnx refuses {figures.invalid}, of which dlpulint accepts {len(figures.accepted)}")
    print(
        f"onnx accepts {figures.valid}, of which dlpulint rejects {len(figures.rejected)} that ONNX"
        f" Runtime runs{'' if has_runtime() else ' or was not asked about'}, and "
        f"{len(figures.confirmed)} that it does not run"
    )
    print("\n".join(["", *figures.accepted, *figures.rejected]))
    if figures.accepted or len(figures.rejected) > SHARE * figures.valid:
        sys.exit(1)


if __name__ == "__main__":
    main()
