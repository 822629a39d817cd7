"""Written pages name rules, limits and rows that there are."""

import re
import shutil
from pathlib import Path

import pytest

from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from tests.places import FIXTURES, GOLDEN, ROOT
from tests.running import run

PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
GENERATED = ("checks.md", "scorecard.md", "counters.md")


@pytest.fixture(scope="module")
def known() -> set[str]:
    ids = set()
    for target in Folders().names():
        pack = load_pack(target, Folders())
        ids |= {rule.id for rule in pack.rules} | {limit.id for limit in pack.every_limit()}
        ids |= {row.id for row in pack.every_row()} | {pack.unlisted_id}
    return ids


@pytest.mark.parametrize(
    "page", [p for p in PAGES if p.name not in GENERATED], ids=lambda p: p.name
)
def test_a_rule_that_a_page_names_is_there(page: Path, known: set[str]) -> None:
    owners = "|".join(Folders().names())
    id = rf"`((?:{owners})/[a-z0-9-]+(?:/[a-z0-9-]+)?)`"
    assert set(re.findall(id, page.read_text("utf-8"))) - known == set()


def test_the_report_in_the_readme_is_what_is_printed() -> None:
    sample = (ROOT / "README.md").read_text("utf-8").split("```\n")[1]
    shown, _, left_out = sample.rpartition("  …\n")
    assert left_out == ""
    assert shown in (GOLDEN / "report.txt").read_text("utf-8")


def test_the_report_in_the_ci_page_is_what_is_printed(tmp_path: Path) -> None:
    model = tmp_path / "models" / "landmarks.tflite"
    model.parent.mkdir()
    shutil.copy(FIXTURES / "nchw_born_int8.tflite", model)
    (sample,) = re.findall(
        r"^WRONG  models/.*?(?=^```)", (ROOT / "docs/ci.md").read_text("utf-8"), re.M | re.S
    )
    done = run("models/landmarks.tflite", "--target", "artpec8", cwd=tmp_path)
    assert done.stdout.decode("utf-8").startswith(sample)
