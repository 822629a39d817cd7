"""Placement of small random graphs against what Arm's Ethos-N support library answered.

A folder of such graphs holds a `cases.json`: per graph the operator that was asked about, the
library's answer (`oracle`) and its reason. The graphs are those on which the library and dlpulint
0.1.0 disagreed when 11,436 operators were asked about, so they are the hardest, not a sample.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dlpulint.basics.terms import Device
from dlpulint.engine.many_files import lint_with
from dlpulint.packs.library import Folders
from dlpulint.packs.shelf import load_packs

CASES = "cases.json"
"""The file by which a folder of random graphs is recognized."""


@dataclass(frozen=True, slots=True)
class Case:
    """One graph, with both answers for the operators of the kind that was asked about."""

    model: str
    op: str
    on_dlpu: bool
    """Whether the library runs them."""
    reason: str
    """The library's reason; empty where it runs them."""
    placed: tuple[Device, ...]
    """Where dlpulint places them."""

    @property
    def right(self) -> bool:
        """Whether every one of them is placed as the library answered."""
        wanted = Device.DLPU if self.on_dlpu else Device.CPU
        return bool(self.placed) and all(device is wanted for device in self.placed)


def cases(folder: Path) -> list[Case]:
    """The graphs of a folder, placed on artpec9."""
    raw = json.loads((folder / CASES).read_text("utf-8"))
    (pack,) = load_packs(["artpec9"], Folders())
    report = lint_with([str(folder / case["model"]) for case in raw], [pack])
    found = []
    for case, one in zip(raw, report.reports, strict=True):
        if one.placement is None:
            raise SystemExit(f"{case['model']}: {one.error}")
        placed = tuple(o.device for o in one.placement.operators if o.op == case["op"])
        on_dlpu = case["oracle"].startswith("oracle dlpu")
        reason = "" if on_dlpu else case["oracle_reason"]
        found.append(Case(case["model"], case["op"], on_dlpu, reason, placed))
    return found


def share(found: list[Case]) -> float:
    """The share of graphs on which both answers agree."""
    return sum(case.right for case in found) / len(found)


def section(folder: Path) -> Iterator[str]:
    """The figures of a folder, with every disagreement."""
    found = cases(folder)
    wrong = [case for case in found if not case.right]
    yield "## artpec9: random graphs"
    yield ""
    yield "11,436 operators of random graphs around the limits were given to the support library"
    yield "and of dlpulint 0.1.0, which disagreed on 327. These graphs are from among the 327."
    yield ""
    yield "| figure | value |"
    yield "|---|---|"
    yield f"| graphs answered right | {len(found) - len(wrong)} of {len(found)} |"
    yield ""
    if not wrong:
        yield "No disagreement."
    for case in wrong:
        placed = ", ".join(device.value for device in case.placed)
        true = "DLPU" if case.on_dlpu else f"CPU ({case.reason})"
        yield f"- `{case.model}`: {case.op} placed on {placed}, truly {true}"
    yield ""
