"""Each statement of Axis' pages has a rule, or words in the page that leads from model to chip."""

import re
import tomllib

import pytest
from msgspec import Struct, convert

from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from tests.places import ROOT

PAGE = ROOT / "docs" / "model-to-chip.md"
PAGES = ("GS", "RA", "MC", "FAQ")


class Statement(Struct, frozen=True, forbid_unknown_fields=True):
    """What a page advises, and what of ours says so."""

    id: str
    page: str
    says: str
    rules: tuple[str, ...] = ()
    heading: str = ""
    words: tuple[str, ...] = ()
    """What stands below the heading."""


def statements() -> tuple[Statement, ...]:
    text = (ROOT / "tests" / "data" / "axis_guidance.toml").read_text("utf-8")
    return convert(tomllib.loads(text)["statement"], tuple[Statement, ...])


STATEMENTS = statements()


def sections() -> dict[str, str]:
    """What stands below each heading, with the smaller headings below it, in one line."""
    parts = re.split(r"(?m)^(#+) (.*)$", PAGE.read_text("utf-8"))[1:]
    found: dict[str, str] = {}
    for marks, heading, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        assert heading not in found or marks == "#"
        found[heading] = " ".join(text.split())
    return found


@pytest.fixture(scope="module")
def rules() -> set[str]:
    packs = [load_pack(target, Folders()) for target in Folders().targets()]
    ids = {rule.id for pack in packs for rule in pack.rules}
    return ids | {pack.unlisted_id for pack in packs}


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda one: one.id)
def test_a_statement_is_carried_by_a_rule_or_the_page(
    statement: Statement, rules: set[str]
) -> None:
    assert statement.rules or statement.heading
    assert set(statement.rules) <= rules
    assert bool(statement.heading) == bool(statement.words)
    if statement.heading:
        section = sections()[statement.heading]
        assert [word for word in statement.words if word not in section] == []


def test_each_statement_has_an_id_and_a_page_that_the_document_names() -> None:
    assert len({one.id for one in STATEMENTS}) == len(STATEMENTS)
    assert {one.page for one in STATEMENTS} == set(PAGES)
    text = PAGE.read_text("utf-8")
    for page in PAGES:
        assert re.search(rf"\]\(https://developer\.axis\.com/[^)]+\)\s\({page}[,)]", text)


def test_the_rules_of_a_statement_are_named_on_the_page() -> None:
    text = PAGE.read_text("utf-8")
    for statement in STATEMENTS:
        if statement.heading:
            for rule in statement.rules:
                assert f"`{rule}`" in text


def test_links_within_the_page_lead_to_headings() -> None:
    anchors = {
        re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in sections()
    }
    linked = set(re.findall(r"\]\(#([^)]+)\)", PAGE.read_text("utf-8")))
    assert linked <= anchors
