"""The page about a target."""

from pathlib import Path

from dlpulint.manual.generated.target_page import target_page
from tests.pack_files import header, limit, load, row

TOOLCHAIN = """
[toolchain]
source = "lab"
formats = ["onnx"]
commands = ["make -m {name} {inputs} {outputs}", "pack -v {compiler} -f {camera_file}"]
each_input = "-i {tensor}|{shape}"
each_output = "-o {tensor}"
notes = ["Ask *nicely*."]
assumes = { compiler = "16" }
"""


def test_commands_stand_on_the_page_as_they_are_typed(tmp_path: Path) -> None:
    pack = load(tmp_path, header('camera_file = "{stem}.bin"'), TOOLCHAIN)
    lines = target_page(pack).splitlines()
    start = lines.index("## From the file to the camera")
    assert lines[start + 2 : start + 11] == [
        "Reports on `.onnx` files have these commands with the model's own names ([\\[1\\]][1]):",
        "",
        "```",
        "make -m {name} -i '{tensor}|{shape}' -o {tensor}",
        "pack -v 16 -f {stem}.bin",
        "```",
        "",
        "- Ask \\*nicely\\*.",
        "",
    ]


def test_a_target_without_a_toolchain_has_no_commands(tmp_path: Path) -> None:
    assert "From the file" not in target_page(load(tmp_path, header()))


def test_a_limit_that_only_leaves_it_open_is_told_so(tmp_path: Path) -> None:
    lines = ("params = { max = 4 }", 'on_fail = "unknown"')
    page = target_page(load(tmp_path, header(), row("conv"), limit("rank-limits", *lines, id="r")))
    assert "- `mine/conv/r` (open, not known): {subject} is wrong." in page
