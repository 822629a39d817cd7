"""A kit settles the open rows of a target: a stand-in larod's hidden table is found out."""

import shutil
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Evidence
from dlpulint.loader.open_model import load
from dlpulint.logs.read import read_log
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.probing.kit import LIST, MOST, ON_CPU, ON_DLPU, SCRIPT, Kit, kit_of, write_kit
from dlpulint.probing.micro import LARGEST
from dlpulint.probing.outcome import Outcomes, outcomes_of
from tests.probing.draws import draws
from tests.probing.standin import NEEDS_SHELL, answer, logged, stand_in
from tests.running import run

pytestmark = [pytest.mark.xdist_group("probing"), NEEDS_SHELL]

DRAWS = 20


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Kit, Path]:
    """The kit of ARTPEC-8, in a folder."""
    folder = tmp_path_factory.mktemp("probes") / "kit"
    return write_kit(load_pack("artpec8", Folders(), examples=True), folder), folder


@pytest.fixture
def camera(tmp_path: Path) -> Path:
    """A folder with the programs of a camera, and one for their answers."""
    stand_in(tmp_path / "bin")
    (tmp_path / "answers").mkdir()
    return tmp_path


def outcomes(kit: Kit, log: bytes, camera: Path) -> Outcomes:
    file = camera / "kit.log"
    file.write_bytes(log)
    with file.open("rb") as stream:
        return outcomes_of(kit, [read_log(stream, "kit.log")])


def hidden(kit: Kit, random: Random) -> dict[str, bool]:
    """A table of devices, drawn at random; that of the control is known."""
    names = sorted({probe.operator for probe in kit.probes if probe.file})
    return {**{name: random.random() < 0.5 for name in names}, kit.control_operator: True}


def test_every_open_row_has_a_probe_or_a_reason(made: tuple[Kit, Path]) -> None:
    kit, _ = made
    assert all(bool(probe.file) != bool(probe.reason) for probe in kit.probes)
    assert sum(bool(probe.file) for probe in kit.probes) >= 25


def test_a_kit_is_small(made: tuple[Kit, Path]) -> None:
    _, folder = made
    models = list(folder.glob("*.tflite"))
    assert 20 < len(models) <= MOST
    assert max(model.stat().st_size for model in models) <= LARGEST


def test_a_probe_has_its_operator_often_enough(made: tuple[Kit, Path]) -> None:
    kit, folder = made
    for probe in kit.probes:
        if probe.file:
            names = [operator.native for operator in load(folder / probe.file).operators]
            assert names.count(probe.operator) == probe.repeats == 9, probe.id


def test_a_target_that_shows_nothing_has_reasons() -> None:
    pack = replace(load_pack("artpec9", Folders(), examples=True), device="")
    kit, files = kit_of(pack)
    reason = "nothing public shows the device of an operator"
    assert {probe.reason for probe in kit.probes} == {reason}
    assert list(files) == [LIST]


def test_a_part_that_a_target_does_not_have_is_refused(tmp_path: Path) -> None:
    result = run("--probe", "artpec8", "--part", "2", "-o", tmp_path / "kit")
    assert result.returncode == 2
    assert b"--part 2: the kits of artpec8 are 1 to 1" in result.stderr
    assert not (tmp_path / "kit").exists()


def test_part_goes_with_probe() -> None:
    result = run("model.tflite", "--part", "2")
    assert (result.returncode, b"--part goes with --probe" in result.stderr) == (2, True)


def test_a_toolchain_without_public_commands_has_a_reason() -> None:
    pack = replace(load_pack("cv25", Folders(), examples=True), toolchain=None)
    kit, files = kit_of(pack)
    assert {probe.reason for probe in kit.probes} == {
        "its toolchain compiles a whole model or refuses it, and has no public commands for ONNX"
    }
    assert list(files) == [LIST]


@pytest.mark.parametrize("mapped", [True, False])
def test_the_compilers_table_settles_artpec7(mapped: bool, tmp_path: Path) -> None:
    pack = load_pack("artpec7", Folders(), examples=True)
    (row,) = pack.rows_for("sub")
    doubted = replace(row, evidence=Evidence.INFERRED)
    kit = write_kit(replace(pack, rows={**pack.rows, "sub": (doubted,)}), tmp_path / "kit")
    probes = [probe for probe in kit.probes if probe.file]
    assert [(probe.id, probe.repeats) for probe in probes] == [("artpec7/sub", 1)]
    assert b"edgetpu_compiler" in (tmp_path / "kit" / SCRIPT).read_bytes()
    status = "Mapped to Edge TPU" if mapped else "Operation not supported"
    tables = {
        ON_DLPU: [("FULLY_CONNECTED", "Mapped to Edge TPU")],
        ON_CPU: [("FULLY_CONNECTED", "Mapped to Edge TPU"), (kit.control_operator, "No")],
        **{probe.file: [(probe.operator, status)] for probe in probes},
    }
    lines = []
    for file, rows in tables.items():
        lines += ["Edge TPU Compiler version 16.0.384591198", f"Input model: {file}", ""]
        lines += ["Operator                       Count      Status", ""]
        lines += [f"{op:<31}{1:<11}{row}" for op, row in rows]
    found = outcomes(kit, "\n".join(lines).encode(), tmp_path)
    assert found.fault == ""
    assert [outcome.word for outcome in found.outcomes] == ["confirmed" if mapped else "refuted"]


@pytest.mark.parametrize("draw", draws(DRAWS))
def test_a_hidden_table_is_recovered(made: tuple[Kit, Path], camera: Path, draw: int) -> None:
    kit, folder = made
    random = Random(draw)
    table = hidden(kit, random)
    on_cpu = [name for name, cpu in table.items() if cpu]
    named = frozenset(random.sample(sorted(on_cpu), len(on_cpu) // 2))
    answer(folder, camera / "answers", table, named)
    found = outcomes(kit, logged(folder, camera), camera)
    assert (found.fault, found.camera, found.axis_os) == ("", "P3267-LVE", "12.11.72")
    recovered = {outcome.probe.operator: outcome.device for outcome in found.outcomes}
    assert recovered == {
        probe.operator: "cpu" if table[probe.operator] else "dlpu"
        for probe in kit.probes
        if probe.file
    }


def test_without_its_controls_a_log_settles_nothing(made: tuple[Kit, Path], camera: Path) -> None:
    kit, folder = made
    answer(folder, camera / "answers", {}, frozenset())
    found = outcomes(kit, logged(folder, camera), camera)
    assert ON_CPU in found.fault
    assert {outcome.device for outcome in found.outcomes} == {"unclear"}


def test_a_line_of_another_cause_settles_nothing(made: tuple[Kit, Path], camera: Path) -> None:
    kit, folder = made
    answer(folder, camera / "answers", {kit.control_operator: True}, frozenset())
    (probe, *_) = (probe for probe in kit.probes if probe.operator == "MEAN")
    file = camera / "answers" / f"{probe.file}.client"
    file.write_text("Could not load model: Could not allocate tensors\n")
    found = outcomes(kit, logged(folder, camera), camera)
    devices = {outcome.probe.operator: outcome.device for outcome in found.outcomes}
    assert devices.pop("MEAN") == "unclear"
    assert set(devices.values()) == {"dlpu"}


def test_the_command_writes_an_overlay_that_rules_takes(
    made: tuple[Kit, Path], camera: Path
) -> None:
    kit, source = made
    folder = camera / "kit"
    shutil.copytree(source, folder)
    table = hidden(kit, Random(3))
    answer(folder, camera / "answers", table, frozenset())
    (camera / "kit.log").write_bytes(logged(folder, camera))
    result = run("--probe", "artpec8", "-o", folder, "--log", camera / "kit.log")
    assert (result.returncode, result.stderr) == (0, b"")
    text = result.stdout.decode()
    word = "settled, cpu" if table["MEAN"] else "settled, dlpu"
    assert f"artpec8/mean: {word}\n" in text
    word = "confirmed, cpu" if table["LOGISTIC"] else "refuted, dlpu"
    assert f"artpec8/logistic: {word}\n" in text
    pack = load_pack("artpec8-measured", Folders((folder,)))
    for probe in kit.probes:
        if probe.file:
            (row,) = pack.rows_for(probe.id.partition("/")[2])
            assert row.status == ("cpu" if table[probe.operator] else "dlpu"), probe.id
            assert row.evidence is Evidence.MEASURED
            assert "P3267-LVE, AXIS OS 12.11.72" in row.source.title


def test_probe_asks_for_a_folder() -> None:
    result = run("--probe", "artpec8")
    assert result.returncode == 2
    assert b"name their folder with --output" in result.stderr


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    result = run("--probe", "artpec8", "-o", tmp_path)
    assert result.returncode == 2
    assert b"has other files; name a new folder" in result.stderr
