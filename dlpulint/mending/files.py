"""Names of the files that `--fix` writes, and their writing: all of them or none."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from dlpulint.basics.errors import UsageError
from dlpulint.basics.files import Staged, read_whole, write_file
from dlpulint.engine.model_files import shown

MENDED, TAIL, CERTIFICATE, DECODE = ".tflite", ".tail.tflite", ".fix.json", "_decode.py"
"""What follows the names of model and target."""


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
    return Names(*(Path(f"{base}{suffix}") for suffix in (MENDED, TAIL, CERTIFICATE, DECODE)))


def refuse_conflicts(files: Iterable[Names], models: Iterable[str]) -> None:
    """Raises UsageError where two models would get the same files, or one is a model of the run."""
    inputs = {os.path.realpath(path) for path in models}
    seen: set[str] = set()
    for names in files:
        mended = os.path.realpath(names.mended)
        if mended in seen:
            raise UsageError(
                f"{shown_path(names.mended)}: the copies of two models would be written there; "
                "mend them one by one, or to different folders"
            )
        seen.add(mended)
        for path in (names.mended, names.tail):
            if os.path.realpath(path) in inputs:
                raise UsageError(
                    f"{shown_path(path)}: a model of this run, which a mended copy would replace"
                )


def make_folders(paths: Iterable[Path]) -> None:
    """Makes the folders of files. Raises UsageError where one cannot be made."""
    for folder in dict.fromkeys(path.parent for path in paths):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or error
            raise UsageError(f"{shown_path(folder)}: cannot be made a folder: {reason}") from None


def shown_path(path: Path) -> str:
    """A path as reports print it."""
    return shown(path.as_posix())


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Writes files whole, all of them or none; the last one last.

    Raises UsageError where one cannot be written; files of the same names then stay as they were.
    """
    before = {path: read_whole(path) for path in contents if os.path.exists(path)}
    staged = {path: Staged(path) for path in contents}
    replaced: list[Path] = []
    try:
        for path, data in contents.items():
            staged[path].write(data)
        for path, file in staged.items():
            replaced.append(path)
            file.commit()
    except BaseException:  # Ctrl-C among them.
        _put_back(replaced, before)
        raise
    finally:
        for file in staged.values():
            file.discard()


def _put_back(paths: Iterable[Path], before: Mapping[Path, bytes]) -> None:
    """Files as they were; new ones are removed."""
    for path in paths:
        if path in before:
            write_file(path, before[path])
        else:
            path.unlink(missing_ok=True)
