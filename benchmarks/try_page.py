"""Bytes and seconds of the page to try dlpulint in a browser.

    python -m benchmarks.try_page [--site FOLDER]

Builds the page, unless a built one is named. Needs npm, Playwright and a Chromium. The server is on
this machine; each round begins with an empty browser.
"""

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.outside.try_page import built, check, opened, served
from tests.places import FIXTURES

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROUNDS = 3
FIRST = FIXTURES / "mobilenet_int8_per_channel.tflite"
FURTHER = ("silu_detector_int8.tflite", "mobilenet_int8_per_tensor.tflite", "attention_int8.tflite")
ONNX = ("resnet_opset13.onnx", "resnet_opset17.onnx")
CHIPS = "#target=artpec8,artpec9,cv25"


def _round(browser: "Browser", site: Path) -> dict[str, float]:
    """The figures of one visit."""
    with served(site) as server:
        begun = time.perf_counter()
        with opened(browser, server.address + CHIPS, service_workers="block") as tab:
            ready = time.perf_counter() - begun
            check(tab, FIRST)
            first = time.perf_counter() - begun
            sent = sum(server.sent.values())
            further = [check(tab, FIXTURES / name) for name in FURTHER]
            onnx = [check(tab, FIXTURES / name) for name in ONNX]
            return {
                "bytes to the first verdict on .tflite": sent,
                "bytes for .onnx in addition": sum(server.sent.values()) - sent,
                "seconds until ready": ready,
                "seconds until the first verdict": first,
                "seconds per further .tflite": median(further),
                "seconds for the first .onnx": onnx[0],
                "seconds for a further .onnx": onnx[1],
                "MiB of memory": tab.evaluate("window.dlpulint.memory") / 2**20,
            }


def main() -> None:
    """Print the best of several rounds."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--site", type=Path)
    chosen = options.parse_args()
    from tests.outside.browser import launched

    with tempfile.TemporaryDirectory() as folder:
        site = chosen.site or built(Path(folder) / "site")
        for browser in launched():
            rounds = [_round(browser, site) for _ in range(ROUNDS)]
    for name in rounds[0]:
        best = min(figures[name] for figures in rounds)
        print(f"| {name} | {best:,.0f} |" if best > 100 else f"| {name} | {best:.1f} |")


if __name__ == "__main__":
    main()
