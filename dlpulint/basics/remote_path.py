"""Addresses of files that are read by fsspec, as opposed to paths on this machine."""

import re
from pathlib import PurePosixPath

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+(::[A-Za-z][A-Za-z0-9+.-]+)*://")
"""A scheme of two letters and more, because one is a drive; several where one wraps another."""

_SECRET = re.compile(r"sig|token|key|secret|passw|credential|auth", re.IGNORECASE)
"""Parts of the names of parameters that open what others may not read."""


def is_remote(path: str) -> bool:
    """Whether a path is an address: `s3://bucket/model.onnx`."""
    return _ADDRESS.match(path) is not None


def scheme_of(address: str) -> str:
    """The scheme of an address, the first where it has several."""
    return address.partition("://")[0].partition("::")[0].lower()


def without_secrets(address: str) -> str:
    """An address as reports may show it: without a password or a signed query."""
    scheme, _, rest = address.partition("://")
    place, slash, path = rest.partition("/")
    path, _, query = path.partition("?")
    kept = query if not _is_secret(query) else ""
    return f"{scheme}://{place.rpartition('@')[2]}{slash}{path}{'?' if kept else ''}{kept}"


def _is_secret(query: str) -> bool:
    # Few runs have addresses, and fewer have queries.
    from urllib.parse import parse_qsl

    return any(_SECRET.search(name) for name, _ in parse_qsl(query, keep_blank_values=True))


def suffix_of(address: str) -> str:
    """The suffix of the file's name, in small letters."""
    path = address.partition("://")[2].partition("?")[0]
    return PurePosixPath(path).suffix.lower()
