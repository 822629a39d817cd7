"""Every shipped pack is proved by its own examples, and a pack that is not is told why."""

from pathlib import Path

import pytest

from dlpulint.basics.errors import PackError
from dlpulint.basics.terms import Answer
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.proof.prove import check_pack, judged, mistakes_of
from tests.pack_files import header, limit, row, rule

BAD = "input x: int8[1,8]\\ntanh y: int8[1,8] <- x"
GOOD = "input x: int8[1,8]\\nrelu y: int8[1,8] <- x"


@pytest.mark.parametrize("name", Folders().names())
def test_a_shipped_pack_is_proved_by_its_examples(name: str) -> None:
    assert list(mistakes_of(load_pack(name, Folders(), examples=True))) == []


@pytest.mark.parametrize("target", Folders().targets())
def test_every_example_of_a_target_holds_operators_of_its_own_format(target: str) -> None:
    pack = load_pack(target, Folders(), examples=True)
    for one in pack.rules:
        assert one.examples is not None, one.id
        assert one.formats, one.id


def examples(bad: str = BAD, good: str = GOOD) -> str:
    return f'examples = {{ bad = "{bad}", good = "{good}" }}'


def where(folder: Path, id: str) -> str:
    return (
        f'write one bad and one good under ["{id}"] in {folder / "mine.examples.toml"}, '
        "or in [rule.examples] of the pack"
    )


def prove(folder: Path, *parts: str) -> list[str]:
    path = folder / "mine.toml"
    path.write_text("\n".join(parts), "utf-8")
    return check_pack(path, Folders())


def no_tanh(*more: str, **changes: str) -> str:
    words = 'params = { operators = ["tanh"] }'
    return rule("mine/tanh", "forbidden-operators", words, *more, **changes)


def test_a_rule_whose_examples_differ_as_they_should_is_proved(tmp_path: Path) -> None:
    assert prove(tmp_path, header(), no_tanh(examples())) == []


def test_rules_of_shipped_packs_are_proved_where_they_are(tmp_path: Path) -> None:
    adjusted = """
schema = 1
target = "mine"
title = "Mine"
version = "1"
extends = ["artpec8"]
[[adjust]]
rule = "artpec8/large-activations"
reason = "We have less."
params = { part = "activations", max_mib = 24 }
"""
    assert prove(tmp_path, adjusted) == []


def test_a_rule_without_examples_is_not_proved(tmp_path: Path) -> None:
    assert prove(tmp_path, header(), no_tanh()) == [
        f"rule mine/tanh: it has no examples; {where(tmp_path, 'mine/tanh')}"
    ]


def test_a_bad_example_that_is_not_objected_to_proves_nothing(tmp_path: Path) -> None:
    assert prove(tmp_path, header(), no_tanh(examples(bad=GOOD))) == [
        "rule mine/tanh: examples.bad: the bad example does not prove it: nothing is objected to"
    ]


def test_a_good_example_that_is_objected_to_proves_nothing(tmp_path: Path) -> None:
    assert prove(tmp_path, header(), no_tanh(examples(good=BAD))) == [
        "rule mine/tanh: examples.good: the good example does not prove it: TANH #0 is wrong"
    ]


def test_an_example_that_cannot_be_read_is_told_with_its_line(tmp_path: Path) -> None:
    assert prove(tmp_path, header(), no_tanh(examples(bad="input x: int8[1]\\nrleu y <- x"))) == [
        "rule mine/tanh: examples.bad: sketch, line 2: expected `name: dtype[shape]`, found 'y'"
    ]


def test_all_mistakes_are_told(tmp_path: Path) -> None:
    second = no_tanh().replace("mine/tanh", "mine/other")
    assert len(prove(tmp_path, header(), no_tanh(examples(bad=GOOD, good=BAD)), second)) == 3


def test_examples_may_stand_in_a_file_beside_the_pack(tmp_path: Path) -> None:
    beside = tmp_path / "mine.examples.toml"
    beside.write_text(f'["mine/tanh"]\nbad = "{BAD}"\ngood = "{GOOD}"\n', "utf-8")
    assert prove(tmp_path, header(), no_tanh()) == []


UNSURE = rule(
    "mine/format",
    "file-format",
    'params = { unsure = ["tflite"], reason = "no source states it" }',
    'formats = ["tflite", "onnx"]',
)
ONNX = "format onnx\\ninput x: float32[1,8]\\nrelu y: float32[1,8] <- x"


def test_a_bad_example_of_which_nothing_can_be_told_proves_nothing(tmp_path: Path) -> None:
    assert prove(tmp_path, header(), UNSURE, examples(bad=GOOD, good=ONNX)) == [
        "rule mine/format: examples.bad: the bad example does not prove it: "
        "A rule: unknown. No source states it"
    ]


def test_a_rule_that_never_knows_is_proved_by_an_unknown_example(tmp_path: Path) -> None:
    lines = f'examples = {{ unknown = "{GOOD}", good = "{ONNX}" }}'
    assert prove(tmp_path, header(), UNSURE, lines) == []


def test_an_unknown_example_of_what_is_certain_proves_nothing(tmp_path: Path) -> None:
    lines = f'examples = {{ unknown = "{BAD}", good = "{GOOD}" }}'
    assert prove(tmp_path, header(), no_tanh(lines)) == [
        "rule mine/tanh: examples.unknown: the unknown example does not prove it: TANH #0 is wrong"
    ]


def test_a_good_example_alone_is_not_enough(tmp_path: Path) -> None:
    lines = f'examples = {{ good = "{GOOD}" }}'
    assert prove(tmp_path, header(), no_tanh(lines)) == [
        f"rule mine/tanh: examples.bad is missing; {where(tmp_path, 'mine/tanh')}"
    ]


def test_rules_of_extended_packs_are_not_asked_for_examples_again(tmp_path: Path) -> None:
    text = no_tanh().replace("mine", "other")
    (tmp_path / "other.toml").write_text(
        header("abstract = true").replace('"mine"', '"other"') + text, "utf-8"
    )
    assert prove(tmp_path, header('extends = ["other"]'), no_tanh(examples())) == []


def test_examples_of_extended_packs_have_to_hold_for_this_one_too(tmp_path: Path) -> None:
    text = no_tanh(examples()).replace("mine", "other")
    (tmp_path / "other.toml").write_text(
        header("abstract = true").replace('"mine"', '"other"') + text, "utf-8"
    )
    change = '[[adjust]]\nrule = "other/tanh"\nreason = "r"\nparams = { operators = ["relu"] }\n'
    assert prove(tmp_path, header('extends = ["other"]'), change) == [
        "rule other/tanh: examples.bad: the bad example does not prove it: nothing is objected to",
        "rule other/tanh: examples.good: the good example does not prove it: RELU #0 is wrong",
    ]


def test_rules_about_placement_are_left_to_packs_that_place(tmp_path: Path) -> None:
    text = rule("mine/nothing", "macs-on-dlpu")
    assert prove(tmp_path, header("abstract = true"), text) == []
    assert prove(tmp_path, header(), text) == [
        f"rule mine/nothing: it has no examples; {where(tmp_path, 'mine/nothing')}"
    ]


PLACED = rule("mine/nothing", "macs-on-dlpu", message="nothing left")
CONV = (
    "input x: int8[1,8,8,4]\\n{kind} y: int8[1,8,8,4] <- x, weights: int8[4,{side},{side},4]"
    " {{kernel={side} stride=1 dilation=1 padding=same}}"
)


def test_a_limit_that_breaks_the_example_of_a_rule_is_named(tmp_path: Path) -> None:
    good, bad = CONV.format(kind="conv", side=3), CONV.format(kind="transpose-conv", side=3)
    rows = row("conv") + row("transpose-conv", status="cpu")
    text = PLACED + examples(bad, good)
    assert prove(tmp_path, header(), rows, text) == []
    kernel = limit(
        "attribute-limits", "params = { kernel_height = [1] }", id="kernel", fix="Use 1x1."
    )
    rows = row("conv") + kernel + row("transpose-conv", status="cpu")
    assert prove(tmp_path, header(), rows, text) == [
        "rule mine/nothing: examples.good: the good example does not prove it: nothing left; "
        "mine/conv/kernel objects to it"
    ]


def test_a_row_that_breaks_the_example_of_a_rule_is_named(tmp_path: Path) -> None:
    text = PLACED + examples(BAD, CONV.format(kind="conv", side=3))
    assert prove(tmp_path, header(), row("conv", status="cpu"), text)[-1] == (
        "rule mine/nothing: examples.good: the good example does not prove it: nothing left; "
        "mine/conv objects to it"
    )


def test_a_rule_or_limit_without_a_cure_is_told(tmp_path: Path) -> None:
    rank = limit("rank-limits", "params = { max = 4 }", id="rank")
    cure = "it has no cure; write in its `fix` what to type or change, or that nothing can be done"
    assert prove(tmp_path, header(), row("relu"), rank, no_tanh(examples(), fix="  ")) == [
        f"rule mine/tanh: {cure}",
        f"limit mine/relu/rank: {cure}",
    ]


def test_an_example_is_of_the_rules_first_format(tmp_path: Path) -> None:
    text = no_tanh(examples(), 'formats = ["onnx"]')
    path = tmp_path / "mine.toml"
    path.write_text(header() + text, "utf-8")
    pack = load_pack("mine", Folders((tmp_path,)), examples=True)
    one, *_ = judged(pack.rules[0], "input x: int8[1]\ntanh y: int8[1] <- x", pack).findings
    assert (one.answer, one.message) == (Answer.BAD, "Tanh #0 is wrong")


def test_a_pack_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PackError) as raised:
        check_pack(tmp_path / "nothing.toml", Folders())
    assert str(raised.value) == f"{tmp_path / 'nothing.toml'}: there is no such pack file"
