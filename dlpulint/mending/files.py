"""Names of the files that `--fix` writes, and their writing: all of them or none."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from dlpulint.basics.errors import UsageError
from dlpulint.basics.files import Staged


class Names(Struct, frozen=True):
    """The files of a model that is mended for a target."""

    mended: Path
    tail: Path
    certificate: Path
    decode: Path


def names_for(path: str, target: str, folder: str | None = None) -> Names:
    """Names beside a model, or in another folder: `model.artpec8.tflite` and so on."""
    model = Path(path)
    base = (model.parent if folder is None else Path(folder)) / f"{model.stem}.{target}"
    return Names(
        *(
            Path(f"{base}{suffix}")
            for suffix in (".tflite", ".tail.tflite", ".fix.json", "_decode.py")
        )
    )


def refuse_conflicts(files: Iterable[Names], models: Iterable[str]) -> None:
    """Raises UsageError where two models would get the same files, or one is a model of the run."""
    inputs = {os.path.realpath(path) for path in models}
    seen: set[Path] = set()
    for names in files:
        if names.mended in seen:
            raise UsageError(
                f"{names.mended}: two models would be written there; mend them one by one"
            )
        seen.add(names.mended)
        if os.path.realpath(names.mended) in inputs:
            raise UsageError(f"{names.mended}: is a model of this run and would be written over")


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Writes files whole, all of them or none; the last one last.

    Raises UsageError where one cannot be written; files of the same names then stay as they were.
    """
    staged: list[Staged] = []
    try:
        staged += [Staged.of(path, data) for path, data in contents.items()]
        for file in staged:
            file.commit()
    finally:
        for file in staged:
            file.discard()
