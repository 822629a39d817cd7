"""The files that paths stand for: folders and globs searched, each file once."""

import os
from collections.abc import Iterable, Iterator
from glob import glob, has_magic

from dlpulint.basics.errors import UsageError
from dlpulint.basics.printable import escaped
from dlpulint.basics.remote_path import is_remote, without_secrets

SUFFIXES = (".tflite", ".onnx")
"""Suffixes of the files found in folders. A file that is named is read whatever its suffix."""

STDIN = "-"
"""The path that stands for standard input."""


def model_files(paths: Iterable[str]) -> Iterator[str]:
    """The files that paths stand for, each once; those of folders and globs in sorted order.

    Raises UsageError for a path that is not there and for a folder or glob without a model.
    """
    seen: set[str] = set()
    for path in paths:
        for file in _expand(path):
            key = file if file == STDIN or is_remote(file) else os.path.realpath(file)
            if key not in seen:
                seen.add(key)
                yield file


def _expand(path: str) -> Iterator[str]:
    if path == STDIN:
        yield path
    elif is_remote(path):
        from dlpulint.loader.remote import models_at

        yield from models_at(path, SUFFIXES)
    elif os.path.isdir(path):
        found = list(models_below(path))
        if not found:
            raise UsageError(f"{path}: no .tflite or .onnx file in this folder")
        yield from found
    elif os.path.lexists(path):
        yield _posix(path)
    elif has_magic(path):
        found = [match for match in sorted(glob(path, recursive=True)) if os.path.isfile(match)]
        if not found:
            raise UsageError(f"{path}: nothing matches")
        yield from map(_posix, found)
    else:
        raise UsageError(f"{path}: there is no such file or folder")


def models_below(folder: str) -> Iterator[str]:
    """Model files of a folder and its subfolders, without hidden ones, in sorted order."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith(SUFFIXES) and not name.startswith("."):
                yield _posix(os.path.normpath(os.path.join(parent, name)))


def _posix(path: str) -> str:
    return path.replace(os.sep, "/")


def shown(path: str) -> str:
    """A path as reports print it: file names may contain bytes that move a terminal's cursor.

    Addresses are without passwords and signatures.
    """
    return escaped(without_secrets(path) if is_remote(path) else path)


def refuse_remote(path: str, why: str) -> None:
    """Raise UsageError for an address, where a file on this machine is needed."""
    if is_remote(path):
        raise UsageError(f"{shown(path)}: {why}: download the model first")


def raw_path(path: str) -> str | None:
    """The path as the system has it, if `shown` differs from it."""
    return None if is_remote(path) or shown(path) == path else path
