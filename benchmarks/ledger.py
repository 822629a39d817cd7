"""A long run's results by share of its numbers, in a file by which a stopped run goes on."""

import subprocess
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from threading import Lock

import msgspec
from msgspec import Struct

from benchmarks.watched_inputs import Result


class Peak(Struct, frozen=True):
    """The most that an input took, and its number."""

    most: float
    number: int


class Share(Struct, frozen=True):
    """What came of the inputs from number `first` to before number `last`."""

    first: int
    last: int
    code: str
    """The commit that was run."""
    begins: str
    """Checksum of the first input: a share of other inputs is run again."""
    kinds: dict[str, int]
    read: dict[str, int]
    """Of each kind the inputs that were valid."""
    formatted: int
    seconds: float
    slowest: Peak
    largest: Peak
    escapes: tuple[tuple[int, str], ...]


def share_of(found: Sequence[Result], code: str, begins: str) -> Share:
    """The figures of results that follow one another."""
    kinds: dict[str, int] = {}
    read: dict[str, int] = {}
    for result in found:
        kinds[result.kind] = kinds.get(result.kind, 0) + 1
        read[result.kind] = read.get(result.kind, 0) + result.outcome.read
    return Share(
        found[0].number,
        found[-1].number + 1,
        code,
        begins,
        kinds,
        read,
        sum(result.formatted for result in found),
        sum(result.outcome.seconds for result in found),
        max((Peak(r.outcome.seconds, r.number) for r in found), key=lambda peak: peak.most),
        max((Peak(r.outcome.mebibytes, r.number) for r in found), key=lambda peak: peak.most),
        tuple((r.number, r.outcome.escape) for r in found if r.outcome.escape is not None),
    )


def total(shares: Sequence[Share]) -> Share:
    """The figures of all shares together; `code` has every commit."""
    kinds: dict[str, int] = {}
    read: dict[str, int] = {}
    for share in shares:
        for kind, count in share.kinds.items():
            kinds[kind] = kinds.get(kind, 0) + count
            read[kind] = read.get(kind, 0) + share.read[kind]
    return Share(
        min(share.first for share in shares),
        max(share.last for share in shares),
        ", ".join(dict.fromkeys(share.code for share in shares)),
        "",
        kinds,
        read,
        sum(share.formatted for share in shares),
        sum(share.seconds for share in shares),
        max((share.slowest for share in shares), key=lambda peak: peak.most),
        max((share.largest for share in shares), key=lambda peak: peak.most),
        tuple(escape for share in shares for escape in share.escapes),
    )


class Ledger:
    """The shares that are done, kept in a file of a line each, or only as long as the run."""

    def __init__(self, path: Path | None, content: Callable[[int], bytes], size: int) -> None:
        """Take what `path` has of the inputs whose `content` is as it was then.

        Args:
            path: The file; it is made if there is none.
            content: Makes the input of a number.
            size: Numbers of a share: those of an unfinished one are run again.
        """
        self._path, self._content, self._size = path, content, size
        self._lock = Lock()
        self._code = commit()
        self._done: dict[tuple[int, int], Share] = {}
        lines = path.read_bytes().splitlines() if path and path.exists() else ()
        for line in lines:
            share = msgspec.json.decode(line, type=Share)
            if share.begins == self._checksum(share.first):
                self._done[share.first, share.last] = share

    def open_shares(self, numbers: range) -> list[range]:
        """The parts of the numbers that are not done yet."""
        return [part for part in self._parts(numbers) if _key(part) not in self._done]

    def add(self, found: Sequence[Result]) -> Share:
        """Keep the results of a whole share."""
        share = share_of(found, self._code, self._checksum(found[0].number))
        with self._lock:
            self._done[share.first, share.last] = share
            if self._path is not None:
                with self._path.open("ab") as file:
                    file.write(msgspec.json.encode(share) + b"\n")
        return share

    def shares(self, numbers: range) -> list[Share]:
        """The done shares of the numbers."""
        keys = (_key(part) for part in self._parts(numbers))
        return [self._done[key] for key in keys if key in self._done]

    def _parts(self, numbers: range) -> Iterator[range]:
        """The shares that numbers are divided into."""
        for at in range(0, len(numbers), self._size):
            yield numbers[at : at + self._size]

    def _checksum(self, number: int) -> str:
        return sha256(self._content(number)).hexdigest()[:16]


def _key(part: range) -> tuple[int, int]:
    return part[0], part[-1] + 1


def commit() -> str:
    """The commit of the working folder, with a `+` if code or fixtures differ from it."""
    head = _git("rev-parse", "--short", "HEAD")
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", *_CODE)
    return f"{head or 'unknown'}{'+' if changed else ''}"


def _git(*words: str) -> str:
    command = ["git", "-C", str(Path(__file__).parent.parent), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


_CODE = ("dlpulint", "rules", "fixtures", "benchmarks", "tests")
"""Folders on which results depend: the page that they are written to is none of them."""
