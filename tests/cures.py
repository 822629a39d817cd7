"""The recipes of fixtures/cures, and the reports on their models."""

import sys
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from dlpulint.api import lint
from dlpulint.findings.finding import Finding
from dlpulint.report.report import ModelReport
from tests.places import CURES

sys.path.append(str(CURES))
import page as page
import recipes

RECIPES: list[Any] = recipes.every_recipe()
ROWS: dict[str, dict[str, Any]] = recipes.written_rows()
SHIPPED = CURES / "models"
ARTPEC = ("artpec7", "artpec8", "artpec9")


@dataclass(frozen=True)
class Pair:
    """The reports on both models of a recipe for one target."""

    before: ModelReport
    after: ModelReport


def model(folder: Path, name: str, side: str) -> Path:
    """The file of a recipe's model before or after the cure; the one shipped if it is not there."""
    file = f"{name}.{side}.*"
    (path,) = [*folder.glob(file)] or [*SHIPPED.glob(file)]
    return path


@cache
def pair(folder: Path, name: str, target: str) -> Pair:
    """The reports on the models of a recipe."""
    paths = [model(folder, name, side) for side in ("before", "after")]
    before, after = lint(paths, [target]).reports
    assert before.error is None
    assert after.error is None
    return Pair(before, after)


def objections(report: ModelReport, rules: tuple[str, ...]) -> list[Finding]:
    """The findings that a recipe is to cure: those of rules by these ids or globs."""
    return [one for one in report.findings if any(fnmatchcase(one.rule, rule) for rule in rules)]


def plain(text: str) -> str:
    """The text with single spaces only."""
    return " ".join(text.split())
