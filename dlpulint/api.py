"""What a Python user calls: `lint(models, targets)` gives a Report.

The command line is a thin layer over this module.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from dlpulint.basics.version import UNSTATED, Versions
from dlpulint.conversion.as_if import Scheme
from dlpulint.engine.many_files import OnProgress, lint_with
from dlpulint.engine.model_files import STDIN, model_files
from dlpulint.model.input_shapes import stated
from dlpulint.packs.library import Folders
from dlpulint.packs.shelf import ALL, load_packs
from dlpulint.report.report import Report

AnyPath: TypeAlias = str | os.PathLike[str]


def lint(
    models: AnyPath | bytes | Iterable[AnyPath],
    targets: str | Iterable[str],
    *,
    rules: AnyPath | Iterable[AnyPath] = (),
    as_if: Scheme | None = None,
    input_shapes: Mapping[str, Sequence[int]] | None = None,
    versions: Versions = UNSTATED,
    outlined: bool = False,
    on_progress: OnProgress | None = None,
) -> Report:
    """Lint models for one or more targets.

    `models` is a path or several: files, folders (searched for .tflite and .onnx), globs; or the
    bytes of one model, which the report calls `-`. `targets` is the name of a pack or several,
    `all` for every one; `rules` are folders with further packs. `versions` says what is known of
    the camera and the tools (see `dlpulint.stated_versions`).
    `as_if` takes float models for quantized in that way; their reports say so. `input_shapes` are
    shapes of inputs that ONNX models leave open, by the inputs' names (`""`: the only one).
    `outlined` reports carry the graphs of their models, for formats that draw them.
    `on_progress` is
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
        asked_for=ALL not in names,
        on_progress=on_progress,
    )


def _each(paths: AnyPath | Iterable[AnyPath]) -> Iterable[AnyPath]:
    return [paths] if isinstance(paths, str | os.PathLike) else paths
