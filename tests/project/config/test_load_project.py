"""A config as typed data: each key, good and bad, and all mistakes together."""

import json
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dlpulint.basics.errors import ConfigError
from dlpulint.basics.terms import Severity
from dlpulint.basics.version import Version
from dlpulint.model.input_shapes import InputShape
from dlpulint.project.config.config import Confirmed, Ignore, Override, Requirement
from dlpulint.project.config.load_project import load_project, rules_of
from tests.places import ROOT
from tests.project.config.projects import config, mistakes, project

SCHEMA = json.loads((ROOT / "docs" / "config.schema.json").read_text("utf-8"))
SHA = "33450ea622b3f493dc8b568920cbad9e7b6d9e8281253fe18939885579c9e1a5"
CONFIRMED = f"""
[[confirmed]]
sha256 = "{SHA}"
target = "artpec8"
camera = "Q1656-LE"
axis-os = "12.11.72"
date = 2026-11-20
by = "N. N."
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def example() -> str:
    page = (ROOT / "docs" / "config.md").read_text("utf-8")
    found = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert found is not None
    return found[1]


def as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_json(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_json(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def test_the_example_of_the_manual_loads(here: Path) -> None:
    found = config(here, example())
    assert [group.settings.targets for group in found.groups] == [("artpec8",), ("cv25",)]
    assert found.settings.axis_os == (Version((11, 11)), Version((12, 11)))
    assert [one.by for one in found.confirmed] == ["N. N."]


def test_the_example_of_the_manual_is_valid_by_the_schema() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    jsonschema.Draft7Validator(SCHEMA).validate(as_json(tomllib.loads(example())))


@pytest.mark.parametrize("text", ['tragets = ["cpu"]', "strict = 1", 'severity = { x = "loud" }'])
def test_the_schema_tells_mistakes(text: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(SCHEMA).validate(tomllib.loads(text))


def test_every_key_has_an_entry_in_the_manual() -> None:
    page = (ROOT / "docs" / "config.md").read_text("utf-8")
    tables = [SCHEMA, *SCHEMA["definitions"].values()]
    keys = {key for table in tables for key in table.get("properties", {})}
    shown = tomllib.loads(example())
    inside = {key for one in shown["confirmed"] for key in one}
    missing = {
        key for key in keys - inside if f"`{key}`" not in page and f"`[[{key}]]`" not in page
    }
    assert missing == set()


def test_an_empty_config_says_nothing(here: Path) -> None:
    found = config(here, "")
    assert found.settings.targets == found.groups == found.ignores == ()
    assert (found.on_lfs_pointer, found.strict, found.baseline) == ("error", False, None)


def test_keys_become_typed_values(here: Path) -> None:
    found = config(
        here,
        """
        targets = ["artpec9", "all"]
        cameras = ["P3265-LVE", "Q1656"]
        axis-os = "12.11"
        runtime = "2.13"
        edgetpu-runtime = "13"
        compiler = "16"
        fail-on = ["warning", "partitions >= 4"]
        select = ["artpec8/*"]
        ignore = ["artpec8/mean", { rule = "common/*", reason = " Old\\n news. " }]
        requires = ["artpec8>=2026.1"]
        baseline = "known.json"
        on-lfs-pointer = "skip"
        strict = true
        [severity]
        "artpec8/*" = "note"
        """,
    )
    settings = found.settings
    assert settings.targets == ("artpec9", "all", "artpec8")
    assert settings.axis_os == (Version((12, 11)),)
    assert (settings.runtime, settings.compiler) == (Version((2, 13)), Version((16,)))
    assert settings.edgetpu_runtime == Version((13,))
    assert settings.fail_on == ("warning", "partitions>=4")
    assert (settings.select, settings.ignore) == (("artpec8/*",), ("artpec8/mean",))
    assert found.ignores == (
        Ignore(where="dlpulint.toml: ignore[1]", rule="common/*", reason="Old news."),
    )
    assert found.overrides == (Override(rule="artpec8/*", level=Severity.NOTE),)
    assert found.requirements == (Requirement(target="artpec8", comparison=">=", version="2026.1"),)
    assert found.baseline == here / "known.json"
    assert (found.on_lfs_pointer, found.strict) == ("skip", True)


def test_a_list_of_one_may_be_the_word_alone(here: Path) -> None:
    alone = """
    targets = "cpu"
    cameras = "Q1656"
    fail-on = "warning"
    select = "artpec8/*"
    ignore = "artpec8/mean"
    requires = "artpec8 >= 2026.1"
    """
    listed = re.sub(r'(".*")', r"[\1]", alone)
    assert config(here, alone) == config(here, listed)


def test_a_group_says_what_its_files_are_for(here: Path) -> None:
    (group,) = config(
        here,
        """
        [[models]]
        files = "models/**"
        cameras = ["M2048-LE"]
        axis-os = ["11.11", "12.11"]
        as-if = "int8-per-tensor"
        input-shape = ["a=1,3", "2,2"]
        """,
    ).groups
    assert group.files == ("models/**",)
    assert group.settings.place == "dlpulint.toml: models[0]"
    assert group.settings.targets == ("cv75",)
    assert group.settings.as_if == "int8-per-tensor"
    assert group.settings.input_shape == (InputShape("a", (1, 3)), InputShape(None, (2, 2)))


def test_a_confirmation_is_of_a_file_on_a_camera(here: Path) -> None:
    assert config(here, CONFIRMED.replace(SHA, SHA.upper())).confirmed == (
        Confirmed(
            where="dlpulint.toml: confirmed[0]",
            sha256=SHA,
            target="artpec8",
            camera="Q1656-LE",
            axis_os=Version((12, 11, 72)),
            date=date(2026, 11, 20),
            by="N. N.",
        ),
    )


@pytest.mark.parametrize("camera", ["Q9999-Z", "our own prototype"])
def test_a_camera_that_nobody_has_listed_may_be_confirmed_on(here: Path, camera: str) -> None:
    assert config(here, CONFIRMED.replace("Q1656-LE", camera)).confirmed[0].camera == camera


def test_the_cpu_of_a_camera_may_be_confirmed(here: Path) -> None:
    assert config(here, CONFIRMED.replace('"artpec8"', '"cpu"')).confirmed[0].target == "cpu"


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ('tragets = ["cpu"]', "tragets: unknown key; did you mean 'targets'?"),
        ("[[models]]", "models[0]: the key 'files' is missing"),
        (
            '[[models]]\nfiles = "*"\naxis_os = "12.11"',
            "models[0].axis_os: unknown key; did you mean 'axis-os'?",
        ),
        ('targets = ["artpec6"]', "targets[0]: no target 'artpec6'; did you mean 'artpec9'?"),
        (
            'targets = ["x"]',
            "targets[0]: no target 'x'; known: artpec7, artpec8, artpec9, artpec9-cpu, cpu, cv25, "
            "cv75",
        ),
        (
            'axis-os = "12"',
            "axis-os: expected a version such as 12.11.72, found '12'",
        ),
        (
            'axis-os = ["12.11", "11.11"]',
            "axis-os: 12.11 is later than 11.11, found ['12.11', '11.11']",
        ),
        (
            'axis-os = ["10.12", "11.11", "12.11"]',
            "axis-os: expected one version, or two: from the one to the other, found "
            "['10.12', '11.11', '12.11']",
        ),
        ('runtime = "2"', "runtime: expected a version such as 2.3.1, found '2'"),
        ('fail-on = ["eror"]', "fail-on: no gate 'eror'; did you mean 'error'?"),
        ('select = ["artpec8/zzzzzzzzzzzzzz"]', "select[0]: no rule 'artpec8/zzzzzzzzzzzzzz'"),
        (
            'select = ["artpec8/per-chanel-*"]',
            "select[0]: no rule 'artpec8/per-chanel-*'; did you mean "
            "'artpec8/per-channel-weights'?",
        ),
        (
            'ignore = ["per-channel-weights"]',
            "ignore[0]: no rule 'per-channel-weights'; did you mean 'artpec8/per-channel-weights'?",
        ),
        (
            'severity = { "artpec8/mean" = "loud" }',
            "severity.artpec8/mean: expected one of 'error', 'warning', 'note', found 'loud'",
        ),
        (
            'severity = { "artpec8/meen" = "note" }',
            "severity.artpec8/meen: no rule 'artpec8/meen'; did you mean 'artpec8/mean'?",
        ),
        ('ignore = [{ rule = "common/*" }]', "ignore[0]: the key 'reason' is missing"),
        (
            'ignore = [{ rule = "common/*", reason = " " }]',
            "ignore[0].reason: empty; state the reason, which every report shows",
        ),
        (
            'ignore = [{ rule = "common/*", reason = "x", until = "2027" }]',
            "ignore[0].until: invalid RFC3339 encoded date, found '2027'",
        ),
        ("ignore = 1", "ignore: expected str | array, got int, found 1"),
        ('ignore = "zzzzzzzzzzzz"', "ignore: no rule 'zzzzzzzzzzzz'"),
        ('targets = "artpec6"', "targets: no target 'artpec6'; did you mean 'artpec9'?"),
        ('rules = "packs"', "rules: there is no folder 'packs'"),
        (
            'requires = ["artpec8 = 1"]',
            """requires[0]: expected "artpec8 == 2026.2" or the like, \
found 'artpec8 = 1'""",
        ),
        ('requires = ["artpek8 == 1"]', "requires[0]: no pack 'artpek8'; did you mean 'artpec8'?"),
        ('rules = ["packs"]', "rules[0]: there is no folder 'packs'"),
        ("[[models]]\nfiles = []", "models[0].files: names no file"),
        (
            '[[models]]\nfiles = "../x/*"',
            "models[0].files: expected a glob below this folder, with forward slashes, found "
            "'../x/*'",
        ),
        (
            '[[models]]\nfiles = "*"\ninput-shape = "1,x"',
            "models[0].input-shape: --input-shape 1,x: expected whole numbers, as in "
            "name=1,3,224,224",
        ),
        (
            'cameras = ["M3067-P"]',
            "cameras: camera M3067-P has no DLPU (ARTPEC-7 without a TPU); models run with "
            "--target cpu",
        ),
        ('on-lfs-pointer = "ok"', "on-lfs-pointer: expected one of 'error', 'skip', found 'ok'"),
        (
            CONFIRMED.replace(SHA, "33450ea622b3"),
            "confirmed[0].sha256: expected the 64 hexadecimal digits of the file's SHA-256, found "
            "'33450ea622b3'",
        ),
        (
            CONFIRMED.replace("Q1656-LE", "M2048-LE"),
            "confirmed[0].camera: 'M2048-LE' is a camera of cv75, not of artpec8",
        ),
        (CONFIRMED.replace("N. N.", ""), "confirmed[0].by: is empty"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_would_be_right(
    here: Path, text: str, mistake: str
) -> None:
    assert mistakes(here, text) == [mistake]


def test_all_mistakes_are_told_together(here: Path) -> None:
    text = 'tragets = []\ntargets = ["x8"]\nstrict = "no"\n[[models]]\nfiles = ""'
    assert [mistake.split(":")[0] for mistake in mistakes(here, text)] == [
        "tragets",
        "strict",
        "targets[0]",
        "models[0].files",
    ]


def test_what_is_no_toml_is_told(here: Path) -> None:
    with pytest.raises(ConfigError, match=r"dlpulint\.toml: not TOML: "):
        project(here, "targets = [")


def test_a_shared_file_has_a_table_of_ours(here: Path) -> None:
    file = here / "pyproject.toml"
    file.write_text('[tool.dlpulint]\ntargets = ["cpuu"]\n', "utf-8")
    with pytest.raises(ConfigError) as raised:
        load_project(file)
    assert raised.value.mistakes == (
        "pyproject.toml: tool.dlpulint.targets[0]: no target 'cpuu'; did you mean 'cpu'?",
    )
    file.write_text('[tool.dlpulint]\ntargets = ["cpu"]\n', "utf-8")
    found = load_project(file).config
    assert found is not None
    assert found.settings.targets == ("cpu",)
    file.write_text("[tool.other]\n", "utf-8")
    with pytest.raises(ConfigError, match=r"pyproject.toml: no table \[tool.dlpulint\]"):
        load_project(file)


def test_packs_of_the_project_give_targets_and_rules(here: Path) -> None:
    (here / "packs").mkdir()
    (here / "packs" / "ours.toml").write_text(
        'schema = 1\ntarget = "ours"\ntitle = "Ours"\nversion = "7"\nextends = ["artpec8"]\n',
        "utf-8",
    )
    text = 'rules = ["packs"]\ntargets = ["ours"]\nrequires = ["ours == 7"]\nignore = ["ours/*"]'
    assert config(here, text).settings.targets == ("ours",)
    broken = text + '\ntargts = "x"'
    (here / "dlpulint.toml").write_text(broken, "utf-8")
    assert rules_of(here / "dlpulint.toml") == (here / "packs",)
    assert [one.split(":")[0] for one in mistakes(here, text.replace('["packs"]', "[]"))] == [
        "targets[0]",
        "ignore[0]",
        "requires[0]",
    ]


def test_thousands_of_mistakes_are_not_all_looked_up(here: Path) -> None:
    words = ", ".join(f'"artpec8/rule-{number}"' for number in range(15_000))
    found = mistakes(here, f"select = [{words}]")
    assert len(found) == 51
    words = ", ".join(f'"chip-{number}"' for number in range(15_000))
    assert len(mistakes(here, f"targets = [{words}]")) == 51


def test_a_config_has_a_bounded_number_of_entries_and_length_of_texts(here: Path) -> None:
    words = ", ".join(['"cpu"'] * 20_000)
    assert mistakes(here, f"targets = [{words}]") == [
        "more than 20,000 entries in its lists and tables"
    ]
    assert mistakes(here, f'targets = "cpu"\nselect = "artpec8/{"*a" * 1_000}"') == [
        "a text of more than 2,000 characters: 'artpec8/*a*a*a*a*a*a'…"
    ]
