"""Two builds of dlpulint side by side: staged, run over the same files, and their reports read."""

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

from dlpulint.report.contract import WrittenRun

ROOT = Path(__file__).parent.parent
_PARTS = ("dlpulint", "rules")


def revision(name: str, root: Path = ROOT) -> str | None:
    """The commit that a name stands for; `None` where git knows none."""
    asked = ["git", "-C", f"{root}", "rev-parse", "--quiet", "--verify", f"{name}^{{commit}}"]
    found = subprocess.run(asked, capture_output=True, text=True, check=False)
    return found.stdout.strip() or None if found.returncode == 0 else None


def base(root: Path = ROOT) -> str | None:
    """The commit to compare the working tree with: the newest one on origin's main.

    Where there is none, or it is the very commit that is checked out, it is the first parent of
    that; `None` where there is no parent either, as in a clone of depth 1.
    """
    origin, head = revision("origin/main", root), revision("HEAD", root)
    if origin is not None and (origin != head or _edited(root)):
        return origin
    return revision("HEAD^1", root)


def _edited(root: Path) -> bool:
    asked = ["git", "-C", f"{root}", "status", "--porcelain", "--", *_PARTS]
    return bool(subprocess.run(asked, capture_output=True, check=True).stdout.strip())


def stage(folder: Path, commit: str | None, root: Path = ROOT) -> Path:
    """The package of a commit, or of the working tree, as a wheel would have it, in a folder.

    The packs lie within it: beside it, an installed dlpulint would give its own.
    """
    folder.mkdir()
    if commit is None:
        for part in _PARTS:
            shutil.copytree(root / part, folder / part)
    else:
        asked = ["git", "-C", f"{root}", "archive", "--format=tar", commit, *_PARTS]
        done = subprocess.run(asked, capture_output=True, check=True)
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
            archive.extractall(folder, filter="data")
    (folder / "rules").rename(folder / "dlpulint" / "rules")
    return folder


class Running:
    """A build that lints folders for all targets, in a process of its own."""

    def __init__(self, staged: Path, where: Path, folders: Sequence[str]) -> None:
        self._report = staged / "report.json"
        options = ["--target", "all", "--exit-zero", "--quiet", "--format", f"json={self._report}"]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "dlpulint", *folders, *options],
            cwd=where,
            env={**os.environ, "PYTHONPATH": f"{staged}", "PYTHONDONTWRITEBYTECODE": "1"},
            stderr=subprocess.PIPE,
            text=True,
        )

    def read(self) -> WrittenRun:
        """The run, once it has ended. Raises SystemExit if there is no report of it."""
        _, complaints = self._process.communicate()
        if not self._report.exists():
            raise SystemExit(f"{self._report.parent.name} wrote no report:\n{complaints}")
        return tolerant(self._report.read_bytes())


def tolerant(data: bytes) -> WrittenRun:
    """A JSON report, with nothing for each key that its dlpulint does not write yet."""
    raw = json.loads(data)
    return msgspec.convert(_filled(raw, inspect.type_info(WrittenRun)), WrittenRun)


def _filled(value: Any, kind: inspect.Type) -> Any:
    """A decoded value with the keys that its type requires."""
    if isinstance(kind, inspect.UnionType):
        if value is None:
            return None
        kind = next(one for one in kind.types if not isinstance(one, inspect.NoneType))
    if isinstance(kind, inspect.StructType) and isinstance(value, dict):
        filled = dict(value)
        for field in kind.fields:
            name = field.encode_name
            if name in filled:
                filled[name] = _filled(filled[name], field.type)
            elif field.required:
                filled[name] = _nothing(field.type)
        return filled
    if isinstance(kind, inspect.VarTupleType) and isinstance(value, list):
        return [_filled(one, kind.item_type) for one in value]
    return value


def _nothing(kind: inspect.Type) -> Any:
    """A value of a type that says as little as one can."""
    if isinstance(kind, inspect.UnionType):
        return None if kind.includes_none else _nothing(kind.types[0])
    if isinstance(kind, inspect.EnumType):
        first: Enum = next(iter(kind.cls))
        return first.value
    if isinstance(kind, inspect.LiteralType):
        return kind.values[0]
    if isinstance(kind, inspect.StructType):
        return {f.encode_name: _nothing(f.type) for f in kind.fields if f.required}
    if isinstance(kind, inspect.VarTupleType):
        return []
    if isinstance(kind, inspect.DictType):
        return {}
    return {inspect.BoolType: False, inspect.StrType: ""}.get(type(kind), 0)
