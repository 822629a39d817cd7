"""The nearest config counts."""

from pathlib import Path

import pytest

from dlpulint.basics.errors import ConfigError
from dlpulint.project.config.locate import config_file, config_table, root_of


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
    for text in (
        "[tool.other\n",
        "# no table of tool.dlpulint here\n",
        "# no table of tool.dlpulint here\n[tool.other\n",
        'x = ["tool.dlpulint"\n',
        "x = " + "[" * 100_000,
    ):
        shared.write_text(text, "utf-8")
        assert config_file(tmp_path) is None
    shared.write_bytes("[tool.other]".encode("utf-16"))
    assert config_file(tmp_path) is None
    for text in ("[tool.dlpulint\n", "[tool.dlpulint]\nx = \n", "[[tool.dlpulint.models\n"):
        shared.write_text(text, "utf-8")
        with pytest.raises(ConfigError, match="not TOML"):
            config_file(tmp_path)


@pytest.mark.parametrize("name", ["dlpulint.toml", "pyproject.toml"])
def test_the_search_ends_at_the_root_of_the_repository(tmp_path: Path, name: str) -> None:
    deep = tmp_path / "repository" / "models"
    deep.mkdir(parents=True)
    (tmp_path / name).write_text("[tool.dlpulint]\n", "utf-8")
    assert config_file(deep) == tmp_path / name
    (tmp_path / "repository" / ".git").mkdir()
    assert config_file(deep) is None
    (tmp_path / "repository" / name).write_text("[tool.dlpulint]\n", "utf-8")
    assert config_file(deep) == tmp_path / "repository" / name


def test_the_search_ends_at_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    (tmp_path / "home" / "exports").mkdir(parents=True)
    (tmp_path / "dlpulint.toml").touch()
    assert config_file(tmp_path / "home" / "exports") is None
    (tmp_path / "home" / "dlpulint.toml").touch()
    assert config_file(tmp_path / "home" / "exports") == tmp_path / "home" / "dlpulint.toml"


def test_a_repository_is_known_by_its_folder_and_by_the_file_of_a_worktree(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    assert root_of(deep) == deep
    (tmp_path / "a" / ".git").write_text("gitdir: elsewhere\n", "utf-8")
    assert root_of(deep) == tmp_path / "a"


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (
            "targets = " + "[" * 50 + "]" * 50,
            "tables and lists more than 16 deep within each other",
        ),
        ("a" + ".b" * 20_000 + " = 1", "a key of more than 10 parts with dots between them"),
        (r'baseline = "a\u0000b"', "baseline: U+0000, a character that does not print"),
        ("#" * (1 << 20) + "\n", "larger than 1 MiB, the most that is read"),
    ],
)
def test_a_config_beyond_the_bounds_is_refused_in_one_line(
    tmp_path: Path, text: str, mistake: str
) -> None:
    file = tmp_path / "dlpulint.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as raised:
        config_table(file)
    assert str(raised.value) == f"{file}: {mistake}"
