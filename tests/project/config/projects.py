"""Configs in a folder of a test's own."""

from pathlib import Path

import pytest

from dlpulint.basics.errors import ConfigError
from dlpulint.project.config.config import Config, Project
from dlpulint.project.config.load_project import load_project


def project(folder: Path, text: str) -> Project:
    file = folder / "dlpulint.toml"
    file.write_text(text, "utf-8")
    return load_project(file)


def config(folder: Path, text: str) -> Config:
    found = project(folder, text).config
    assert found is not None
    return found


def mistakes(folder: Path, text: str) -> list[str]:
    """What is wrong with a config, without the name of the file. To be called in its folder."""
    with pytest.raises(ConfigError) as raised:
        project(folder, text)
    begun = "dlpulint.toml: "
    assert all(mistake.startswith(begun) for mistake in raised.value.mistakes)
    return [mistake.removeprefix(begun) for mistake in raised.value.mistakes]
