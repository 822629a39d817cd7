"""What a page asks its reader to do: files to write, commands to run, output to see.

A page says so in a way that reads well and that a test can follow:

- A block of code below a line that ends in a file's name (``Write `packs/lobby.toml`:``) is that
  file; ``Append to `packs/lobby.toml`:`` adds to it.
- A line of code that runs `dlpulint` is a command. `# exits with 2` behind it promises that; of
  others 0 or 1 is expected.
- A block marked `output` is what the last command prints; a line of `…` stands for any lines.
"""

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from tests.places import FIXTURES

FILES = {
    "classifier.onnx": "resnet_opset17.onnx",
    "classifier.tflite": "resnet_int8_per_tensor.tflite",
    "classifier_edgetpu.tflite": "edgetpu_compiled.tflite",
    "detector-old.tflite": "silu_detector_int8.tflite",
    "detector.tflite": "silu_detector_int8.tflite",
    "detector_edgetpu.tflite": "edgetpu_compiled.tflite",
    "float.tflite": "mobilenet_float32.tflite",
    "model.onnx": "resnet_opset17.onnx",
    "model.tflite": "mobilenet_int8_per_channel.tflite",
    "models/detector.tflite": "silu_detector_int8.tflite",
    "models/classifier.tflite": "resnet_int8_per_tensor.tflite",
    "models/classifier.onnx": "resnet_opset17.onnx",
    "open.onnx": "resnet_dynamic_axes.onnx",
}
"""The models that pages speak of, and the fixture that each is."""

_FILE = re.compile(r"(?P<how>Append to )?`(?P<name>[\w./-]+\.\w+)`:$")
_FENCE = re.compile(r"^ {0,3}```+(?P<language>\w*)")
_RUNS = re.compile(r"(^|[;&|(]\s*)([A-Z_]+=\S+ )*(\.venv/bin/)?dlpulint( |$|\))")
_BEFORE = re.compile(r"^(\$ |- run: |run: |- )")
_PROMISE = re.compile(r"#.*\bexits with (\d)")


class Block(Struct, frozen=True):
    """Lines of code, with the last line of text before them."""

    language: str
    lines: tuple[str, ...]
    before: str


class File(Struct, frozen=True):
    """A file that the reader is to write, or to append to."""

    name: str
    text: str
    append: bool


class Command(Struct, frozen=True):
    """A command that the reader is to run."""

    line: str
    codes: tuple[int, ...]

    def models(self) -> Iterator[str]:
        """The models and folders that it names."""
        for word in shlex.split(self.line, comments=True):
            if word.endswith((".tflite", ".onnx", "/")) and not word.startswith("-"):
                yield word


class Printed(Struct, frozen=True):
    """What the reader sees."""

    text: str

    def is_in(self, output: str) -> bool:
        """Whether the lines stand in an output, other lines where it says `…`."""
        parts = [part.strip("\n") for part in re.split(r"(?m)^ *…$", self.text)]
        pattern = r"\n(?:.*\n)*?".join(re.escape(part) for part in parts if part)
        return re.search(rf"(?m)^{pattern}$", output) is not None


Step = File | Command | Printed


def steps_of(page: Path) -> list[Step]:
    """What a page asks for, in its order."""
    return [step for block in blocks_of(page) for step in _steps(block)]


def _steps(block: Block) -> Iterator[Step]:
    text = "\n".join(block.lines) + "\n"
    named = _FILE.search(block.before)
    if named is not None:
        yield File(named["name"], text, named["how"] is not None)
    elif block.language == "output":
        yield Printed(text.rstrip("\n"))
    else:
        for line in text.replace("\\\n", " ").splitlines():
            bare = _BEFORE.sub("", line.strip())
            found = _RUNS.search(bare)
            if found is not None:
                # What a line does before, such as installing, is done already.
                command = bare[found.start() :].lstrip(";&| ") if "&&" in bare else bare
                promise = _PROMISE.search(command)
                yield Command(command, (int(promise[1]),) if promise else (0, 1))


def blocks_of(page: Path) -> Iterator[Block]:
    """The blocks of code on a page of Markdown, fenced and indented ones."""
    before, language = "", None
    lines: list[str] = []
    for line in [*page.read_text("utf-8").splitlines(), ""]:
        fence = _FENCE.match(line)
        if language is not None:
            if fence is not None:
                yield Block(language, tuple(lines), before)
                before, language, lines = "", None, []
            else:
                lines.append(line)
        elif fence is not None:
            language = fence["language"]
        elif line.startswith("    "):
            lines.append(line[4:])
        else:
            if lines:
                yield Block("", tuple(lines), before)
                before, lines = "", []
            before = line.strip() or before


def give_models(folder: Path) -> None:
    """Put the models there that pages speak of, and the fixtures where a clone has them."""
    for name, fixture in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((FIXTURES / fixture).read_bytes())
    shutil.copytree(FIXTURES, folder / "fixtures")
