"""What a pack says of the toolchain between a file and the camera."""

from pathlib import Path

import pytest

from dlpulint.basics.errors import PackError
from dlpulint.basics.version import UNSTATED, Version, stated_versions
from dlpulint.packs.applying import pack_for
from tests.pack_files import header, load

TABLE = '[toolchain]\nsource = "lab"\nformats = ["onnx"]\ncommands = ["{0}"]\n'


def mistakes(folder: Path, *parts: str) -> list[str]:
    with pytest.raises(PackError) as raised:
        load(folder, header(), *parts)
    return [mistake.split(": ", 1)[1] for mistake in raised.value.mistakes]


def test_a_toolchain_is_looked_up(tmp_path: Path) -> None:
    lines = 'each_input = "-i {tensor}"\nseparators = "|"\nnotes = ["Slow."]\n'
    found = load(
        tmp_path, header(), TABLE.format("make {name} {inputs} {outputs}"), lines
    ).toolchain
    assert found is not None
    assert (found.source.title, found.formats) == ("Our lab", ("onnx",))
    assert (found.commands, found.each_input) == (
        ("make {name} {inputs} {outputs}",),
        "-i {tensor}",
    )
    assert (found.each_output, found.separators, found.notes) == ("", "|", ("Slow.",))
    assert (found.assumes, found.for_one_image) == (UNSTATED, False)


def test_a_pack_without_one_has_none(tmp_path: Path) -> None:
    assert load(tmp_path, header()).toolchain is None


def test_commands_that_name_a_size_are_for_one_image(tmp_path: Path) -> None:
    found = load(tmp_path, header(), TABLE.format("make -r {height},{width}")).toolchain
    assert found is not None
    assert found.for_one_image


def test_a_pack_inherits_the_toolchain_of_the_one_it_extends(tmp_path: Path) -> None:
    load(tmp_path, header().replace('"mine"', '"base"'), TABLE.format("make"), name="base")
    child = 'schema = 1\ntarget = "mine"\ntitle = "Mine"\nversion = "1"\nextends = ["base"]\n'
    found = load(tmp_path, child).toolchain
    assert found is not None
    assert found.commands == ("make",)


def test_what_nothing_fills_is_a_mistake(tmp_path: Path) -> None:
    lines = 'each_input = "{tensr}"\neach_output = "{name}"\n'
    assert mistakes(tmp_path, TABLE.format("make {nam} x{inputs} {"), lines) == [
        "toolchain.commands[0]: not a command: Single '{' encountered in format string",
        "toolchain.each_input: nothing fills {tensr}; did you mean 'tensor'?",
        "toolchain.each_output: nothing fills {name}",
    ]
    assert mistakes(tmp_path, TABLE.format("make {nam} x{inputs}")) == [
        "toolchain.commands[0]: nothing fills {inputs}",
        "toolchain.commands[0]: nothing fills {nam}; did you mean 'name'?",
    ]


def test_a_toolchain_needs_a_source_that_is_there(tmp_path: Path) -> None:
    assert mistakes(tmp_path, TABLE.format("make").replace("lab", "nowhere")) == [
        "toolchain.source: no source 'nowhere' in [sources]"
    ]


def test_a_stated_version_takes_the_place_of_the_assumed_one(tmp_path: Path) -> None:
    lines = 'assumes = { edgetpu_runtime = "13", compiler = "16" }\n'
    pack = load(tmp_path, header(), TABLE.format("make {edgetpu_runtime}"), lines)
    found = pack_for(pack, stated_versions(edgetpu_runtime="14")).toolchain
    assert found is not None
    assert found.assumes.edgetpu_runtime == Version((14,))
    assert found.assumes.compiler == Version((16,))
