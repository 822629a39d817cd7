"""Each cure does as it says: the finding goes, and nothing worse comes.

`DLPULINT_CURES=FOLDER` names models that newer tools made of the same recipes.
"""

import os
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from dlpulint.basics.terms import Severity, Verdict
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from tests.cures import ARTPEC, RECIPES, ROWS, SHIPPED, objections, page, pair, plain

MODELS = Path(os.environ.get("DLPULINT_CURES", SHIPPED))
WORST_FIRST = list(Verdict)

every_recipe = pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)


def rank(verdict: Verdict | None) -> int:
    assert verdict is not None
    return WORST_FIRST.index(verdict)


@every_recipe
def test_the_findings_are_there_before_and_gone_after(recipe: Any) -> None:
    seen: set[str] = set()
    for target in recipe.targets:
        both = pair(MODELS, recipe.name, target)
        found = objections(both.before, recipe.rules)
        assert found, f"{target}: nothing to cure"
        assert objections(both.after, recipe.rules) == [], target
        seen |= {one.rule for one in found}
    unseen = [rule for rule in recipe.rules if not any(fnmatchcase(one, rule) for one in seen)]
    assert unseen == []


@every_recipe
def test_nothing_worse_comes(recipe: Any) -> None:
    for target in recipe.targets:
        both = pair(MODELS, recipe.name, target)
        known = {one.rule for one in both.before.findings if one.level is not Severity.NOTE}
        worse = {one.rule for one in both.after.findings if one.level is not Severity.NOTE}
        assert worse - known == set(), target
        assert rank(both.after.verdict) >= rank(both.before.verdict), target


@every_recipe
def test_what_a_cure_harms_it_says(recipe: Any) -> None:
    fixes = fixes_of(recipe)
    for target in set(ARTPEC) - set(recipe.targets):
        both = pair(MODELS, recipe.name, target)
        if both.before.format != both.after.format:
            continue  # A file of another format is for other chips.
        harmed = rank(both.after.verdict) < rank(both.before.verdict)
        assert harmed == (target in recipe.harms), target
    for warning in recipe.harms.values():
        assert any(plain(warning) in fix for fix in fixes), warning


def fixes_of(recipe: Any) -> list[str]:
    """The cures that the reports on the model before state, for the findings of the recipe."""
    reports = [pair(MODELS, recipe.name, target).before for target in recipe.targets]
    return [plain(one.fix) for report in reports for one in objections(report, recipe.rules)]


@every_recipe
def test_the_report_states_the_cure_that_was_carried_out(recipe: Any) -> None:
    fixes = fixes_of(recipe)
    for text in recipe.text:
        assert any(plain(text) in fix for fix in fixes), text


def test_every_recipe_was_carried_out_and_no_other_is_listed() -> None:
    assert sorted(ROWS) == [recipe.name for recipe in RECIPES]


def test_every_model_belongs_to_a_recipe() -> None:
    names = {path.name.split(".")[0] for path in SHIPPED.iterdir()}
    assert names == set(ROWS)


def test_the_page_is_fresh() -> None:
    assert page.PAGE.read_text("utf-8") == page.page(), "old: run `python fixtures/cures/page.py`"


def test_a_frequent_finding_has_a_cure_or_a_reason_against() -> None:
    frequent = [rule for rule, share in page.shares().items() if share > page.FREQUENT]
    assert [r for r in frequent if not page.covering(r) and not page.reason_against(r)] == []


def test_what_cannot_be_tried_was_not_tried() -> None:
    patterns = [pattern for rules, _ in page.untried() for pattern in rules]
    cured = {rule for recipe in RECIPES for rule in recipe.rules}
    assert [rule for rule in cured if page.matches(rule, patterns)] == []


def test_the_models_stay_small() -> None:
    sizes = [path.stat().st_size for path in SHIPPED.iterdir()]
    assert max(sizes) < 200_000
    assert sum(sizes) < 5_000_000


def test_a_rule_that_is_named_is_there() -> None:
    ids = set()
    for target in Folders().names():
        pack = load_pack(target, Folders())
        ids |= {rule.id for rule in pack.rules} | {limit.id for limit in pack.every_limit()}
        ids |= {row.id for row in pack.every_row()} | {pack.unlisted_id}
    patterns = {rule for rules, _ in page.untried() for rule in rules}
    patterns |= {rule for recipe in RECIPES for rule in recipe.rules}
    assert [p for p in patterns if not any(fnmatchcase(one, p) for one in ids)] == []
