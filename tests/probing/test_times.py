"""Kits of ARTPEC-9 find a stand-in's hidden table by lines, by time, and by both."""

from pathlib import Path
from random import Random

import pytest

from dlpulint.engine.place import place
from dlpulint.facts.facts import Facts
from dlpulint.facts.preparation.settled import settled as settled_sizes
from dlpulint.loader.open_model import load_bytes
from dlpulint.logs.read import read_log
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.probing.kit import LIST, MOST, ON_CPU, ON_DLPU, SCRIPT, Kit, kits_of
from dlpulint.probing.micro import LARGEST
from dlpulint.probing.outcome import Outcomes, outcomes_of
from dlpulint.probing.times import Bounds, bounds_of
from tests.probing.delegate_standin import CLIENT, Camera, Shows, answer
from tests.probing.draws import draws
from tests.probing.standin import NEEDS_SHELL, logged, stand_in
from tests.running import run

pytestmark = [pytest.mark.xdist_group("probing"), NEEDS_SHELL]

DRAWS = 20
KITS = list[tuple[Kit, dict[str, bytes]]]


@pytest.fixture(scope="module")
def kits() -> KITS:
    """The kits of ARTPEC-9."""
    return kits_of(load_pack("artpec9", Folders(), examples=True))


@pytest.fixture
def camera(tmp_path: Path) -> Path:
    """A folder with the programs of a camera, and one for their answers."""
    stand_in(tmp_path / "bin")
    (tmp_path / "bin" / "larod-client").write_text(CLIENT)
    (tmp_path / "answers").mkdir()
    return tmp_path


def hidden(kit: Kit, random: Random) -> dict[str, bool]:
    """A table of devices by file, drawn at random; those of the controls are known."""
    drawn = {probe.file: random.random() < 0.5 for probe in kit.own}
    return {**drawn, ON_DLPU: False, ON_CPU: True}


def log_of(files: dict[str, bytes], camera: Path) -> Path:
    """The log of a kit's script on the stand-in."""
    folder = camera / "kit"
    folder.mkdir(exist_ok=True)
    for model in folder.glob("*.tflite"):
        model.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    log = camera / f"{len(list(camera.glob('*.log'))) + 1}.log"
    log.write_bytes(logged(folder, camera))
    return log


def outcomes(kit: Kit, log: Path) -> Outcomes:
    with log.open("rb") as stream:
        return outcomes_of(kit, [read_log(stream, log.name)])


def settled(
    kits: KITS, part: int, camera: Path, how: Camera, seed: int
) -> tuple[Outcomes, dict[str, bool]]:
    """The outcomes of a part's log on a stand-in, and the table that it hides."""
    kit, files = kits[part]
    random = Random(seed)
    table = hidden(kit, random)
    answer(kit, camera / "answers", table, how, random)
    return outcomes(kit, log_of(files, camera)), table


def test_every_entry_has_a_part_or_a_reason(kits: KITS) -> None:
    kit, _ = kits[0]
    assert all(bool(probe.part) == bool(probe.file) != bool(probe.reason) for probe in kit.probes)
    assert {probe.part for probe in kit.probes} == {0, 1, 2, 3, 4}
    assert sum(bool(probe.file) for probe in kit.probes) >= 175
    assert len({probe.file for probe in kit.probes if probe.file}) == sum(
        len(other.own) for other, _ in kits
    )


def test_limits_on_the_size_of_a_map_show_by_lines_only(kits: KITS) -> None:
    kit, _ = kits[0]
    assert {probe.id.partition("/")[2] for probe in kit.probes if not probe.timed} == {
        "max-pool/size-stride-1",
        "average-pool/area",
        "average-pool/area-deep",
        "transpose/size",
        "transpose/size-0213",
        "transpose/size-channels-moved",
    }


def test_each_part_is_small_and_has_the_controls(kits: KITS) -> None:
    for kit, files in kits:
        models = {name: data for name, data in files.items() if name.endswith(".tflite")}
        assert len(models) <= MOST
        assert max(map(len, models.values())) <= LARGEST
        assert set(models) == {ON_DLPU, ON_CPU, *(probe.file for probe in kit.own)}
        assert set(files) == {*models, LIST, SCRIPT}


@pytest.mark.parametrize("shows", list(Shows))
@pytest.mark.parametrize("draw", draws(DRAWS))
def test_a_hidden_table_is_recovered(kits: KITS, camera: Path, draw: int, shows: Shows) -> None:
    random = Random(1_000 + draw)
    how = Camera(shows=shows, base=random.uniform(0.2, 4), ratio=random.uniform(4.6, 20))
    found, table = settled(kits, draw % len(kits), camera, how, draw)
    assert (found.fault, found.camera, found.axis_os) == ("", "P3267-LVE", "12.11.72")
    recovered = {outcome.probe.file: outcome.device for outcome in found.outcomes}
    untimed = {outcome.probe.file for outcome in found.outcomes if not outcome.probe.timed}
    unclear = untimed if shows is Shows.TIMES else set()
    assert recovered == {
        file: "unclear" if file in unclear else "cpu" if on_cpu else "dlpu"
        for file, on_cpu in table.items()
        if file not in (ON_DLPU, ON_CPU)
    }


FAULTS = (
    ("does not need 3 times as long", {"ratio": (0.1, 2.9), "noise": (0, 0)}),
    ("differ too much", {"drift": (1.6, 3.0), "noise": (0, 0)}),
    ("differ too much", {"drift": (0.2, 0.6), "noise": (0, 0)}),
    ("differ too much", {"base": (0, 0)}),
)


@pytest.mark.parametrize("draw", draws(DRAWS))
def test_controls_that_show_nothing_settle_nothing(kits: KITS, camera: Path, draw: int) -> None:
    random = Random(2_000 + draw)
    fault, ranges = FAULTS[draw % len(FAULTS)]
    how = Camera(shows=Shows.TIMES, **{key: random.uniform(*ends) for key, ends in ranges.items()})
    found, _ = settled(kits, draw % len(kits), camera, how, draw)
    assert fault in found.fault
    assert "the delegate's lines do not differ" in found.fault
    assert {outcome.device for outcome in found.outcomes} == {"unclear"}


def test_a_log_without_its_end_settles_nothing(kits: KITS, camera: Path) -> None:
    kit, files = kits[0]
    table = hidden(kit, Random(5))
    answer(kit, camera / "answers", table, Camera(shows=Shows.BOTH), Random(5))
    log = log_of(files, camera)
    text = log.read_text()
    log.write_text(text[: text.rindex(f"dlpulint probe: {ON_DLPU}")])
    found = outcomes(kit, log)
    assert found.fault == f"{ON_DLPU} did not load at its beginning and at its end"
    assert {outcome.device for outcome in found.outcomes} == {"unclear"}


def test_lines_do_not_count_where_the_control_on_the_dlpu_has_one(kits: KITS, camera: Path) -> None:
    kit, files = kits[0]
    how = Camera(shows=Shows.LINES)
    answer(kit, camera / "answers", hidden(kit, Random(5)), how, Random(5))
    journal = camera / "answers" / f"{ON_CPU}.journal"
    (camera / "answers" / f"{ON_DLPU}.journal").write_text(journal.read_text())
    found = outcomes(kit, log_of(files, camera))
    assert "the delegate's lines do not differ" in found.fault
    assert {outcome.device for outcome in found.outcomes} == {"unclear"}


BACKENDS = "Visit{}Operator: not supported by any specified backend\n"


@pytest.mark.parametrize(
    ("line", "device"),
    [
        ("", "dlpu"),
        ("MAXPOOL2D: not supported by armnn: one backend\n", "dlpu"),
        (BACKENDS.format("Pooling2d"), "unclear"),
        (BACKENDS.format("Reshape"), "unclear"),
        (BACKENDS.format("Convolution2d"), "unclear"),
        ("ERROR: Operator RESHAPE [22] is not supported by armnn_delegate.\n", "unclear"),
        ("Could not run job: Could not allocate tensors\n", "unclear"),
    ],
)
def test_a_line_that_contradicts_the_time_or_has_another_cause(
    kits: KITS, camera: Path, line: str, device: str
) -> None:
    kit, files = kits[0]
    (probe, *_) = (probe for probe in kit.own if probe.operator == "MAX_POOL_2D")
    table = {**hidden(kit, Random(5)), probe.file: False}
    answer(kit, camera / "answers", table, Camera(shows=Shows.BOTH), Random(5))
    (camera / "answers" / f"{probe.file}.journal").write_text(line)
    found = outcomes(kit, log_of(files, camera))
    devices = {outcome.probe.file: outcome.device for outcome in found.outcomes}
    assert devices[probe.file] == device
    assert "unclear" not in {seen for file, seen in devices.items() if file != probe.file}


def test_times_between_the_bounds_are_unclear() -> None:
    bounds = bounds_of([1.0, 1.2], [4.0, 5.0])
    assert isinstance(bounds, Bounds)
    cases = {0.6: "unclear", 0.7: "dlpu", 1.5: "dlpu", 1.6: "unclear", 3.3: "unclear"}
    assert {time: bounds.side([time]) for time in cases} == cases
    cases = {3.4: "cpu", 15.0: "cpu", 15.1: "unclear"}
    assert {time: bounds.side([time]) for time in cases} == cases
    assert bounds.side([1.0, 4.0]) == bounds.side([]) == "unclear"


def consistent(kit: Kit, random: Random) -> dict[str, bool]:
    """A hidden table of all parts in which the CPU runs whatever is of a kind with a row there."""
    table = {probe.file: random.random() < 0.5 for probe in kit.probes if probe.file}
    on_cpu = {
        probe.id.split("/")[1]
        for probe in kit.probes
        if probe.file and probe.id.count("/") == 1 and table[probe.file]
    }
    for probe in kit.probes:
        if probe.file and {probe.id.split("/")[1], *probe.kinds} & on_cpu:
            table[probe.file] = True
    return {**table, ON_DLPU: False, ON_CPU: True}


def test_the_logs_of_all_parts_make_one_pack_that_places_each_probe_so(
    kits: KITS, camera: Path
) -> None:
    random = Random(11)
    table = consistent(kits[0][0], random)
    logs = []
    for kit, files in kits:
        answer(kit, camera / "answers", table, Camera(shows=Shows.BOTH), random)
        logs += ["--log", log_of(files, camera)]
    folder = camera / "kit"
    result = run("--probe", "artpec9", "-o", folder, *logs)
    assert (result.returncode, result.stderr) == (0, b"")
    lines = result.stdout.decode().splitlines()
    assert sum(": " in line for line in lines) == 1 + sum(bool(p.file) for p in kit.probes)
    assert not any("not settled" in line for line in lines)
    pack = load_pack("artpec9-measured", Folders((folder,)))
    models = {name: data for _, files in kits for name, data in files.items()}
    dropped = 0
    for probe in kit.probes:
        if not probe.file:
            continue
        model = settled_sizes(load_bytes(memoryview(models[probe.file]), ".tflite"))
        devices = {
            placed.device.value
            for placed in place(Facts(model), pack).operators
            if placed.operator.native == probe.operator
        }
        if table[probe.file]:
            assert "cpu" in devices, probe.id
        else:
            dropped += "unknown" not in devices
            assert "cpu" not in devices, probe.id
    assert dropped > 30
    (source,) = {row.source for row in pack.every_row() if row.source.url.startswith("file:")}
    assert (source.url, source.title) == (
        "file:1.log",
        "Probes of dlpulint for artpec9 on P3267-LVE, AXIS OS 12.11.72",
    )
