"""A server of a folder on this machine, with ranges or without, that counts what it sends."""

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from msgspec import Struct

_RANGE = re.compile(r"bytes=(\d+)-(\d+)")
_BLOCK = 2**16


class Behaviour(Struct):
    """How a server answers, and what it has sent."""

    ranges: bool = True
    sizes: bool = True
    status: int = 200
    changes_after: int | None = None
    """Answers after which the file is stated to be another one."""
    answers: int = 0
    sent: int = 0
    paths: set[str] = set()


@contextmanager
def serving(folder: Path, behaviour: Behaviour) -> Iterator[str]:
    """The address of the folder."""
    handler = partial(_Handler, behaviour, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, behaviour: Behaviour, *arguments: object, directory: str) -> None:
        self.behaviour = behaviour
        super().__init__(*arguments, directory=directory)  # type: ignore[arg-type]

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, *, with_body: bool) -> None:
        behaviour = self.behaviour
        behaviour.answers += 1
        behaviour.paths.add(self.path)
        path = self.translate_path(self.path)
        if behaviour.status != 200 or not os.path.isfile(path):
            self.send_error(404 if behaviour.status == 200 else behaviour.status)
            return
        size = os.path.getsize(path)
        found = _RANGE.match(self.headers.get("Range", "")) if behaviour.ranges else None
        start, stop = (int(found[1]), min(int(found[2]) + 1, size)) if found else (0, size)
        self.send_response(206 if found else 200)
        if found:
            self.send_header("Content-Range", f"bytes {start}-{stop - 1}/{size}")
        if behaviour.sizes:
            self.send_header("Content-Length", str(stop - start))
        after = behaviour.changes_after
        changed = after is not None and behaviour.answers > after
        self.send_header("ETag", '"second"' if changed else '"first"')
        self.end_headers()
        if with_body:
            self._send(path, start, stop)

    def _send(self, path: str, start: int, stop: int) -> None:
        with open(path, "rb") as file:
            file.seek(start)
            try:
                while start < stop:
                    block = file.read(min(stop - start, _BLOCK))
                    self.wfile.write(block)
                    start += len(block)
                    self.behaviour.sent += len(block)
            except OSError:
                pass  # The client has enough of it.
