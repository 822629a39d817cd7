"""How long a fleet takes: 500 different models for all targets, in one run.

    python -m benchmarks.fleet [--rounds 3] [--models 500]

Copies models into a folder, those of DLPULINT_MODELS and fixtures, and prints what a run takes that
prints the summary: with one process and several, without a cache, with an empty one, when nothing
has changed since the last run, and when one model has. One model alone stands beside them.
"""

import argparse
import os
import shlex
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from benchmarks.measuring import CACHE, compile_all, costs
from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.open_model import load

FIXTURES = Path(__file__).parent.parent / "fixtures"

SUFFIXES = (".tflite", ".onnx")


def different_models() -> Iterator[Path]:
    """Models that can be read, each content once, in an order that mixes their sources."""
    folders = [FIXTURES]
    if corpus := os.environ.get("DLPULINT_MODELS"):
        folders.append(Path(corpus))
    files = (file for folder in folders for file in folder.rglob("*") if file.suffix in SUFFIXES)
    by_content = {sha256(file.read_bytes()).digest(): file for file in sorted(files)}
    for _, file in sorted(by_content.items()):
        try:
            load(file)
        except ModelFileError:
            continue
        yield file


def fleet(folder: Path, wanted: int) -> int:
    """Fill a folder with models, all of them old enough to be known by their times; their bytes."""
    size = 0
    for number, model in zip(range(wanted), different_models(), strict=False):
        copy = folder / f"{number // 50:02}" / f"{number:03}_{model.name[-40:]}"
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(model, copy)
        size += copy.stat().st_size
    found = sum(1 for _ in folder.glob("*/*"))
    if found < wanted:
        raise SystemExit(f"only {found} different models; DLPULINT_MODELS names a folder of more")
    return size


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--models", type=int, default=500)
    arguments = parser.parse_args()
    compile_all()
    with tempfile.TemporaryDirectory() as name:
        models, cache = Path(name) / "models", Path(name) / "cache"
        models.mkdir()
        size = fleet(models, arguments.models)
        os.chdir(name)
        os.environ[CACHE] = str(cache)
        time.sleep(3)
        lint = [sys.executable, "-m", "dlpulint", "--isolated", "-t", "all", "-f", "summary"]
        one = next(models.glob("*/*.tflite"))
        touch = f"printf x >> {shlex.quote(str(one))}; "
        empty = f"rm -rf {shlex.quote(str(cache))}; "
        commands = {
            "one model": [*lint, str(one)],
            "one process, no cache": [*lint, "--no-cache", "--jobs", "1", "models"],
            "no cache": [*lint, "--no-cache", "models"],
            "an empty cache": ["sh", "-c", f'{empty}exec "$@"', "sh", *lint, "models"],
            "nothing has changed": [*lint, "models"],
            "one model has changed": ["sh", "-c", f'{touch}exec "$@"', "sh", *lint, "models"],
        }
        found = costs(commands, arguments.rounds)
        kept = sum(file.stat().st_size for file in cache.rglob("*.kept"))
    print(
        f"{arguments.models} models of {size / 1e6:.0f} MB, 7 targets; {kept / 1e6:.1f} MB kept\n"
    )
    print("| | seconds | processor | peak MiB |\n|---|--:|--:|--:|")
    for what, cost in found.items():
        print(f"| {what} | {cost.seconds:.2f} | {cost.processor:.2f} | {cost.mebibytes:.0f} |")


if __name__ == "__main__":
    main()
