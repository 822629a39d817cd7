"""Generated pages are those that the packs and checks give, and they mean what they say."""

import json
import re
import tomllib
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dlpulint.checks import CHECKS
from dlpulint.findings.help_page import SHIPPED, help_page
from dlpulint.manual.generated.escaped_markdown import cell, escaped
from dlpulint.manual.generated.target_page import target_page
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from tests.generated import RULES, pages
from tests.places import ROOT

PAGES = dict(pages())
SCHEMA = json.loads(PAGES["pack.schema.json"])


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_fresh(name: str) -> None:
    written = (ROOT / "docs" / name).read_text("utf-8")
    assert written == PAGES[name], "old: run `python -m tests.generated`"


def test_there_is_a_page_for_every_target_and_no_other() -> None:
    assert {path.stem for path in RULES.glob("*.md")} == set(Folders().targets())


@pytest.mark.parametrize("target", Folders().targets())
def test_a_page_tells_every_rule_limit_and_source(target: str) -> None:
    pack = load_pack(target, Folders(), examples=True)
    text = target_page(pack)
    for rule in pack.rules:
        assert f"\n### {rule.id}\n" in text
    for one in (*pack.rules, *pack.every_limit(), *pack.every_row()):
        assert f"({one.source.url}), read {one.source.read}" in text
    for limit in pack.every_limit():
        assert f"`{limit.id}`" in text
    defined = {int(number) for number in re.findall(r"^\[(\d+)\]: ", text, re.MULTILINE)}
    assert {int(number) for number in re.findall(r"\]\[(\d+)\]", text)} <= defined


@pytest.mark.usefixtures("published")
def test_the_packs_that_the_site_describes_are_the_shipped_ones() -> None:
    assert set(Folders().names()) == SHIPPED
    assert help_page("mine/rule") is None
    assert help_page("cpu/custom:*") == "https://docs.example/dlpulint/rules/cpu/custom-other/"


def test_without_a_site_no_finding_leads_to_a_page() -> None:
    assert help_page("artpec8/per-channel-weights") is None


@pytest.mark.parametrize("name", [name for name in PAGES if name.endswith(".md")])
def test_every_row_of_a_table_has_as_many_cells_as_its_head(name: str) -> None:
    width = 0
    for line in PAGES[name].splitlines():
        if not line.startswith("|"):
            width = 0
            continue
        cells = len(re.findall(r"(?<!\\)\|", line))
        width = width or cells
        assert cells == width, line


def test_every_check_stands_on_its_page() -> None:
    heads = re.findall(r"^## (.+)$", PAGES["checks.md"], re.MULTILINE)
    assert heads == sorted(check.name for check in CHECKS)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a*b_c <d> [e]", r"a\*b\_c \<d\> \[e\]"),
        ("use `a_b*` and a_b", r"use `a_b*` and a\_b"),
        ("two\nlines", "two lines"),
        ("back\\slash", r"back\\slash"),
    ],
)
def test_special_characters_mean_nothing_outside_code(text: str, written: str) -> None:
    assert escaped(text) == written


def test_a_cell_holds_no_bar_and_no_line_break() -> None:
    assert cell("a|b\nc") == r"a\|b<br>c"


def shipped() -> list[Path]:
    folder = Path(str(resources.files("dlpulint.rules")))
    return sorted(path for path in folder.glob("*.toml") if ".examples." not in path.name)


def as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_json(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_json(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def mistakes(pack: object) -> list[str]:
    validator = jsonschema.Draft7Validator(SCHEMA)
    return [error.message for error in validator.iter_errors(as_json(pack))]


def test_the_schema_is_one() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_a_shipped_pack_is_valid_by_the_schema(path: Path) -> None:
    assert mistakes(tomllib.loads(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ('kind = "konv"', "'konv' is not valid"),
        ('check = "attribute-limit"', "'attribute-limit' is not valid"),
        ("params = { kernel_hight = [1] }", "'kernel_hight' was unexpected"),
        ('params = { kernel_height = "big" }', "'big' is not valid"),
        ('evidence = "rumour"', "'rumour' is not one of"),
        ("sauce = 1", "'sauce' was unexpected"),
    ],
)
def test_the_schema_tells_mistakes(change: str, told: str) -> None:
    text = {
        "kind": 'kind = "conv"',
        "check": 'check = "attribute-limits"',
        "params": "params = { kernel_height = [1] }",
        "evidence": 'evidence = "documented"',
    }
    text[change.split(" ")[0]] = change
    limit = {key: text.pop(key) for key in ("check", "params")}
    pack = "\n".join(
        [
            'schema = 1\ntarget = "mine"\ntitle = "Mine"\nversion = "1"\n[[operator]]',
            'source = "lab"',
            *text.values(),
            '[[operator.limit]]\nmessage = "m"',
            *limit.values(),
        ]
    )
    assert any(told in mistake for mistake in mistakes(tomllib.loads(pack)))
