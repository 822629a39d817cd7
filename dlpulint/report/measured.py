"""Measurements by Axis of the published network nearest to a model: no prediction."""

import csv
from math import log

from msgspec import Struct

from dlpulint.basics.rules_folder import rules_folder
from dlpulint.facts.facts import Facts

_FILE = "measurements.csv"

_FAR = 1.5
"""How many times more or fewer MACs a measured network may have to be comparable with a model."""


class Measurement(Struct, frozen=True):
    """One network on one camera, as Axis measures it with each release of AXIS OS."""

    target: str
    model: str
    """As Axis names it."""
    backbone: str
    head: str
    input: str | None
    """Width and height; `None` where it is not published."""
    macs: int
    """Counted by dlpulint, or published by the network's authors."""
    camera: str
    axis_os: str
    latency_ms: float
    releases: int
    """Releases of AXIS OS that it was measured with, the last one being `axis_os`."""
    source: str
    contains: str = ""
    """Operators after the last layers that the measured file has; empty where none is known."""


def nearest_measurement(facts: Facts, target: str) -> Measurement | None:
    """The measured network of the same family and about the same MACs on a target.

    `None` where the family is not known or nothing near was measured. Of several cameras the one
    that the table names first.
    """
    family, macs = facts.family, facts.total_macs
    if family is None or family.backbone is None or not macs:
        return None
    fitting = [
        row
        for row in measurements()
        if (row.target, row.backbone, row.head) == (target, family.backbone, family.head)
        and _distance(row.macs, macs) <= log(_FAR)
    ]
    return min(fitting, key=lambda row: _distance(row.macs, macs), default=None)


def _distance(measured: int, macs: int) -> float:
    return abs(log(macs / measured))


def measurements() -> tuple[Measurement, ...]:
    """All measurements that dlpulint ships; the file is read anew, so ask only when needed."""
    text = (rules_folder() / _FILE).read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        Measurement(
            target=row["target"],
            model=row["model"],
            backbone=row["backbone"],
            head=row["head"],
            input=row["input"] or None,
            macs=int(row["mmacs"]) * 1_000_000,
            camera=row["camera"],
            axis_os=row["axis_os"],
            latency_ms=float(row["latency_ms"]),
            releases=int(row["releases"]),
            source=row["source"],
            contains=row["contains"],
        )
        for row in csv.DictReader(lines)
    )
