"""Pages of rules, limits and rows on the documentation site."""

import pytest

from dlpulint.findings.help_page import page_path
from dlpulint.manual.answering import entry_of
from dlpulint.manual.generated.cameras_page import cameras_page
from dlpulint.manual.generated.escaped_markdown import escaped
from dlpulint.manual.generated.finding_page import OWNERS, filled, finding_page, page_title
from dlpulint.manual.generated.rules_list import pack_pages, rules_list
from dlpulint.manual.generated.symptoms_page import symptoms_page
from dlpulint.manual.vocabulary import vocabulary
from dlpulint.packs.cameras import cameras
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.packs.pack import Pack


@pytest.fixture(scope="module")
def packs() -> list[Pack]:
    return [load_pack(target, Folders(), examples=True) for target in Folders().targets()]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("{subject} has {layer_count} <layers>", r"*subject* has *layer count* \<layers\>"),
        ("cut at `{tensor} a_b` in {cure}", "cut at `TENSOR a_b` in *cure*"),
        ("`one` a_b\n  `two`", r"`one` a\_b `two`"),
    ],
)
def test_slots_of_a_text_are_marked(text: str, written: str) -> None:
    assert filled(text) == written


def test_a_rule_page_has_message_reason_examples_cures_and_evidence(packs: list[Pack]) -> None:
    entry = entry_of("artpec8/per-channel-weights", packs)
    assert entry is not None
    page = finding_page(entry, ["artpec8"])
    assert page.startswith("# Per-channel weights on ARTPEC-8\n\n`artpec8/per-channel-weights` · ")
    assert "**warning** · for [`artpec8`](docs/rules/artpec8.md)" in page
    assert "\n> *subject*: *scales* weight scales per layer" in page
    heads = [line for line in page.splitlines() if line.startswith("## ")]
    assert heads == [
        "## Why",
        "## Bad and good",
        "## Cure",
        "## How we know",
        "## On the command line",
    ]
    assert "### Made by onnx2tf\n\nConvert again with per-tensor weights: onnx2tf with `-qt" in page
    assert "int8[16,3,3,3] per-channel(0)\noutput y\n```\n\nGood:" in page
    assert (
        f"**documented**: the vendor's documentation states it.\n\nSource: [{entry.source.title}]("
        in page
    )
    assert f"read {entry.source.read}." in page


def test_a_limit_page_shows_the_models_made_from_it(packs: list[Pack]) -> None:
    entry = entry_of("artpec9/conv/kernel", packs)
    assert entry is not None
    page = finding_page(entry, ["artpec9"])
    assert "Bad:\n\n```\ninput" in page
    assert "Good:\n\n```\ninput" in page


def test_a_row_page_says_where_it_runs(packs: list[Pack]) -> None:
    entry = entry_of("artpec8/logistic", packs)
    assert entry is not None
    page = finding_page(entry, ["artpec8"])
    assert "· operator · for" in page
    assert "\nIt runs on the CPU.\n" in page


def test_every_id_has_a_page_of_its_own(packs: list[Pack]) -> None:
    ids = {id for pack in packs for id in (*pack.ids, pack.unlisted_id)}
    assert len({page_path(id) for id in ids}) == len(ids)
    assert {id.partition("/")[0] for id in ids} <= set(OWNERS)


def test_lists_name_every_entry(packs: list[Pack]) -> None:
    found = [entry_of(id, packs) for pack in packs for id in pack.ids]
    entries = [entry for entry in found if entry is not None]
    page = rules_list(entries)
    assert [entry.id for entry in entries if f"`{entry.id}`" not in page] == []
    shared = dict(pack_pages(entries, [pack.target for pack in packs]))
    assert set(shared) == {"artpec", "common", "tflite"}
    assert "`common/dynamic-shape`" in shared["common"]


def test_every_message_has_its_cause_and_the_cures_of_its_rules(packs: list[Pack]) -> None:
    page = symptoms_page(packs)
    for entry in (*vocabulary().message, *vocabulary().topic):
        part = page.split(f"\n### {escaped(entry.title)}\n")[1].split("\n### ")[0]
        assert "**Cause.** " in part
        for id in entry.rules:
            rule = entry_of(id, packs)
            assert rule is not None
            assert f"| `{id}` | {escaped(page_title(rule))} |" in part


def test_every_camera_is_listed_with_its_source() -> None:
    page = cameras_page()
    assert page.count("\n| ") - page.count("\n| camera |") == len(cameras())
    assert "\n## CV25\n\nTarget: [`cv25`](docs/rules/cv25.md)\n" in page
    assert "\n| M3085-V |" in page
