"""Links between files of the project become links between pages of the site."""

import sys

import pytest

from tests.places import ROOT

# Scripts in docs/site/ are no package.
sys.path.insert(0, str(ROOT / "docs" / "site"))
from linking import Links

PAGES = {"README.md": "index.md", "docs/usage.md": "usage.md", "docs/rules": "rules/index.md"}
RULES = {"artpec8/conv/weights": "rules/artpec8/conv/weights.md"}
REPOSITORY = "https://code.example/dlpulint"


def written(text: str, origin: str = "docs/usage.md", page: str = "usage.md") -> str:
    return Links(PAGES, RULES, ROOT, None).written(text, origin, page)


@pytest.mark.parametrize(
    ("origin", "page", "text", "expected"),
    [
        ("README.md", "index.md", "[a](docs/usage.md#verdicts)", "[a](usage.md#verdicts)"),
        ("docs/usage.md", "usage.md", "[a](../README.md)", "[a](index.md)"),
        ("docs/usage.md", "usage.md", "[a](rules/)", "[a](rules/index.md)"),
        (".", "rules/cpu/add.md", "[a](docs/usage.md)", "[a](../../usage.md)"),
        (
            "README.md",
            "index.md",
            "[a](#b) [c](https://d.example)",
            "[a](#b) [c](https://d.example)",
        ),
        ("README.md", "index.md", "[a](rules/cameras.csv)", "a"),
        # The build fails for it.
        ("README.md", "index.md", "[a](rules/x.csv)", "[a](rules/x.csv)"),
    ],
)
def test_a_link_leads_to_the_page(origin: str, page: str, text: str, expected: str) -> None:
    assert written(text, origin, page) == expected


def test_a_file_that_is_no_page_leads_to_the_repository() -> None:
    links = Links(PAGES, RULES, ROOT, REPOSITORY)
    assert (
        links.written("[a](../rules/cameras.csv)", "docs/usage.md", "usage.md")
        == f"[a]({REPOSITORY}/blob/main/rules/cameras.csv)"
    )


def test_the_name_of_a_rule_leads_to_its_page() -> None:
    rule = "`artpec8/conv/weights`"
    link = "[`artpec8/conv/weights`](rules/artpec8/conv/weights.md)"
    assert written(f"see {rule}, not `a/b`") == f"see {link}, not `a/b`"
    for kept in (f"# {rule}", f"```\n{rule}\n```", f"    {rule}", f"[{rule}](https://a.example)"):
        assert written(kept) == kept
    assert written(rule, page=RULES["artpec8/conv/weights"]) == rule


def test_what_belongs_to_a_list_item_is_indented_by_four() -> None:
    text = "1. a\n\n   b `x`\n\n       code\n2. c\n\nd\n- e\n  - f"
    assert written(text) == "1. a\n\n    b `x`\n\n        code\n\n2. c\n\nd\n- e\n    - f"


def test_a_comment_before_the_title_is_left_out() -> None:
    assert written("<!-- Written by x. -->\n\n# A") == "# A"
