"""Packs of a few lines, written for a test and loaded from the file."""

from pathlib import Path

from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.packs.pack import Pack

HEADER = """
schema = 1
target = "mine"
title = "My chip"
version = "1"
formats = ["tflite", "onnx"]
partitioning = "{partitioning}"
unlisted = "{unlisted}"
unlisted_source = "lab"
"""

SOURCE = """
[sources.lab]
title = "Our lab"
url = "https://example.org/lab"
read = 2026-11-20
"""

_ROW = """
[[operator]]
kind = {kind}
source = "lab"
evidence = "documented"
"""


def header(
    *more: str, partitioning: str = "greedy", unlisted: str = "cpu", source: str = SOURCE
) -> str:
    """The lines that every pack begins with; `more` stands before the first table."""
    begin = HEADER.format(partitioning=partitioning, unlisted=unlisted)
    return begin + "\n".join(more) + "\n" + source


def row(*kinds: str, **more: str) -> str:
    """A row of the operator table; further keys as strings."""
    kind = "[" + ", ".join(f'"{kind}"' for kind in kinds) + "]"
    return _ROW.format(kind=kind) + "".join(f'{key} = "{text}"\n' for key, text in more.items())


def limit(
    check: str,
    *lines: str,
    id: str = "",
    message: str = "{subject} is wrong",
    fix: str = "",
    evidence: str = "documented",
) -> str:
    """A limit of the row before; `lines` are further lines of its table."""
    begin = ["[[operator.limit]]", f'check = "{check}"', f'message = "{message}"']
    begin += [f'{key} = "{text}"' for key, text in (("fix", fix), ("evidence", evidence)) if text]
    return "\n".join([*begin, *([f'id = "{id}"'] if id else []), *lines, ""])


def rule(id: str, check: str, *lines: str, **changes: str) -> str:
    """A rule; `changes` replace its words, `lines` are further lines of its table."""
    words = {
        "id": id,
        "check": check,
        "title": "A rule",
        "effect": "slow",
        "evidence": "documented",
        "source": "lab",
        "message": "{subject} is wrong",
        "why": "Because.",
        "fix": "Change it.",
    }
    written = [f'{key} = "{text}"' for key, text in (words | changes).items()]
    return "\n".join(["[[rule]]", *written, *lines, ""])


def load(folder: Path, *parts: str, name: str = "mine") -> Pack:
    """Write a pack and load it as a lint run does."""
    (folder / f"{name}.toml").write_text("\n".join(parts), "utf-8")
    return load_pack(name, Folders((folder,)))
