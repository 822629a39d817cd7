"""The figures of the last comparison with LiteRT, for the scorecard.

`python -m benchmarks.differential MODELS --record` writes them.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, convert, to_builtins

FILE = Path(__file__).parent / "litert_figures.json"


class Group(Struct, frozen=True):
    """The figures of one kind of files."""

    name: str
    refused: int
    not_rejected: int
    accepted: int
    rejected: int
    stopped_later: int
    """Rejected files that LiteRT prepares and stops at in the first frame."""
    static_differs: int


class Recorded(Struct, frozen=True):
    """One comparison."""

    judge: str
    """The judge with its version."""
    seed: int
    groups: tuple[Group, ...]


def record(figures: Recorded) -> None:
    """Writes the figures of a comparison."""
    FILE.write_text(json.dumps(to_builtins(figures), indent=2) + "\n", "utf-8")


def section() -> Iterator[str]:
    """The part of the scorecard about LiteRT."""
    found = convert(json.loads(FILE.read_text("utf-8")), Recorded)
    yield from (
        "## All TFLite targets: files that LiteRT refuses to prepare",
        "",
        f"{found.judge}, run by `benchmarks/differential.py` with seed {found.seed}.",
        "*Static-only* is a delegate that accepts fixed sizes only, as the Edge TPU compiler and",
        "that of Arm NN do; it is compared with `artpec7`, `artpec9` and `artpec9-cpu`.",
        "",
        "| files | LiteRT refuses | of these, not rejected on `cpu` | LiteRT accepts "
        "| of these, rejected on `cpu` | rejected, and LiteRT stops at the first frame "
        "| static-only judged otherwise |",
        "|---|--:|--:|--:|--:|--:|--:|",
    )
    for group in found.groups:
        yield (
            f"| {group.name} | {group.refused:,} | {group.not_rejected} | {group.accepted:,} "
            f"| {group.rejected} | {group.stopped_later} | {group.static_differs} |"
        )
    yield from (
        "",
        "The differences are edits that only the newest LiteRT accepts (paddings of bool, 8 or 16",
        "bits, QUANTIZE to int16), operators that read their own result, and graphs of other entry",
        "points, which larod does not run. Differences of an earlier run of this seed were fixed;",
        "unseen seeds gave 0 to 3 edits in 1,300 that were not rejected, so expect one in a",
        "thousand in other files.",
        "",
    )
