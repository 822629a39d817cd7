"""The recipes of fixtures/cures, and the reports on their models."""

import sys
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from dlpulint.engine.many_files import lint_with
from dlpulint.findings.finding import Finding
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.packs.pack import Pack
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


def pair(folder: Path, name: str, target: str) -> Pair:
    """The reports on the models of a recipe for one of its targets or an ARTPEC chip."""
    return _pairs(folder, name)[target]


@cache
def _pairs(folder: Path, name: str) -> dict[str, Pair]:
    """The reports on the models of a recipe, by target: each file is loaded once."""
    (recipe,) = (recipe for recipe in RECIPES if recipe.name == name)
    targets = tuple(dict.fromkeys((*recipe.targets, *ARTPEC)))
    paths = [str(model(folder, name, side)) for side in ("before", "after")]
    reports = lint_with(paths, [_pack(target) for target in targets]).reports
    assert [report.error for report in reports if report.error] == []
    before, after = reports[: len(targets)], reports[len(targets) :]
    return {b.target: Pair(b, a) for b, a in zip(before, after, strict=True)}


@cache
def _pack(target: str) -> Pack:
    return load_pack(target, Folders())


def objections(report: ModelReport, rules: tuple[str, ...]) -> list[Finding]:
    """The findings that a recipe is to cure: those of rules by these ids or globs."""
    return [one for one in report.findings if any(fnmatchcase(one.rule, rule) for rule in rules)]


def plain(text: str) -> str:
    """The text with single spaces only."""
    return " ".join(text.split())
