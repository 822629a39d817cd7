"""The Python interface: `lint(models, targets)` and `check(model, targets)` give a Report,
`fix(model, target)` a Fixed.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from dlpulint.basics.errors import ModelFileError, UsageError
from dlpulint.basics.version import UNSTATED, Versions
from dlpulint.conversion.as_if import Scheme
from dlpulint.engine.every_job import OnProgress
from dlpulint.engine.many_files import lint_with
from dlpulint.engine.model_files import STDIN, model_files, refuse_remote, shown
from dlpulint.engine.resources import Resources
from dlpulint.model.input_shapes import stated
from dlpulint.packs.library import Folders
from dlpulint.packs.shelf import load_packs
from dlpulint.packs.target_names import asks_for_all
from dlpulint.report.report import Report

if TYPE_CHECKING:
    from dlpulint.mending.fixed import Fixed

AnyPath: TypeAlias = str | os.PathLike[str]


def lint(
    models: AnyPath | bytes | Iterable[AnyPath],
    targets: str | Iterable[str],
    *,
    rules: AnyPath | Iterable[AnyPath] = (),
    as_if: Scheme | None = None,
    input_shapes: Mapping[str, Sequence[int]] | None = None,
    versions: Versions = UNSTATED,
    outlined: int = False,
    on_progress: OnProgress | None = None,
    jobs: int | None = 1,
    cached: bool = False,
) -> Report:
    """Lint models for one or more targets.

    Args:
        models: a path or several: files, folders (searched for .tflite and .onnx), globs,
            addresses (`https://`, `s3://` and others, by fsspec); or the bytes of one model, which
            the report calls `-`.
        targets: the name of a target or several; `all` for every one.
        rules: folders with further packs.
        as_if: quantization that float models are linted with.
        input_shapes: sizes of inputs that ONNX models leave open, by name (`""`: the only one).
        versions: versions of the camera and the tools (see `dlpulint.stated_versions`).
        outlined: reports carry the graphs of their models, for formats that draw them; 2 for the
            ledger too.
        on_progress: called before each file with the files done, the files in all, and its path.
        jobs: processes that lint at once; `None` for as many as save time.
        cached: use the reports of earlier runs in the user's cache, and keep new ones.

    Returns:
        A report per file and target, in the order of both. One on a file that cannot be read as
        a model has the reason under `error`.

    Raises:
        UsageError: a path, target or input shape that does not fit.
        PackError: a pack with mistakes.

    Example:
        >>> lint("model.tflite", "artpec8").reports[0].verdict
        <Verdict.SLOW: 'slow'>
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
        asked_for=not asks_for_all(names),
        on_progress=on_progress,
        resources=Resources(cached=cached, processes=jobs),
    )


def check(
    model: object,
    targets: str | Iterable[str],
    example: object = None,
    *,
    rules: AnyPath | Iterable[AnyPath] = (),
    as_if: Scheme | None = None,
    versions: Versions = UNSTATED,
) -> Report:
    """Lint a model of training code, trained or not: it is exported in memory, in float.

    Keras models are linted as if quantized where the target runs integers, PyTorch modules as
    onnx2tf would convert them where it loads TFLite; the reports state so.

    Args:
        model: a `torch.nn.Module`, exported as ONNX, or a Keras model, exported as TFLite; it
            stays as it is.
        targets: the name of a target or several; `all` for every one.
        example: what the model is called with: a tensor, a tuple or dictionary of them, or the
            shape of one (`(1, 3, 640, 640)`). Keras models that state their inputs need none.
        rules: folders with further packs.
        as_if: quantization of a Keras model; by default the weight scales that the target wants.
        versions: versions of the camera and the tools (see `dlpulint.stated_versions`).

    Returns:
        A report per target. Its path is `-`, as that of bytes.

    Raises:
        UsageError: another object, a framework that is not installed, a model that its framework
            does not export, or an unknown target.
        PackError: a pack with mistakes.

    Example:
        >>> check(torchvision.models.resnet18(), "artpec8", (1, 3, 224, 224)).reports[0].verdict
        <Verdict.CONVERT: 'convert'>
    """
    from dlpulint.conversion.exported.training_code import exported
    from dlpulint.engine.in_memory import lint_exported

    names = [targets] if isinstance(targets, str) else list(targets)
    packs = load_packs(names, Folders(tuple(Path(folder) for folder in _each(rules))))
    return lint_exported(
        exported(model, example),
        packs,
        as_if=as_if,
        versions=versions,
        asked_for=not asks_for_all(names),
    )


def fix(
    model: AnyPath,
    target: str,
    *,
    rules: AnyPath | Iterable[AnyPath] = (),
    only: Iterable[str] = (),
    lossy: bool = False,
    prove: bool = True,
    versions: Versions = UNSTATED,
) -> "Fixed":
    """Mend a finished .tflite file for a target; `write()` of the result writes the copy.

    Args:
        model: the file, which stays as it is.
        target: the name of a target.
        rules: folders with further packs.
        only: names of the edits to make; all if empty. `dlpulint.mending.edits.registry` has them.
        lossy: also make edits that change the results, within limits.
        prove: run the file and the copy in LiteRT, where that is installed.
        versions: versions of the camera and the tools (see `dlpulint.stated_versions`).

    Returns:
        The copy with its certificate and the reports on both; without a copy the reason.

    Raises:
        UsageError: a file that cannot be read, or a name that no target or edit has.
        PackError: a pack with mistakes.

    Example:
        >>> fix("model.tflite", "artpec8").write()
        (PosixPath('model.artpec8.tflite'), PosixPath('model.artpec8.fix.json'))
    """
    from dlpulint.mending.edits.registry import refuse_edits
    from dlpulint.mending.fixed import fixed, original_of
    from dlpulint.packs.applying import pack_for

    names = tuple(only)
    refuse_edits(names, lossy=lossy)
    packs = load_packs([target], Folders(tuple(Path(folder) for folder in _each(rules))))
    if len(packs) != 1:
        raise UsageError(f"{target}: mend a file for one target at a time")
    pack = pack_for(packs[0], versions)
    path = os.fspath(model)
    refuse_remote(path, "only a file on this machine is mended")
    try:
        data = original_of(path)
    except ModelFileError as error:
        raise UsageError(f"{shown(path)}: {error}") from None
    return fixed(path, data, pack, only=names, lossy=lossy, prove=prove)


def _each(paths: AnyPath | Iterable[AnyPath]) -> Iterable[AnyPath]:
    return [paths] if isinstance(paths, str | os.PathLike) else paths
