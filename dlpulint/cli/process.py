"""The process around the command line: signals that end it, streams that are closed."""

import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")

_AGAIN = 1.0
"""Seconds after a signal in which another one does not disturb the clearing up."""


def ended(main: Callable[[], object]) -> NoReturn:
    """Runs `main` and leaves the process with its exit code, or with that of a signal.

    A signal lets `main` clear up; the code is then 128 and its number (130 for Ctrl-C), whatever
    became of the exception on its way.
    """
    signals = _Signals()
    code: object = 0
    try:
        try:
            signals.catch()
            open_closed_streams()
            main()
        except SystemExit as end:
            code = end.code
        except BaseException:
            if not signals.received:
                raise
        finally:
            signals.ignore()
    except KeyboardInterrupt:
        # The signal arrived between two lines of the above.
        signals.ignore()
    give_up_what_cannot_be_written()
    # An exit code of 2 stays what it is where the streams cannot be written.
    sys.exit(128 + signals.received if signals.received else code)  # type: ignore[arg-type]  # main's


class _Signals:
    """The signals that end a run early, as an exception wherever they arrive."""

    def __init__(self) -> None:
        self.received = 0
        """Number of the last one; 0 if there was none."""
        self._at = 0.0

    def catch(self) -> None:
        """Raises KeyboardInterrupt for each from now on, unless our parent has it ignored."""
        for number in self._numbers():
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._interrupt)

    def ignore(self) -> None:
        """Lets them pass: the process ends anyway."""
        for number in self._numbers():
            signal.signal(number, signal.SIG_IGN)

    def _numbers(self) -> list[int]:
        return [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]

    def _interrupt(self, number: int, _: FrameType | None) -> None:
        if self.received and time.monotonic() - self._at < _AGAIN:
            return
        self.received, self._at = number, time.monotonic()
        raise KeyboardInterrupt


def open_closed_streams() -> None:
    """Opens standard streams that are closed: no file of ours may get the number of one.

    To read standard input, and to write to standard output, are errors then; messages are lost.
    """
    for number, flags in enumerate((os.O_WRONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, flags)
    if sys.stdin is None:
        sys.stdin = os.fdopen(0, "r", closefd=False)
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)


def give_up_what_cannot_be_written() -> None:
    """Drops what a full or closed stream has not accepted; Python would try it once more."""
    for name in ("stdout", "stderr"):
        try:
            getattr(sys, name).flush()
        except (OSError, ValueError):
            setattr(sys, name, None)
