"""Rows that the estimates of latency are fitted to: measured milliseconds and networks' figures.

Axis' rows are those of `rules/measurements.csv`; `latency_rows.csv` has what others published, with
the sources. `latency_networks.csv` has the figures of the networks, written out layer by layer from
their papers and reference code: no model of others is kept here.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from dlpulint.report.measured import measurements

_FOLDER = Path(__file__).parent

_NETWORKS: Mapping[str, str] = {
    "MobileNetV2": "mnv2",
    "MobileNetV3 (Edge TPU)": "mn_edgetpu",
    "SSD MobileNetV2": "ssd_mnv2",
    "SSDLite MobileDet": "mobiledet",
    "EfficientNet-Lite0": "lite0",
    "EfficientNet-Lite2": "lite2",
    "YOLOv8n": "y8n",
}
"""The network of each model of Axis'. MobileNetV2 of TensorFlow 2 is the same one once more."""

_DETECTORS: Mapping[str, str] = {"artpec8": "{}_a8", "artpec9": "{}_a9", "cv25": "{}640"}
"""The YOLOv5 of a target: Axis ships one for each chip."""


class Network(Struct, frozen=True, kw_only=True):
    """Figures of a network."""

    gmac: float
    activation_mb: float
    overflow_mb: float
    """MB of parameters beyond 6.9 MB."""
    tail_mb: float
    """MB that the decode tail on the CPU writes."""
    postprocess_mb: float

    @property
    def macs_per_byte(self) -> float:
        """Multiply-accumulates per byte of activations."""
        return 1000 * self.gmac / self.activation_mb


class Measured(Struct, frozen=True):
    """A network on a chip."""

    chip: str
    network: str
    ms: float
    source: str


def networks() -> dict[str, Network]:
    """All networks by name."""
    return {
        row["network"]: Network(
            gmac=float(row["gmac"]),
            activation_mb=float(row["activation_mb"]),
            overflow_mb=float(row["overflow_mb"]),
            tail_mb=float(row["tail_mb"]),
            postprocess_mb=float(row["postprocess_mb"]),
        )
        for row in _table("latency_networks.csv")
    }


def rows() -> list[Measured]:
    """All measurements of networks whose figures are known, Axis' first."""
    return [*_of_axis(), *_published()]


def _of_axis() -> Iterator[Measured]:
    for row in measurements():
        network = _NETWORKS.get(row.model)
        if network is None and row.model.startswith("YOLOv5") and row.target in _DETECTORS:
            size = row.model.removeprefix("YOLOv5")
            network = _DETECTORS[row.target].format(f"y5{size}")
        if network is not None:
            chip = f"{row.target} {row.camera.removesuffix('-LE')}"
            yield Measured(chip, network, row.latency_ms, row.source)


def _published() -> Iterator[Measured]:
    for row in _table("latency_rows.csv"):
        yield Measured(row["chip"], row["network"], float(row["ms"]), row["source"])


def _table(name: str) -> Iterator[dict[str, str]]:
    lines = (_FOLDER / name).read_text("utf-8").splitlines()
    yield from csv.DictReader(line for line in lines if not line.startswith("#"))
