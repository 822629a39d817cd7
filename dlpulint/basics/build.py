"""Build ids: what tells two builds of one version of dlpulint, or of a pack, apart."""

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

_ROOT = Path(__file__).parent.parent


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

    Packs have ids of their own. Reads 2 MB, so that only those ask who write or compare reports.
    """
    named = {path.relative_to(_ROOT).as_posix(): path for path in _ROOT.rglob("*.py")}
    # A wheel has the packs' folder inside the package, a checkout beside it.
    code = sorted(name for name in named if not name.startswith("rules/"))
    return build_of(part for name in code for part in (name.encode(), named[name].read_bytes()))
