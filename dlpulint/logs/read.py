"""Reading logs: found by content, several kinds in one file, in bounded memory and linear time.

Few lines of a camera's journal are about models. A large log is searched for the anchors of known
lines, and only the lines around these are looked at; lines that repeat are looked at once.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from msgspec.structs import replace

from dlpulint.basics.printable import printable
from dlpulint.logs import camera, edgetpu, steps
from dlpulint.logs.camera import CameraReader, time_of
from dlpulint.logs.edgetpu import CompilerReader
from dlpulint.logs.known import KnownLine, known_line, known_lines, matching
from dlpulint.logs.records import Log, LoggedLine
from dlpulint.logs.steps import StepReader

CHUNK = 1 << 20
"""Bytes that are read at once."""

LONGEST_LINE = 4_000
"""Bytes of a line that are looked at."""

MOST_LINES = 500
"""Different known lines that are kept."""

_SHOWN = 300
"""Letters of a line that are kept."""

_MOST_REMEMBERED = 4_096
"""Different lines whose answer is remembered."""

_CLIENT = re.compile(r"larod-client\b.{0,400}")
_MODEL_OPTION = re.compile(r"\s-g[ =]?['\"]?([^ '\"]{1,300})")
_DEVICE_OPTION = re.compile(r"\s-c[ =]?['\"]?([a-z0-9-]{3,60})")
_PROBE = re.compile(r"dlpulint probe: ([A-Za-z0-9_.-]{1,120})")
_PREFIX = re.compile(
    r"^(?:-- |- )?(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.,]{8,18}(?:Z|[+-][0-9:]{4,6})?"
    r"|[A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8})\s+"
)
_NUMBER = re.compile(r"\[[0-9]{1,10}\]|Session [0-9]{1,10}")

_ANCHORS = tuple(
    dict.fromkeys(
        (
            *(line.anchor.encode() for line in known_lines()),
            *edgetpu.ANCHORS,
            *camera.ANCHORS,
            *steps.ANCHORS,
            b"larod-client -",
            b"dlpulint probe: ",
        )
    )
)


def read_log(stream: BinaryIO, name: str) -> Log:
    """The contents of a log.

    Args:
        stream: its bytes, whatever they are: lines that are not known are skipped.
        name: the file, as the user reaches it.
    """
    reader = _Reader(name)
    rest = b""
    while chunk := stream.read(CHUNK):
        rest += chunk
        end = rest.rfind(b"\n") + 1
        if end == 0 and len(rest) < 2 * CHUNK:
            continue
        end = end or len(rest)
        reader.feed(rest[:end])
        rest = rest[end:]
    reader.feed(rest)
    return reader.log


class _Reader:
    """Reads a log part by part; each part ends with a line."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._number = 0
        self._compiler = CompilerReader()
        self._camera = CameraReader()
        self._steps = StepReader()
        self._lines: dict[tuple[str, ...], LoggedLine] = {}
        self._left_out = 0
        self._answers: dict[str, tuple[KnownLine, dict[str, str]] | None] = {}
        self._model, self._device, self._time = "", "", ""

    def feed(self, part: bytes) -> None:
        """Reads a part."""
        position, counted = 0, 0
        if self._compiler.in_table:
            position = self._rows(part, 0)
        for begin, end in _interesting(part):
            if begin < position:
                continue
            self._number += part.count(b"\n", counted, begin)
            counted = begin
            self._line(self._number + 1, _text(part[begin : min(end, begin + LONGEST_LINE)]))
            if self._compiler.in_table:
                position = self._rows(part, end + 1)
        self._number += part.count(b"\n", counted)

    def _rows(self, part: bytes, begin: int) -> int:
        """Reads the rows of a table from `begin` on; the position after them."""
        while begin < len(part):
            end = _end(part, begin)
            if not self._compiler.row(_text(part[begin : min(end, begin + LONGEST_LINE)])):
                return begin
            begin = end + 1
        return begin

    def _line(self, number: int, text: str) -> None:
        time = time_of(text)
        if time and not self._time:
            self._time = time
        self._context(text)
        self._camera.line(text)
        self._compiler.line(number, text)
        self._steps.line(text)
        answer = self._answer(text)
        if answer is None:
            return
        known, values = answer
        if known.id == "model-loaded":
            self._model = values["model"]
        key = (known.id, self._model, self._device, *values.values())
        before = self._lines.get(key)
        if before is not None:
            self._lines[key] = replace(before, count=before.count + 1)
        elif len(self._lines) < MOST_LINES:
            self._lines[key] = LoggedLine(
                known=known.id,
                number=number,
                text=text[:_SHOWN],
                values=values,
                model=self._model,
                device=self._device,
                time=time,
            )
        else:
            self._left_out += 1

    def _context(self, text: str) -> None:
        """The model and the device that the next lines are about."""
        if probe := _PROBE.search(text):
            self._model = probe[1]
            self._steps.begin(probe[1])
        if (command := _CLIENT.search(text)) is not None:
            model, device = _MODEL_OPTION.search(command[0]), _DEVICE_OPTION.search(command[0])
            if model is not None:
                self._model = model[1]
            if device is not None:
                self._device = device[1]

    def _answer(self, text: str) -> tuple[KnownLine, dict[str, str]] | None:
        """The known line of a text and its values; times and process numbers do not matter."""
        bare = _NUMBER.sub("", _PREFIX.sub("", text))
        if bare not in self._answers:
            if len(self._answers) >= _MOST_REMEMBERED:
                self._answers.clear()
            found = matching(text)
            self._answers[bare] = None
            if found is not None:
                values = {key: value for key, value in found[1].groupdict().items() if value}
                self._answers[bare] = found[0], values
        return self._answers[bare]

    @property
    def log(self) -> Log:
        """The contents so far."""
        lines = tuple(self._lines.values())
        kinds = {known_line(line.known).kind for line in lines}
        if self._compiler.runs:
            kinds.add("edgetpu-compiler")
        return Log(
            name=self._name,
            lines=lines,
            runs=self._compiler.runs,
            camera=self._camera.facts(self._time),
            kinds=tuple(sorted(kinds)),
            left_out=self._left_out,
            compilations=self._steps.compilations,
        )


def _interesting(part: bytes) -> Iterator[tuple[int, int]]:
    """Begin and end of each line that has an anchor, in their order."""
    found: dict[int, int] = {}
    if part.startswith(b"Input"):
        found[0] = _end(part, 0)
    for anchor in _ANCHORS:
        at = part.find(anchor)
        while at >= 0:
            at += anchor.startswith(b"\n")
            begin = part.rfind(b"\n", 0, at) + 1
            if begin not in found:
                found[begin] = _end(part, at)
            at = part.find(anchor, found[begin])
    return iter(sorted(found.items()))


def _end(part: bytes, begin: int) -> int:
    """The end of the line that a position is in."""
    end = part.find(b"\n", begin)
    return len(part) if end < 0 else end


def _text(line: bytes) -> str:
    return printable(line.decode("utf-8", "replace").rstrip("\r\n"), longest=LONGEST_LINE)
