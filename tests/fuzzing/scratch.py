"""Files for readers that take paths: one of each name, again and again."""

import tempfile
from functools import lru_cache
from pathlib import Path


def scratch_file(name: str, data: bytes) -> Path:
    """A file of this name and content, in a folder that ends with the process."""
    path = Path(_folder().name) / name
    path.write_bytes(data)
    return path


@lru_cache(maxsize=1)
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="dlpulint-fuzz-")
