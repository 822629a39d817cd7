"""The nearest config counts."""

from pathlib import Path

import pytest

from dlpulint.basics.errors import ConfigError
from dlpulint.project.config.locate import config_file


def test_the_nearest_folder_with_a_config_has_it(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    assert config_file(deep) is None
    (tmp_path / "dlpulint.toml").touch()
    assert config_file(deep) == tmp_path / "dlpulint.toml"
    (tmp_path / "a" / "dlpulint.toml").touch()
    assert config_file(deep) == tmp_path / "a" / "dlpulint.toml"


def test_a_shared_file_counts_where_it_has_our_table(tmp_path: Path) -> None:
    shared = tmp_path / "pyproject.toml"
    shared.write_text("[tool.other]\n", "utf-8")
    assert config_file(tmp_path) is None
    shared.write_text("[tool.dlpulint]\n", "utf-8")
    assert config_file(tmp_path) == shared
    (tmp_path / "dlpulint.toml").touch()
    assert config_file(tmp_path) == tmp_path / "dlpulint.toml"


def test_a_broken_file_is_told_only_where_it_may_be_ours(tmp_path: Path) -> None:
    shared = tmp_path / "pyproject.toml"
    shared.write_text("[tool.other\n", "utf-8")
    assert config_file(tmp_path) is None
    shared.write_text("# no table of tool.dlpulint here\n", "utf-8")
    assert config_file(tmp_path) is None
    shared.write_text("[tool.dlpulint\n", "utf-8")
    with pytest.raises(ConfigError, match="not TOML"):
        config_file(tmp_path)
