"""Which files of the checkout a pull request changes."""

import json
import os
import subprocess
from pathlib import Path

from msgspec import Struct


class Changes(Struct, frozen=True):
    """What is known of them."""

    files: frozenset[str] | None
    """Their paths from the top of the repository; `None` where all files are to be shown."""
    remark: str = ""
    """Why all are, although this is a pull request."""


def changes_of(event: Path | None) -> Changes:
    """The files that the pull request of an event adds or changes; all of any other event."""
    request = _pull_request(event)
    if request is None:
        return Changes(None)
    base = _base(request)
    if base is None:
        return Changes(
            None,
            "the checkout does not reach back to where the pull request begins "
            "(`fetch-depth: 2` of actions/checkout is enough)",
        )
    names = _git("diff", "--name-only", "-z", "--no-renames", "--diff-filter=d", base, "HEAD")
    if names is None:
        return Changes(None, "git cannot compare with where the pull request begins")
    return Changes(frozenset(os.fsdecode(name) for name in names.split(b"\0") if name))


class _Request(Struct, frozen=True):
    base: str
    head: str


def _pull_request(event: Path | None) -> _Request | None:
    if event is None:
        return None
    request = json.loads(event.read_text("utf-8")).get("pull_request")
    return request and _Request(request["base"]["sha"], request["head"]["sha"])


def _base(request: _Request) -> str | None:
    """The commit that the pull request is to be compared with, if the checkout has it."""
    # Unasked, GitHub checks out a merge of the pull request into its base of today.
    if _commit("HEAD^2") == request.head:
        return _commit("HEAD^1")
    common = _git("merge-base", request.base, "HEAD")
    return None if common is None else common.decode().strip()


def _commit(revision: str) -> str | None:
    found = _git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    return None if found is None else found.decode().strip()


def _git(*arguments: str) -> bytes | None:
    """What git answers; `None` where it cannot."""
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None
