"""Addresses of the project: those of [project.urls] in `pyproject.toml`, and nowhere else."""

import os
from functools import cache

from msgspec import Struct

from dlpulint.basics.version import __version__

_PARENT = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))


class Addresses(Struct, frozen=True):
    """Addresses without a slash at the end; `None` where the project states none."""

    documentation: str | None = None
    """The documentation site."""
    repository: str | None = None


def addresses_in(folder: str) -> Addresses:
    """Addresses of the dlpulint in a folder: an installed package, or a checkout."""
    # importlib.metadata takes as long to import as half of a run; both files are read faster.
    try:
        with open(f"{folder}/dlpulint-{__version__}.dist-info/METADATA", encoding="utf-8") as file:
            return _addresses(dict(_project_urls(file.read())))
    except OSError:
        pass
    try:
        with open(f"{folder}/pyproject.toml", "rb") as file:
            import tomli

            project = tomli.load(file)["project"]
    except (OSError, ValueError, KeyError):
        return Addresses()
    # A copy of the package may lie in another project.
    return _addresses(project.get("urls", {})) if project.get("name") == "dlpulint" else Addresses()


@cache
def project_addresses() -> Addresses:
    """Addresses of the dlpulint that runs."""
    return addresses_in(_PARENT)


def _project_urls(metadata: str) -> list[tuple[str, str]]:
    """Labels and addresses of `Project-URL: Label, https://…`, as builders write them."""
    head = metadata.partition("\n\n")[0]
    prefix = "Project-URL: "
    lines = [line.removeprefix(prefix) for line in head.splitlines() if line.startswith(prefix)]
    return [(label, address) for label, _, address in (line.partition(", ") for line in lines)]


def _addresses(urls: dict[str, str]) -> Addresses:
    stated = {label.lower(): address.rstrip("/") for label, address in urls.items()}
    return Addresses(stated.get("documentation"), stated.get("repository"))
