"""Commands that convert a model: what is read of a pack, and every mistake with its path."""

from pathlib import Path

import pytest

from tests.pack_files import header, load, rule
from tests.packs.test_load import mistakes

RULE = rule("mine/kernel", "forbidden-operators")
TABLE = """
[[convert]]
source = "lab"
formats = ["onnx"]
cures = ["mine/kernel"]
commands = ['{0}']
per_tensor = "-t"
per_channel = "-c"
per_channel_conv = "-v"
"""


@pytest.mark.parametrize(
    ("weights", "words", "scheme"),
    [
        ("per-tensor", "-t", "int8-per-tensor"),
        ("per-channel", "-c", "int8-per-channel"),
        ("per-channel-conv", "-v", "int8-per-channel"),
    ],
)
def test_what_the_target_wants_decides_the_quantization(
    weights: str, words: str, scheme: str, tmp_path: Path
) -> None:
    first = header(f'weights = "{weights}"')
    (found,) = load(tmp_path, first, RULE, TABLE.format("make {quantization}")).conversions
    assert (found.quantization, found.scheme, found.for_one_image) == (words, scheme, False)
    assert found.source.title == "Our lab"


def test_commands_that_name_a_size_are_for_one_image(tmp_path: Path) -> None:
    (found,) = load(tmp_path, header(), RULE, TABLE.format("make {height}")).conversions
    assert (found.quantization, found.for_one_image) == ("", True)


def test_a_packs_own_conversions_replace_those_that_it_inherits(tmp_path: Path) -> None:
    base = header('weights = "per-channel"').replace('"mine"', '"base"')
    parts = (base, RULE.replace("mine/", "base/"), TABLE.format("old").replace("mine/", "base/"))
    load(tmp_path, *parts, name="base")
    child = 'schema = 1\ntarget = "mine"\ntitle = "Mine"\nversion = "1"\nextends = ["base"]\n'
    (old,) = load(tmp_path, child).conversions
    assert (old.table.commands, old.weights) == (("old",), "per-channel")
    own = child + 'weights = "per-tensor"\n[sources.lab]\ntitle = "Lab"\nurl = "https://x.org"\n'
    own += "read = 2026-11-28\n" + TABLE.format("new").replace("mine/", "base/")
    (new,) = load(tmp_path, own).conversions
    assert (new.table.commands, new.weights) == (("new",), "per-tensor")


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("{0}", "make {nam}", ".commands[0]: nothing fills {nam}; did you mean 'name'?"),
        ("{0}", 'make "x', ".commands[0]: not a command: No closing quotation"),
        (
            '["mine/kernel"]',
            '["mine/kernl"]',
            ".cures: there is no rule 'mine/kernl'; did you mean 'mine/kernel'?",
        ),
        ('["mine/kernel"]', "[]", ".cures: it names no rule, so the commands are never shown"),
        ("cures", 'unless = ["z"]\ncures', ".unless: there is no rule 'z'"),
        (
            "cures",
            'each_input = "{tensr}"\ncures',
            ".each_input: nothing fills {tensr}; did you mean 'tensor'?",
        ),
        ('"lab"', '"lb"', ".source: no source 'lb' in [sources]; did you mean 'lab'?"),
    ],
)
def test_a_mistake_is_named_with_its_path(old: str, new: str, mistake: str, tmp_path: Path) -> None:
    table = TABLE.replace(old, new).replace("{0}", "make")
    assert mistakes(tmp_path, header(), RULE, table) == [f"mine.toml: convert[0]{mistake}"]


def test_a_shipped_network_needs_a_family_and_a_source(tmp_path: Path) -> None:
    table = '[[shipped]]\nfamily = ["{0}"]\ntext = " Axis ships it "\nsource = "lab"\n'
    (found,) = load(tmp_path, header(), table.format("YOLOv5")).shipped
    assert (found.family, found.text, found.source.title) == (
        ("YOLOv5",),
        "Axis ships it",
        "Our lab",
    )
    assert mistakes(tmp_path, header(), table.format("YOLOv55")) == [
        "mine.toml: shipped[0].family: unknown word 'YOLOv55'; did you mean 'YOLOv5'?"
    ]
