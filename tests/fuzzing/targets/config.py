"""The config of a project, which a stranger's pull request may have changed."""

import re
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

from msgspec.structs import replace

from dlpulint.project.config.load_project import load_project
from dlpulint.project.config.settings import COMMAND_LINE
from dlpulint.project.config.show import config_text
from dlpulint.project.run import run
from tests.fuzzing.scratch import scratch_file
from tests.mutations.watching import must_not_escape
from tests.places import FIXTURES, ROOT

SUFFIX = ".toml"

MODEL = (FIXTURES / "rank5_int8.tflite").read_bytes()


def seeds() -> Iterator[tuple[str, bytes]]:
    """The configs that the documentation shows."""
    page = (ROOT / "docs" / "config.md").read_text("utf-8")
    for number, block in enumerate(re.findall(r"```toml\n(.*?)```", page, re.DOTALL)):
        # The packs may be newer than the example asks for.
        yield f"config-{number}", block.replace("8 == ", "8 >= ").encode()


def read(data: bytes) -> None:
    """Show a config and lint a model with it. Raises ConfigError or UsageError for mistakes."""
    scratch_file("reader.tflite", MODEL)
    with chdir(scratch_file("dlpulint.toml", data).parent):
        project = load_project(Path("dlpulint.toml"))
        config_text("reader.tflite", project, COMMAND_LINE)
        run(("reader.tflite",), project, replace(COMMAND_LINE, targets=("artpec8",)))


def TestOneInput(data: bytes) -> None:
    """Raise AssertionError if the bytes do harm."""
    must_not_escape(read, data)
