"""Explanations of one rule, limit or row, with the models that prove it."""

from pathlib import Path

import pytest

from dlpulint.basics.errors import UsageError
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.manual.explain import explanation
from dlpulint.packs.library import Folders
from tests.pack_files import header, limit, row, rule
from tests.packs.test_fix_for import cure

KERNEL = limit("attribute-limits", "params = { kernel_height = [3, 5] }", id="kernel")


def explain(folder: Path, id: str, *parts: str) -> str:
    (folder / "mine.toml").write_text("\n".join(parts), "utf-8")
    return explanation(id, Folders((folder,)))


def test_a_limit_without_examples_shows_the_models_made_from_it(tmp_path: Path) -> None:
    text = explain(tmp_path, "mine/conv/kernel", header(), row("conv") + KERNEL)
    assert "Requirement:\n    kernel height 3 or 5\n" in text
    _, _, models = text.partition("\nBad:\n")
    bad, _, good = models.partition("\nGood:\n")
    heights = [
        model_from_sketch(sketch).operators[0].attributes["kernel_height"] for sketch in (bad, good)
    ]
    assert heights == [2, 3]


def test_written_examples_come_before_those_made(tmp_path: Path) -> None:
    lines = 'examples = { bad = "input x: int8[1]", good = "input y: int8[2]" }\n'
    text = explain(tmp_path, "mine/conv/kernel", header(), row("conv") + KERNEL + lines)
    assert text.endswith("\nBad:\n    input x: int8[1]\n\nGood:\n    input y: int8[2]")


@pytest.mark.usefixtures("published")
def test_an_explanation_leads_to_the_page_where_there_is_one(tmp_path: Path) -> None:
    text = explanation("artpec8/per-channel-weights", Folders())
    assert "\nPage:\n    https://docs.example/dlpulint/rules/artpec8/per-channel-weights/\n" in text
    unlisted = explanation("artpec8/unlisted-operator", Folders())
    assert unlisted.endswith("https://docs.example/dlpulint/rules/artpec8/unlisted-operator/")
    assert "Page:" not in explain(tmp_path, "mine/relu", header(), row("relu", status="cpu"))


def test_a_row_shows_a_model_of_its_kind(tmp_path: Path) -> None:
    text = explain(tmp_path, "mine/relu", header(), row("relu", status="cpu"))
    assert "mine/relu: RELU operator on My chip\ncpu, documented\n" in text
    assert "\nAn example:\n    input x: int8[1,16,16,16] scale=0.1 zp=0\n    relu y: " in text


def test_a_limit_of_which_no_model_can_be_made_shows_none(tmp_path: Path) -> None:
    spread = limit("scale-spread", "params = { max = 2 }", id="spread")
    text = explain(tmp_path, "mine/conv/spread", header(), row("conv") + spread)
    assert text.endswith("Our lab, read 2026-11-20: https://example.org/lab")


def test_an_example_of_which_nothing_can_be_told_is_named_so(tmp_path: Path) -> None:
    lines = 'examples = { unknown = "input x: int8[1]", good = "input y: int8[2]" }'
    text = explain(tmp_path, "mine/x", header(), rule("mine/x", "file-oddities", lines))
    assert "\nUnknown:\n    input x: int8[1]\n\nGood:\n" in text


def test_an_id_that_nobody_knows_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        explain(tmp_path, "mine/conv/kernal", header(), row("conv") + KERNEL)
    assert str(raised.value) == "no rule 'mine/conv/kernal'; did you mean 'mine/conv/kernel'?"


def test_a_word_that_is_no_operator_is_looked_for_in_ids(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        explain(tmp_path, "Kernal", header(), row("conv") + KERNEL.replace('"kernel"', '"kernal"'))
    assert str(raised.value) == "unknown word 'Kernal'; rules with it: mine/conv/kernal"


def test_all_cures_are_shown_with_the_models_that_they_are_for(tmp_path: Path) -> None:
    first = cure("rule", "One.", family="YOLOv5,YOLOv8", made_by="pytorch,onnx2tf")
    parts = (rule("mine/x", "forbidden-operators"), first, cure("rule", "Two.", pattern="silu"))
    text = explain(tmp_path, "mine/x", header(), *parts)
    assert (
        "Cure, YOLOv5 or YOLOv8, made by PyTorch or onnx2tf:\n    One.\n\n"
        "Cure, in silu:\n    Two.\n\n"
        "Cure, other models:\n    Change it.\n"
    ) in text
