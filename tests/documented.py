"""What a page asks its reader to do: files to write, commands to run, output to see.

A page says so in a way that reads well and that a test can follow:

- A block of code below a line that ends in a file's name (``Write `packs/lobby.toml`:``) is that
  file; ``Append to `packs/lobby.toml`:`` adds to it. A block marked `diff` changes it: lines that
  begin with `-` become those that begin with `+`.
- A line of code that runs `dlpulint` is a command. `# exits with 2` after it promises that; of
  others 0 or 1 is expected. `# needs LiteRT` has it skipped where that is not installed. A line
  that names an address is no command here: there is no network.
- A block marked `output` is what the last command prints; a line of `…` stands for any lines, and
  any version of LiteRT will do.
"""

import re
import shlex
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from tests.places import FIXTURES, ROOT

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
    "models/landmarks.tflite": "nchw_born_int8.tflite",
    "saved_model/landmarks_full_integer_quant.tflite": "resnet_int8_per_tensor.tflite",
    "open.onnx": "resnet_dynamic_axes.onnx",
}
"""The models that pages speak of, and the fixture that each is."""

_FILE = re.compile(r"(?P<how>Append to )?`(?P<name>[\w./-]+\.\w+)`:$")
_FENCE = re.compile(r"^ {0,3}```+(?P<language>\w*)")
_RUNS = re.compile(r"(^|[;&|(]\s*)([A-Z_]+=\S+ )*(\.venv/bin/)?dlpulint( |$|\))")
_BEFORE = re.compile(r"^(\$ |- run: |run: |- )")
_PROMISE = re.compile(r"#.*\bexits with (\d)")
_NEEDS_LITERT = re.compile(r"#.*\bneeds LiteRT\b")
_LITERT = re.compile(r"LiteRT \d+(\.\d+)+")


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


class Change(Struct, frozen=True):
    """Lines of a file that the reader is to replace."""

    name: str
    old: str
    new: str


class Command(Struct, frozen=True):
    """A command that the reader is to run."""

    line: str
    codes: tuple[int, ...]
    needs_litert: bool = False

    def words(self) -> tuple[dict[str, str], list[str]] | None:
        """Variables and arguments of `dlpulint`; `None` where a shell has more to do than that."""
        if set(self.line.partition(" #")[0]) & set("$`*?~{}\\|&;<>()"):
            return None
        words = shlex.split(self.line, comments=True)
        start = next(n for n, word in enumerate(words) if "=" not in word)
        return dict(word.split("=", 1) for word in words[:start]), words[start + 1 :]

    def programs(self) -> list[str]:
        """The first word of each command that the line joins with `|`, `&&` or `;`."""
        lexer = shlex.shlex(self.line, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        found, first = [], True
        for word in lexer:
            if set(word) <= set("|&;("):
                first = True
            elif first and "=" not in word:
                found.append(word)
                first = False
        return found

    def models(self) -> Iterator[str]:
        """The models and folders that it names."""
        words = shlex.split(self.line, comments=True)
        for before, word in pairwise(["", *words]):
            if before == "--fix-to":
                continue
            if word.endswith((".tflite", ".onnx", "/")) and not word.startswith("-"):
                yield word


class Printed(Struct, frozen=True):
    """What the reader sees."""

    text: str

    def is_in(self, output: str) -> bool:
        """Whether the lines stand in an output, other lines where it says `…`."""
        text, output = (_LITERT.sub("LiteRT", either) for either in (self.text, output))
        parts = [part.strip("\n") for part in re.split(r"(?m)^ *…$", text)]
        pattern = r"\n(?:.*\n)*?".join(re.escape(part) for part in parts if part)
        return re.search(rf"(?m)^{pattern}$", output) is not None


Step = File | Change | Command | Printed


def steps_of(page: Path) -> list[Step]:
    """What a page asks for, in its order."""
    return [step for block in blocks_of(page) for step in _steps(block)]


def _steps(block: Block) -> Iterator[Step]:
    text = "\n".join(block.lines) + "\n"
    named = _FILE.search(block.before)
    if named is not None and block.language == "diff":
        yield Change(named["name"], _side("- ", block), _side("+ ", block))
    elif named is not None:
        yield File(named["name"], text, named["how"] is not None)
    elif block.language == "output":
        yield Printed(text.rstrip("\n"))
    else:
        for line in text.replace("\\\n", " ").splitlines():
            bare = _BEFORE.sub("", line.strip())
            found = _RUNS.search(bare)
            if found is not None and "://" not in bare:
                # What a line does before, such as installing, is done already.
                command = bare[found.start() :].lstrip(";&| ") if "&&" in bare else bare
                promise = _PROMISE.search(command)
                codes = (int(promise[1]),) if promise else (0, 1)
                yield Command(command, codes, _NEEDS_LITERT.search(command) is not None)


def _side(signs: str, block: Block) -> str:
    return "".join(f"{line[1:]}\n" for line in block.lines if line[:1] in signs)


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
    """Put the models there that pages speak of, and what a clone has: fixtures and packs."""
    for name, fixture in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((FIXTURES / fixture).read_bytes())
    shutil.copytree(FIXTURES, folder / "fixtures")
    shutil.copytree(ROOT / "rules", folder / "rules", ignore=shutil.ignore_patterns("*.py*", "_*"))
