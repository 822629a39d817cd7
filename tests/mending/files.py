"""Folders with models to mend, and what is in them afterwards."""

import json
import shutil
from pathlib import Path
from typing import Any

from tests.places import FIXTURES

PLANAR = "nchw_born_int8.tflite"
"""`wrong` on the ARTPECs because of its planar input; one exact edit makes it `clean`."""

DETECTOR = "ssd_postprocess_int8.tflite"
"""A detector with a tail to cut off for ARTPEC-8."""


def given(folder: Path, *names: str) -> Path:
    """Copies of fixtures in a folder; the last one's path."""
    path = folder
    for name in names:
        path = folder / name
        shutil.copyfile(FIXTURES / name, path)
    return path


def files_in(folder: Path) -> dict[str, bytes]:
    """All files of a folder and those below it, with their contents."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def certificate_of(path: Path) -> dict[str, Any]:
    """The certificate in a file."""
    return dict(json.loads(path.read_text("utf-8")))
