"""A pack whose texts mean harm, through the whole command line, in every format."""

from pathlib import Path

import pytest

from dlpulint.reporters.formats import FORMATS, SINGLE
from tests.pack_files import header, limit, row, rule
from tests.places import FIXTURES
from tests.reporters.reading import READERS, log_commands
from tests.running import run

WORDS = (
    "<img src=x onerror=alert(1)><script>alert(2)</script>",
    "![x](https://example.org/x.png) [a](javascript:alert(1)) `a|b` | a | b |",
    "</summary></details><h1>x ]]> @someone #1 ::error::x ##[error]x %0A::x",
    "=1+1 $(touch hacked) `id` ';--",
)
TEXT = " ".join(WORDS).replace("\\", "\\\\")
LINES = f"'''{WORDS[0]}\n::error::x\n# x\n\n{WORDS[1]}\n</details>\n'''".replace("';--", "")
MODELS = ("mobilenet_int8_io.tflite", "silu_detector_int8.tflite")


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A folder with the pack, which has a finding of each kind."""
    folder = tmp_path / "packs"
    folder.mkdir()
    toolchain = "[toolchain]\nsource = 'lab'\nformats = ['tflite']\ncommands = ['make {name}']\n"
    texts = (
        header(
            f'device = "{TEXT}"',
            f'about = ["{TEXT}"]',
            'camera_file = "{name}"',
            f'unlisted_why = "{TEXT}"',
            f'unlisted_fix = "{TEXT}"',
            unlisted="unknown",
        ),
        toolchain + f'notes = ["{TEXT}"]\n',
        row("conv", note=TEXT, fix=TEXT),
        limit("rank-limits", "params = { max = 1 }", f"why = {LINES}", message=TEXT, fix=TEXT),
        row("depthwise-conv", status="cpu", note=TEXT, fix=TEXT),
        row("softmax", status="unknown", note=TEXT, fix=TEXT),
        rule(
            "mine/a",
            "forbidden-operators",
            'params = { operators = ["conv"] }',
            title=WORDS[0],
            message=TEXT,
            fix=TEXT,
        ).replace('"Because."', LINES),
    )
    text = "\n".join(texts)
    for plain in ('title = "My chip"', 'title = "Our lab"', 'version = "1"'):
        key = plain.partition(" ")[0]
        text = text.replace(plain, f'{key} = "{TEXT}"')
    (folder / "mine.toml").write_text(text, "utf-8")
    return folder


def command(packs: Path, *options: str) -> tuple[str, ...]:
    models = [str(FIXTURES / name) for name in MODELS]
    return (*models, "--rules", str(packs), "-t", "mine", "--isolated", *options)


@pytest.mark.parametrize("format", FORMATS)
def test_texts_of_a_pack_are_only_texts(format: str, packs: Path, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    done = run(*command(packs, "-q", "--format", f"{format}={folder / 'report'}"))
    assert done.returncode in (0, 1), done.stderr
    for file in folder.iterdir():
        READERS[format](file.read_bytes().decode("utf-8"))


@pytest.mark.parametrize("format", [name for name in FORMATS if name not in SINGLE])
def test_printed_reports_give_a_runner_no_commands(format: str, packs: Path) -> None:
    done = run(*command(packs, "--format", format))
    text = done.stdout.decode("utf-8")
    READERS[format](text)
    assert format == "github" or log_commands(text) == []


def test_the_full_text_holds_as_much(packs: Path) -> None:
    done = run(*command(packs, "--full"))
    READERS["text"](done.stdout.decode("utf-8"))
    assert log_commands(done.stdout.decode("utf-8")) == []
