"""`--open`: the HTML page, in a file of its own, in the user's browser."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from dlpulint.basics.errors import UsageError
from dlpulint.reporters.formats import Output, word_of


def html_file(outputs: Sequence[Output]) -> Path | None:
    """The file to which a run writes its HTML page anyway."""
    return next((o.file for o in outputs if o.format == "html" and o.file is not None), None)


def page_name(paths: Sequence[str]) -> str:
    """Beginning of a file's name for a page about models: `yolov8n-and-2-more`."""
    models = list(dict.fromkeys(paths))
    word = word_of(models[0]) if models else "report"
    return f"{word}-and-{len(models) - 1}-more" if len(models) > 1 else word


def temporary_page(text: str, name: str) -> Path:
    """A new file with the page, readable by its user only.

    Raises UsageError where it cannot be written; then nothing is left of it.
    """
    folder = tempfile.gettempdir()
    try:
        handle, path = tempfile.mkstemp(prefix=f"dlpulint-{name}-", suffix=".html", dir=folder)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except BaseException:
            Path(path).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(
            f"{folder}: the page cannot be written: {error.strerror or error}"
        ) from None
    return Path(path)


def opened(page: Path) -> bool:
    """Whether a browser was started with the page."""
    if not _has_desktop():
        return False
    import webbrowser

    with _silent():
        try:
            return webbrowser.open(page.resolve().as_uri())
        except webbrowser.Error:
            return False


def _has_desktop() -> bool:
    """Whether there is a screen for a browser.

    Without one, Python would start a text browser, which waits for keys and runs no script.
    """
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"))


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Keeps a browser from our pipes and files: it lives on, and their readers would wait for it.

    A terminal stays, for browsers that need it.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    kept: list[tuple[int, int]] = []
    with open(os.devnull, "wb") as nowhere:
        for stream in (1, 2):
            if os.isatty(stream):
                continue
            with contextlib.suppress(OSError):
                kept.append((stream, os.dup(stream)))
                os.dup2(nowhere.fileno(), stream)
    try:
        yield
    finally:
        for stream, copy in kept:
            os.dup2(copy, stream)
            os.close(copy)
