"""How long a fleet takes: fifty models for four chips, told by a config, in one run.

    python -m benchmarks.fleet [--rounds 5]

Copies fixtures into a folder, writes a config, and prints what one run with a summary on the screen
and one in a file takes at best, and what one model alone takes.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.measuring import costs

FIXTURES = Path(__file__).parent.parent / "fixtures"

MODELS = 50

CHIPS = {
    "Q1615 Mk III": ("edgetpu_compiled.tflite", "mobilenet_int8_per_tensor.tflite"),
    "P3265-LVE": ("mobilenet_int8_per_channel.tflite", "silu_detector_int8.tflite"),
    "Q1728": ("resnet_int8_per_tensor.tflite", "attention_int8.tflite"),
    "M3085-V": ("resnet_opset17.onnx", "vit_opset17.onnx"),
}
"""Models of each camera's chip."""


def fleet(folder: Path) -> None:
    """Fill a folder with models and the config that says what they are for."""
    lines = []
    for place, (camera, models) in enumerate(CHIPS.items()):
        (folder / f"{place}").mkdir()
        lines.append(f'[[models]]\nfiles = "{place}/**"\ncameras = ["{camera}"]\n')
        for number in range(place, MODELS, len(CHIPS)):
            model = FIXTURES / models[number // len(CHIPS) % len(models)]
            shutil.copy(model, folder / f"{place}" / f"model{number:02}{model.suffix}")
    (folder / "dlpulint.toml").write_text("".join(lines), "utf-8")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as name:
        fleet(Path(name))
        os.chdir(name)
        dlpulint = [sys.executable, "-m", "dlpulint", "--format", "summary"]
        commands = {
            "one model": [*dlpulint, "1/model01.tflite"],
            f"{MODELS} models": [*dlpulint, "--format", "summary=page.html"],
        }
        print("| | seconds | processor | peak MiB |\n|---|--:|--:|--:|")
        for what, cost in costs(commands, rounds).items():
            row = f"{cost.seconds:.2f} | {cost.processor:.2f} | {cost.mebibytes:.0f}"
            print(f"| {what} | {row} |")


if __name__ == "__main__":
    main()
