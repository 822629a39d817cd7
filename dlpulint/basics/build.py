"""Build ids: what tells two builds of one version of dlpulint, or of a pack, apart."""

import os
from collections.abc import Iterable
from functools import cache
from hashlib import sha256

_ROOT = os.path.dirname(os.path.dirname(__file__))


def build_of(texts: Iterable[bytes]) -> str:
    """Id of these texts in their order, whatever their line ends."""
    digest = sha256()
    for text in texts:
        unix = text.replace(b"\r\n", b"\n")
        digest.update(len(unix).to_bytes(8, "big") + unix)
    return digest.hexdigest()[:16]


@cache
def code_build() -> str:
    """Id of dlpulint's own Python files: the same for a checkout and the wheel made of it.

    Packs have ids of their own. Reads 2 MB, so that only those ask who write or compare reports;
    `pathlib` takes twice the time.
    """
    code = sorted(
        os.path.relpath(folder, _ROOT).replace(os.sep, "/") + "/" + name
        for folder, _, names in os.walk(_ROOT)
        for name in names
        if name.endswith(".py")
    )
    # A wheel has the packs' folder inside the package, a checkout beside it.
    own = [name for name in code if not name.startswith("rules/")]
    return build_of(part for name in own for part in (name.encode(), _content(name)))


def _content(name: str) -> bytes:
    with open(f"{_ROOT}/{name}", "rb", buffering=0) as file:
        return file.read()
