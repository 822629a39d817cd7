"""Who speaks first: the command line, the last [[models]], the other keys, the default."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from dlpulint.basics.version import Version, Versions
from dlpulint.project.config.config import Config
from dlpulint.project.config.effective import place_of, places_for, settings_of
from dlpulint.project.config.settings import COMMAND_LINE, Settings
from dlpulint.project.config.show import config_text
from tests.project.config.projects import config, project

TEXT = """
targets = ["artpec9"]
axis-os = "12.11"
runtime = "2.13"
fail-on = ["warning"]
[[models]]
files = "models/**"
targets = ["artpec8"]
axis-os = ["11.11", "12.9"]
[[models]]
files = "models/new/*"
cameras = ["M2048-LE"]
[[ignore]]
rule = "artpec8/mean"
reason = "Known."
files = "models/**"
until = 2030-01-01
operator = "MEAN"
"""


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    monkeypatch.chdir(tmp_path)
    return config(tmp_path, TEXT)


def place(key: str, path: str, config: Config | None, command_line: Settings) -> str:
    return place_of(key, places_for(path, config, command_line)).place


def test_the_default_holds_where_no_place_states_any() -> None:
    settings = settings_of("a.tflite", None)
    assert (settings.fail_on, settings.targets) == (("error",), ())
    assert settings.versions == (Versions(),)
    assert place("fail_on", "a.tflite", None, COMMAND_LINE) == "default"
    assert place("targets", "a.tflite", None, COMMAND_LINE) == "default"


def test_the_top_of_the_config_is_for_files_that_no_group_names(fleet: Config) -> None:
    settings = settings_of("other/a.tflite", fleet)
    assert (settings.targets, settings.fail_on) == (("artpec9",), ("warning",))
    assert place("targets", "other/a.tflite", fleet, COMMAND_LINE) == "dlpulint.toml"


def test_the_last_group_that_states_a_setting_holds(fleet: Config) -> None:
    settings = settings_of("models/new/a.tflite", fleet)
    assert settings.targets == ("cv75",)
    assert settings.axis_os == (Version((11, 11)), Version((12, 9)))
    for key, where in (("targets", "models[1]"), ("axis_os", "models[0]")):
        found = place(key, "models/new/a.tflite", fleet, COMMAND_LINE)
        assert found == f"dlpulint.toml: {where}"
    assert [str(versions) for versions in settings.versions] == [
        "AXIS OS 11.11 and TFLite runtime 2.13",
        "AXIS OS 12.9 and TFLite runtime 2.13",
    ]


def test_the_command_line_holds_before_all(fleet: Config) -> None:
    command_line = replace(COMMAND_LINE, targets=("cpu",), fail_on=("never",))
    settings = settings_of("models/new/a.tflite", fleet, command_line)
    assert (settings.targets, settings.fail_on) == (("cpu",), ("never",))
    assert place("targets", "models/new/a.tflite", fleet, command_line) == "command line"


def test_globs_are_from_the_folder_of_the_config(
    fleet: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "models" / "new").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "models" / "new")
    assert len(fleet.groups_of("a.tflite")) == 2
    assert len(fleet.groups_of("../a.tflite")) == 1
    assert len(fleet.groups_of(str(tmp_path / "models" / "a.tflite"))) == 1
    assert fleet.groups_of("../../a.tflite") == ()
    assert fleet.groups_of("../../../a.tflite") == ()
    assert fleet.groups_of("-") == ()


def test_what_holds_is_printed_with_who_said_it(tmp_path: Path, fleet: Config) -> None:
    command_line = replace(COMMAND_LINE, select=("artpec8/*",))
    assert config_text(
        "models/a.tflite", project(tmp_path, f"strict = true\n{TEXT}"), command_line
    ).splitlines() == [
        "models/a.tflite",
        "  config: dlpulint.toml",
        "",
        "  targets           artpec8                                  dlpulint.toml: models[0]",
        "  axis-os           11.11 to 12.9                            dlpulint.toml: models[0]",
        "  runtime           2.13                                     dlpulint.toml",
        "  edgetpu-runtime   -                                        default",
        "  compiler          -                                        default",
        "  as-if             -                                        default",
        "  input-shape       -                                        default",
        "  rules             -                                        default",
        "  fail-on           warning                                  dlpulint.toml",
        "  select            artpec8/*                                command line",
        "  ignore            -                                        default",
        "  requires          -                                        default",
        "  severity          -                                        default",
        "  baseline          -                                        default",
        "  on-lfs-pointer    error                                    default",
        "  strict            true                                     dlpulint.toml",
        "  [[ignore]]        artpec8/mean, operator MEAN, until 2030-01-01: Known. "
        "dlpulint.toml: ignore[0]",
    ]


def test_a_file_that_no_group_names_is_shown_as_such(tmp_path: Path, fleet: Config) -> None:
    lines = config_text("x.tflite", project(tmp_path, TEXT), COMMAND_LINE).splitlines()
    assert lines[2] == "  no [[models]] names this file"
    assert not any("[[ignore]]" in line for line in lines)
