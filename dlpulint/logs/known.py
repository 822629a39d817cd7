"""The known lines of logs, with their meaning and cure, from `known_lines.toml`."""

import re
from collections.abc import Mapping
from functools import cache, cached_property
from importlib import resources
from typing import Literal, TypeAlias

import msgspec
import tomli
from msgspec import Struct

_FILE = "known_lines.toml"

LogKind: TypeAlias = Literal[
    "larod",
    "larod-client",
    "edgetpu-compiler",
    "vx-delegate",
    "armnn-delegate",
    "tflite",
    "benchmark",
    "converter",
]
"""Programs whose lines are read."""

LineEffect: TypeAlias = Literal["rejected", "fallback", "wrong", "runs", "none"]
"""What a line states about the model; `none` is about the camera, or about one operator in a table
that is read as a whole."""


class KnownLine(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A line that a program prints, its meaning and its cure."""

    id: str
    kind: LogKind
    anchor: str
    """A part of every such line, by which it is found in a large log."""
    pattern: str
    """Regular expression, whose named groups are the values of a line."""
    effect: LineEffect
    names: tuple[str, ...]
    """The first is its title."""
    example: str
    """A real line, shortened."""
    text: str
    cure: str
    rules: tuple[str, ...]
    source: str
    targets: tuple[str, ...] = ()
    """Chips that print it; empty for all."""
    cure_on: Mapping[str, str] = {}
    """Cures for single chips."""

    @property
    def title(self) -> str:
        """The name that a list shows."""
        return self.names[0]

    @property
    def meaning(self) -> str:
        """The text on one line."""
        return " ".join(self.text.split())

    @property
    def cure_text(self) -> str:
        """All cures on one line: the one for every chip, then those for single ones."""
        chips = (f"On {target}: {cure}" for target, cure in self.cure_on.items())
        return " ".join(" ".join((self.cure, *chips)).split())

    def cure_for(self, target: str) -> str:
        """The cure for a chip on one line."""
        return " ".join(self.cure_on.get(target, self.cure).split())

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return re.compile(self.pattern)


class _Table(Struct, frozen=True, forbid_unknown_fields=True):
    line: tuple[KnownLine, ...]


@cache
def known_lines() -> tuple[KnownLine, ...]:
    """All known lines, in the order in which they are tried."""
    text = resources.files("dlpulint.logs").joinpath(_FILE).read_text("utf-8")
    return msgspec.convert(tomli.loads(text), _Table).line


def known_line(id: str) -> KnownLine:
    """The known line of an id."""
    return next(line for line in known_lines() if line.id == id)


def matching(text: str) -> tuple[KnownLine, re.Match[str]] | None:
    """The known line that a text has, and its match; `None` for any other text."""
    for line in known_lines():
        if line.anchor in text and (found := line.expression.search(text)):
            return line, found
    return None
