"""Paths of a config lead to files inside its repository only."""

from pathlib import Path

import pytest

from dlpulint.basics.errors import ConfigError
from dlpulint.project.config.load_project import load_project, rules_of
from tests.pack_files import header, load
from tests.running import run


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a folder for models, and packs in it and outside."""
    models = tmp_path / "repository" / "models"
    models.mkdir(parents=True)
    (tmp_path / "repository" / ".git").mkdir()
    for folder in (tmp_path / "repository" / "packs", tmp_path / "outside"):
        folder.mkdir()
        load(folder, header())
        (folder / "baseline.json").write_text('{"schema_version": 1, "entries": []}', "utf-8")
    return tmp_path / "repository"


def mistakes(file: Path, text: str) -> list[str]:
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as raised:
        load_project(file)
    return [mistake.partition("dlpulint.toml: ")[2] for mistake in raised.value.mistakes]


def test_a_config_may_name_a_folder_beside_its_own_in_the_repository(repository: Path) -> None:
    file = repository / "models" / "dlpulint.toml"
    file.write_text(
        'rules = "../packs"\nbaseline = "../packs/baseline.json"\ntargets = "mine"', "utf-8"
    )
    config = load_project(file).config
    assert config is not None
    assert config.settings.targets == ("mine",)


@pytest.mark.parametrize("path", ["../../outside", "../packs/../../outside"])
def test_it_may_not_leave_the_repository(repository: Path, path: str) -> None:
    file = repository / "models" / "dlpulint.toml"
    text = f'rules = "{path}"\nbaseline = "{path}/baseline.json"'
    assert mistakes(file, text) == [
        f"rules: '{path}' leads out of the repository",
        f"baseline: '{path}/baseline.json' leads out of the repository",
    ]
    assert rules_of(file) == ()


def test_links_are_followed(repository: Path) -> None:
    outside = repository.parent / "outside"
    (repository / "models" / "packs").symlink_to(outside)
    (repository / "models" / "baseline.json").symlink_to(outside / "baseline.json")
    (repository / "packs" / "other.toml").symlink_to(outside / "mine.toml")
    file = repository / "models" / "dlpulint.toml"
    text = 'rules = ["packs", "../packs"]\nbaseline = "baseline.json"'
    assert mistakes(file, text) == [
        "rules[0]: 'packs' leads out of the repository",
        "rules[1]: '../packs' has a link that leads out: 'other.toml'",
        "baseline: 'baseline.json' leads out of the repository",
    ]


@pytest.mark.parametrize("path", ["/etc", "~/packs", "C:/packs", "//host/packs"])
def test_paths_are_relative(repository: Path, path: str) -> None:
    file = repository / "dlpulint.toml"
    assert mistakes(file, f"rules = '{path}'") == [
        f"rules: expected a path relative to this folder, found '{path}'"
    ]


def test_outside_a_repository_the_configs_own_folder_is_the_bound(tmp_path: Path) -> None:
    (tmp_path / "packs").mkdir()
    (tmp_path / "project").mkdir()
    file = tmp_path / "project" / "dlpulint.toml"
    assert mistakes(file, 'rules = "../packs"') == [
        "rules: '../packs' leads out of the folder of the config"
    ]


def test_a_folder_of_hundreds_of_packs_is_refused(repository: Path) -> None:
    for number in range(200):
        (repository / "packs" / f"p{number}.toml").touch()
    file = repository / "dlpulint.toml"
    assert mistakes(file, 'rules = "packs"') == ["rules: more than 200 packs in 'packs'"]


def test_a_command_line_may_name_what_a_config_may_not(repository: Path) -> None:
    (repository / "dlpulint.toml").write_text('rules = "../outside"', "utf-8")
    done = run("--list-targets", "--rules", repository.parent / "outside", cwd=repository)
    assert done.returncode == 0
    assert "My chip" in done.stdout.decode()
