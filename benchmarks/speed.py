"""How long a lint run takes beside importing the packages that it stands on.

    python -m benchmarks.speed TFLITE ONNX [--models FOLDER] [--rounds 15]

TFLITE and ONNX are one model each. Prints ratios, which mean more than seconds: all commands take
turns on the same machine. With `--models` all files of a folder are linted for all targets in this
process, and the median time of a model and target is printed.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

from benchmarks.measuring import costs
from dlpulint.api import lint_with, load_packs, model_files
from dlpulint.packs import Folders

IMPORTS = {".tflite": "click, networkx, tflite", ".onnx": "click, networkx, onnx"}
TARGETS = {".tflite": ("artpec7", "artpec8", "artpec9"), ".onnx": ("cv25", "artpec9")}


def starts(models: list[Path], rounds: int) -> None:
    """Print what single runs take."""
    commands = {"bare Python": [sys.executable, "-c", "pass"]}
    yardsticks: dict[str, str] = {}
    for model in models:
        yardstick = f"import {IMPORTS[model.suffix]}"
        commands[yardstick] = [sys.executable, "-c", yardstick]
        for target in TARGETS[model.suffix]:
            name = f"{model.name}, {target}"
            commands[name] = [sys.executable, "-m", "dlpulint", str(model), "--target", target]
            yardsticks[name] = yardstick
    found = costs(commands, rounds)
    print("| | seconds | processor | of the imports | peak MiB |\n|---|--:|--:|--:|--:|")
    for name, cost in found.items():
        yardstick = yardsticks.get(name)
        ratio = f"{cost.processor / found[yardstick].processor:.2f} x" if yardstick else ""
        print(
            f"| {name} | {cost.seconds:.3f} | {cost.processor:.3f} | {ratio} "
            f"| {cost.mebibytes:.0f} |"
        )


def corpus(folder: Path) -> None:
    """Print what a model and target take in one process."""
    packs = load_packs(["all"], Folders())
    files = list(model_files([str(folder)]))
    lint_with(files[:1], packs)  # Imports are measured above.
    taken = []
    for file in files:
        begun = time.perf_counter()
        lint_with([file], packs)
        taken.append((time.perf_counter() - begun) / len(packs))
    print(
        f"\n{len(files)} models x {len(packs)} targets: {1000 * statistics.median(taken):.1f} ms "
        f"a pair at the median, {1000 * max(taken):.0f} ms at most, {sum(taken) * len(packs):.0f} s"
    )


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("tflite", type=Path)
    parser.add_argument("onnx", type=Path)
    parser.add_argument("--models", type=Path)
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    starts([arguments.tflite, arguments.onnx], arguments.rounds)
    if arguments.models is not None:
        corpus(arguments.models)


if __name__ == "__main__":
    main()
