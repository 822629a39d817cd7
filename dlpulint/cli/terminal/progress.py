"""A line on the terminal that says how far a long run is, and is gone when the run is over."""

import os
import sys
import time
from collections.abc import Callable
from threading import Lock, Timer
from types import TracebackType
from typing import Self, TextIO

from dlpulint.reporters.text.column_width import cut_in_the_middle, padded
from dlpulint.reporters.text.pen import clean

DELAY = 1.0
"""Seconds after which a run is a long one."""

_BAR = 20
"""Columns of the bar."""

_ROOM_FOR_A_BAR = 50
"""Columns of a line that has one."""

_PAUSE = 0.1
"""Seconds between two drawings at least: a terminal is slower than a lint of a small model."""


def progress_on_stderr(*, quiet: bool) -> "Progress | None":
    """Progress for this run; `None` where nobody sees it or wants to."""
    if quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None
    import shutil

    return Progress(sys.stderr, shutil.get_terminal_size().columns)


class Progress:
    """A line on the current file, shown once the run takes longer than `DELAY`.

    A context manager: at its end, also by an exception, the line is cleared.
    """

    def __init__(
        self, stream: TextIO, width: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream
        self._width = max(20, width)
        self._clock = clock
        self._start = clock()
        self._drawn: float | None = None
        self._line = ""
        # One large file may take all the time, with no call in between.
        self._timer = Timer(DELAY, self.draw)
        self._timer.daemon = True
        self._lock = Lock()
        self._over = False

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._over = True
            if self._drawn is not None:
                self._write("\r" + " " * (self._width - 1) + "\r")

    def __call__(self, done: int, total: int, path: str) -> None:
        """Hear that of `total` files `done` are through, and that the next is `path`."""
        with self._lock:
            self._line = _line(done, total, path, self._width - 1)
        now = self._clock()
        if now - self._start >= DELAY and (self._drawn is None or now - self._drawn >= _PAUSE):
            self.draw()

    def draw(self) -> None:
        """Show what was heard last, unless the run is over."""
        with self._lock:
            if self._line and not self._over:
                self._drawn = self._clock()
                self._write(f"\r{self._line}")

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            # The terminal is gone, or cannot show the name: progress is worth no error.
            self._over = True


def _line(done: int, total: int, path: str, width: int) -> str:
    filled = _BAR * done // max(1, total)
    bar = "#" * filled + "." * (_BAR - filled)
    count = f"{done + 1} of {total}  "
    if width >= _ROOM_FOR_A_BAR:
        count = f"[{bar}] {count}"
    name = cut_in_the_middle(clean(path), max(1, width - len(count)))
    return padded(count + name, width)
