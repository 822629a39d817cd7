"""What a Python user calls: `lint(models, targets)` gives a Report.

The command line is a thin layer over this module.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from glob import glob, has_magic
from pathlib import Path
from typing import TypeAlias

from msgspec.structs import replace

from dlpulint.as_if import Scheme
from dlpulint.errors import UsageError
from dlpulint.input_shapes import InputShape, stated
from dlpulint.jobs import ALL, Job, Told, lint_jobs, target_summaries
from dlpulint.linting import STDIN
from dlpulint.packs import Folders, Pack, load_pack
from dlpulint.report import Report
from dlpulint.version import UNSTATED, Versions

AnyPath: TypeAlias = str | os.PathLike[str]

SUFFIXES = (".tflite", ".onnx")
"""What is picked up in folders. A file that is named is read whatever its name is."""


def lint(
    models: AnyPath | bytes | Iterable[AnyPath],
    targets: str | Iterable[str],
    *,
    rules: AnyPath | Iterable[AnyPath] = (),
    as_if: Scheme | None = None,
    input_shapes: Mapping[str, Sequence[int]] | None = None,
    versions: Versions = UNSTATED,
    outlined: bool = False,
    told: Told | None = None,
) -> Report:
    """Lint models for one or more targets.

    `models` is a path or several: files, folders (searched for .tflite and .onnx), globs; or the
    bytes of one model, which the report calls `-`. `targets` is the name of a pack or several,
    `all` for every one; `rules` are folders with further packs. `versions` says what is known of
    the camera and the tools (see `dlpulint.stated_versions`).
    `as_if` takes float models for quantized in that way; their reports say so. `input_shapes` are
    shapes of inputs that ONNX models leave open, by the inputs' names (`""`: the only one).
    `outlined` reports carry the graphs of their models, for formats that draw them. `told` is
    called before each file, to show how far a long run is.

    Raises UsageError for a path or target that is not there and PackError for a bad pack, both of
    them DlpulintError. A file that cannot be read as a model raises nothing: its reports say why,
    under `error`.
    """
    folders = tuple(Path(folder) for folder in _each(rules))
    names = [targets] if isinstance(targets, str) else list(targets)
    packs = load_packs(names, Folders(folders))
    content = models if isinstance(models, bytes) else None
    paths = [STDIN] if isinstance(models, bytes) else [os.fspath(path) for path in _each(models)]
    shapes = stated(input_shapes or {})
    return lint_with(
        list(model_files(paths)),
        packs,
        stdin=content,
        versions=versions,
        as_if=as_if,
        shapes=shapes,
        outlined=outlined,
        meant=ALL not in names,
        told=told,
    )


def _each(paths: AnyPath | Iterable[AnyPath]) -> Iterable[AnyPath]:
    return [paths] if isinstance(paths, str | os.PathLike) else paths


def lint_with(
    paths: Iterable[str],
    packs: Sequence[Pack],
    *,
    stdin: bytes | None = None,
    as_if: Scheme | None = None,
    shapes: Sequence[InputShape] = (),
    versions: Versions = UNSTATED,
    outlined: bool = False,
    meant: bool = True,
    told: Told | None = None,
) -> Report:
    """Lint files that are known to be there, with packs that are loaded.

    `outlined` reports carry the graphs of their models, for formats that draw them.
    `meant` says whether the targets were asked for, and not only all that there are.
    `told` is called before each file.

    Raises UsageError for a shape that does not fit, or that no model has an input for.
    """
    jobs = [
        Job(
            path=path,
            packs=tuple(packs),
            versions=(versions,),
            as_if=as_if,
            shapes=tuple(shapes),
            meant=meant,
        )
        for path in paths
    ]
    report = lint_jobs(jobs, stdin=stdin, outlined=outlined, told=told)
    # Also of a run without a file: what it was for.
    return replace(report, targets=target_summaries(packs), stated=versions)


def load_packs(targets: Iterable[str], library: Folders) -> list[Pack]:
    """The packs of targets, each once; `all` stands for every target."""
    names: list[str] = []
    for target in targets:
        names += library.targets() if target == ALL else [target]
    if not names:
        raise UsageError("no target: say `--target` with one of " + ", ".join(library.targets()))
    return [load_pack(name, library) for name in dict.fromkeys(names)]


def model_files(paths: Iterable[str]) -> Iterator[str]:
    """The files that paths stand for, each once: folders and globs are searched, in sorted order.

    Raises UsageError for a path that is not there and for a folder or glob without a model.
    """
    seen: set[str] = set()
    for path in paths:
        for file in _expand(path):
            key = file if file == STDIN else os.path.realpath(file)
            if key not in seen:
                seen.add(key)
                yield file


def _expand(path: str) -> Iterator[str]:
    if path == STDIN:
        yield path
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
    """Model files of a folder and those below, hidden ones left out, in sorted order."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith(SUFFIXES) and not name.startswith("."):
                yield _posix(os.path.normpath(os.path.join(parent, name)))


def _posix(path: str) -> str:
    return path.replace(os.sep, "/")
