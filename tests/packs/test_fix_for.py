"""Cures for some models: what is read of a pack, and every mistake with its path."""

from pathlib import Path

import pytest

from dlpulint.packs.pack import Limit, Rule
from dlpulint.packs.tables import FixFor
from tests.pack_files import header, limit, load, row, rule
from tests.packs.test_load import mistakes

ALL = "forbidden-operators"


def cure(table: str, text: str = "Change it.", **lists: str) -> str:
    """A `fix_for` of a table; `lists` are its conditions, words with commas between them."""
    lines = [
        f"{key} = [{', '.join(f'{w!r}' for w in words.split(','))}]" for key, words in lists.items()
    ]
    return "\n".join([f"[[{table}.fix_for]]", f'text = "{text}"', *lines, ""])


def test_rules_limits_and_rows_have_cures_for_some_models(tmp_path: Path) -> None:
    pack = load(
        tmp_path,
        header(),
        row("conv"),
        cure("operator", "In {native}.", made_by="keras,tensorflow"),
        limit("rank-limits", id="rank"),
        cure("operator.limit", "Of {rank}.", pattern="silu"),
        rule("mine/x", ALL),
        cure("rule", " Retrain {count}. ", family="YOLOv5,SSD", pattern="GELU"),
        cure("rule", made_by="onnx2tf"),
    )
    (conv,) = pack.rows["conv"]
    assert conv.fix_for == (FixFor(text="In {native}.", made_by=("keras", "tensorflow")),)
    rank, x = pack.find("mine/conv/rank"), pack.find("mine/x")
    assert isinstance(rank, Limit)
    assert isinstance(x, Rule)
    assert rank.fix_for == (FixFor(text="Of {rank}.", pattern=("silu",)),)
    assert x.fix_for == (
        FixFor(text="Retrain {count}.", family=("YOLOv5", "SSD"), pattern=("GELU",)),
        FixFor(text="Change it.", made_by=("onnx2tf",)),
    )


@pytest.mark.parametrize(
    ("table", "mistake"),
    [
        (cure("rule", family="YOLOv55"), ".family: unknown word 'YOLOv55'; did you mean 'YOLOv5'?"),
        (
            cure("rule", pattern="upsampled"),
            ".pattern: unknown word 'upsampled'; did you mean 'upsampling'?",
        ),
        (
            cure("rule", "{nativ}", made_by="keras"),
            ".text: check 'forbidden-operators' gives no "
            "{nativ}; did you mean 'native'? It gives subject, count, native, allow",
        ),
        (cure("rule", " ", made_by="keras"), ".text: it has no cure; write what to type or change"),
        (
            cure("rule"),
            ": it states no condition: `family`, `made_by`, `pattern`, `risk` or `activations`; "
            "the cure for all other models is `fix`",
        ),
        (
            cure("rule", made_by="keras") + 'tool = "x"\n',
            ".tool: unknown key; expected one of activations, cut, family, made_by, pattern, "
            "risk, text",
        ),
    ],
)
def test_a_mistake_is_named_with_its_path(table: str, mistake: str, tmp_path: Path) -> None:
    found = mistakes(tmp_path, header(), rule("mine/x", ALL), table)
    assert found == [f"mine.toml: rule mine/x.fix_for[0]{mistake}"]


def test_a_misspelt_producer_gets_the_nearest(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, header(), rule("mine/x", ALL), cure("rule", made_by="pytorh"))
    assert found.startswith("mine.toml: rule mine/x.fix_for[0].made_by: expected one of 'keras', ")
    assert found.endswith(", found 'pytorh'; did you mean 'pytorch'?")


def test_a_slot_of_a_row_is_one_that_rows_give(tmp_path: Path) -> None:
    table = row("conv") + cure("operator", "{kernel}", made_by="keras")
    assert mistakes(tmp_path, header(), table) == [
        "mine.toml: operator conv.fix_for[0].text: a row gives no {kernel}; it gives subject, "
        "count, native"
    ]


def test_a_grade_is_one_of_three(tmp_path: Path) -> None:
    found = mistakes(tmp_path, header(), rule("mine/x", ALL), cure("rule", risk="ruined"))
    assert found == [
        "mine.toml: rule mine/x.fix_for[0].risk: expected one of 'likely-ruined', 'unknown', "
        "'likely-fine', found 'ruined'; did you mean 'likely-ruined'?"
    ]


def test_a_cure_for_fewer_grades_is_not_covered_by_another(tmp_path: Path) -> None:
    ruined = cure("rule", made_by="keras", risk="likely-ruined")
    others = cure("rule", made_by="keras")
    assert load(tmp_path, header(), rule("mine/x", ALL), ruined, others)
    assert mistakes(tmp_path, header(), rule("mine/x", ALL), others, ruined) == [
        "mine.toml: rule mine/x.fix_for[1]: never shown: fix_for[0] holds wherever it does"
    ]


def test_activations_are_kinds(tmp_path: Path) -> None:
    found = mistakes(tmp_path, header(), rule("mine/x", ALL), cure("rule", activations="relu66"))
    assert found == [
        "mine.toml: rule mine/x.fix_for[0].activations: unknown word 'relu66'; "
        "did you mean 'relu6'?"
    ]


def test_a_cure_for_fewer_activations_is_not_covered_by_another(tmp_path: Path) -> None:
    fewer = cure("rule", risk="unknown", activations="relu")
    others = cure("rule", risk="unknown")
    assert load(tmp_path, header(), rule("mine/x", ALL), fewer, others)
    assert mistakes(tmp_path, header(), rule("mine/x", ALL), others, fewer) == [
        "mine.toml: rule mine/x.fix_for[1]: never shown: fix_for[0] holds wherever it does"
    ]


def test_a_cure_that_is_never_shown_is_a_mistake(tmp_path: Path) -> None:
    wide, narrow = (
        cure("rule", made_by="keras,pytorch"),
        cure("rule", made_by="keras", family="SSD"),
    )
    assert mistakes(tmp_path, header(), rule("mine/x", ALL), wide, narrow) == [
        "mine.toml: rule mine/x.fix_for[1]: never shown: fix_for[0] holds wherever it does"
    ]
    assert load(tmp_path, header(), rule("mine/x", ALL), narrow, wide)
