"""What a commit of several models costs beside a commit of one, as the hook calls dlpulint.

    python -m benchmarks.hook MODEL... [--target artpec8] [--rounds 5]

All models in one process, as pre-commit has it with `require_serial`, and each of them alone.
Prints the time of all, the mean of one, and the ratio.
"""

import argparse
import statistics
import sys
from pathlib import Path

from benchmarks.measuring import costs


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("models", nargs="+", type=Path)
    parser.add_argument("--target", default="artpec8")
    parser.add_argument("--rounds", type=int, default=5)
    said = parser.parse_args()
    dlpulint = [sys.executable, "-m", "dlpulint", "--target", said.target]
    models = [f"{model}" for model in said.models]
    found = costs(
        {"": [*dlpulint, *models], **{model: [*dlpulint, model] for model in models}}, said.rounds
    )
    whole = found.pop("")
    seconds = statistics.mean(cost.seconds for cost in found.values())
    processor = statistics.mean(cost.processor for cost in found.values())
    print("| | seconds | processor |\n|---|--:|--:|")
    print(f"| one model | {seconds:.2f} | {processor:.2f} |")
    print(f"| {len(models)} models | {whole.seconds:.2f} | {whole.processor:.2f} |")
    print(f"| | {whole.seconds / seconds:.2f} x | {whole.processor / processor:.2f} x |")


if __name__ == "__main__":
    main()
