"""The folder of the packs and tables that dlpulint ships."""

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def rules_folder() -> "Traversable":
    """The folder `rules`, wherever dlpulint is installed."""
    folder = Path(*importlib.import_module("dlpulint.rules").__path__[:1])
    if folder.is_dir():
        return folder
    # In an archive. Importing this takes longer than reading the files.
    from importlib import resources

    return resources.files("dlpulint.rules")
