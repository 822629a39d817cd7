"""A kit settles the open rows of CV25 and CV75: a stand-in toolchain's hidden table is found."""

import os
import shutil
import subprocess
from pathlib import Path
from random import Random

import onnx
import pytest

from dlpulint.basics.terms import Evidence
from dlpulint.logs.read import read_log
from dlpulint.logs.records import Log
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.probing.kit import MOST, SCRIPT, Kit, Probe, write_kit
from dlpulint.probing.micro import LARGEST
from dlpulint.probing.outcome import Outcomes, outcomes_of
from dlpulint.probing.toolchain import ON_DLPU, REFUSED
from tests.probing.draws import draws
from tests.probing.standin import NEEDS_SHELL
from tests.probing.toolchain_standin import answer, stand_in
from tests.running import run

pytestmark = [pytest.mark.xdist_group("probing"), NEEDS_SHELL]

DRAWS = {"cv25": 20, "cv75": 3}

UNDEFINED = "dlpulint.probe.Undefined"

LIMITS = {
    "mean/axes": "other axes",
    "average-pool/window": "other windows",
    "matmul/constant-weights": "computed weights",
    "matmul/rank": "matrix of vectors",
    "foreign-domain": "com.microsoft.FusedConv",
    "rank": "more dimensions",
}
"""By the limit: the feature that its probe has beside the operator."""

INTEGERS = ("Cast", "result of int64")

BESIDE = {
    "gelu": ("opset 20",),
    "arg-max": INTEGERS,
    "where-indices": INTEGERS,
    "non-max-suppression": INTEGERS,
    "quantize": ("Cast", "result of int8"),
    "dequantize": ("QuantizeLinear", "result of int8"),
    "if": ("Cast", "result of bool"),
}
"""By the row: the features without which its refusal shows nothing."""

OWN = {
    **dict.fromkeys(("arg-max", "where-indices", "non-max-suppression"), ("result of int64",)),
    "gelu": ("opset 20",),
    "quantize": ("result of int8",),
    "dequantize": ("QuantizeLinear",),
    "if": ("Cast",),
}
"""By the row: the features of its probe beside its operator."""

HIGHEST = {"cv25": 5, "cv75": 4}


@pytest.fixture(scope="module")
def kits(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Kit, Path]]:
    """The kits of both chips, in folders."""
    folder = tmp_path_factory.mktemp("probes")
    return {
        target: (
            write_kit(load_pack(target, Folders(), examples=True), folder / target),
            folder / target,
        )
        for target in DRAWS
    }


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder with the programs of a toolchain."""
    stand_in(tmp_path / "bin")
    return tmp_path


def logged(folder: Path, tools: Path) -> bytes:
    """The log of the kit's script on the stand-in."""
    result = subprocess.run(
        ["sh", folder / SCRIPT],
        env={
            "PATH": f"{tools / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "ANSWERS": str(tools / "answers"),
        },
        capture_output=True,
        check=True,
    )
    assert result.stderr == b""
    return result.stdout


def read(log: bytes, folder: Path) -> Log:
    file = folder / "kit.log"
    file.write_bytes(log)
    with file.open("rb") as stream:
        return read_log(stream, "kit.log")


def outcomes(kit: Kit, folder: Path, tools: Path, refused: dict[str, bool]) -> Outcomes:
    answer(folder, tools / "answers", {UNDEFINED: True} | refused, HIGHEST[kit.target])
    return outcomes_of(kit, [read(logged(folder, tools), tools)])


def drawn(kit: Kit, random: Random) -> dict[str, bool]:
    """A table of the features that are refused, drawn at random."""
    rows = [probe.operator for probe in kit.probes if probe.id.count("/") == 1]
    names = {*rows, *LIMITS.values()} - {"Sigmoid"}
    beside = {name for names in BESIDE.values() for name in names} - names
    table = {name: random.random() < 0.5 for name in sorted(names)}
    # Mostly compiled: else nothing that hangs on them is settled.
    return table | {name: random.random() < 0.2 for name in sorted(beside)}


def expected(probe: Probe, refused: dict[str, bool]) -> str:
    """The device that the table states for a probe; `unclear` where it hides it."""
    name = probe.id.partition("/")[2]
    kind = name.partition("/")[0]
    if name in LIMITS:
        own = refused.get(probe.operator, False) and "/" in name
        return "cpu" if own or refused[LIMITS[name]] else "dlpu"
    if not any(refused[each] for each in (probe.operator, *OWN.get(kind, ()))):
        return "dlpu"
    return "unclear" if any(refused[each] for each in BESIDE.get(kind, ())) else "cpu"


@pytest.mark.parametrize(("target", "count"), [("cv25", 45), ("cv75", 49)])
def test_every_open_row_and_limit_has_a_small_model(
    kits: dict[str, tuple[Kit, Path]], target: str, count: int
) -> None:
    kit, folder = kits[target]
    assert [probe.id for probe in kit.probes if probe.reason] == []
    assert len({probe.file for probe in kit.probes}) == len(kit.probes) == count
    models = list(folder.glob("*.onnx"))
    assert count + 2 < len(models) <= MOST
    assert max(model.stat().st_size for model in models) <= LARGEST


@pytest.mark.parametrize("target", DRAWS)
def test_every_model_is_valid(kits: dict[str, tuple[Kit, Path]], target: str) -> None:
    _, folder = kits[target]
    for path in folder.glob("*.onnx"):
        model = onnx.load(path)
        onnx.checker.check_model(model, full_check=True)
        (image,), (result,) = model.graph.input, model.graph.output
        assert (image.name, result.name) == ("images", "output0")


def test_the_script_has_the_commands_of_the_pack(kits: dict[str, tuple[Kit, Path]]) -> None:
    _, folder = kits["cv75"]
    text = (folder / SCRIPT).read_text()
    for words in (
        "prepare gen_image_list.py -f ./representative_images ",
        'step onnxparser.py -m "$1" -isrc \'is:1,3,32,32|iq|idf:0,0,8,0|i:images=',
        "step vas -auto ",
        'step cavalry_gen -d vas_output/ -f "${1%.onnx}"_cv75.bin ||',
    ):
        assert words in text
    assert (folder / "representative_images" / "gradient.jpg").read_bytes()[:2] == b"\xff\xd8"


@pytest.mark.parametrize(
    ("target", "draw"), [case for target, count in DRAWS.items() for case in draws(count, target)]
)
def test_a_hidden_table_is_recovered(
    kits: dict[str, tuple[Kit, Path]], tools: Path, target: str, draw: int
) -> None:
    kit, folder = kits[target]
    refused = drawn(kit, Random(draw))
    found = outcomes(kit, folder, tools, refused)
    assert found.fault == ""
    recovered = {outcome.probe.id: outcome.device for outcome in found.outcomes}
    assert recovered == {probe.id: expected(probe, refused) for probe in kit.probes}
    assert {"dlpu", "cpu"} <= set(recovered.values())


def test_a_toolchain_that_refuses_everything_settles_nothing(
    kits: dict[str, tuple[Kit, Path]], tools: Path
) -> None:
    kit, folder = kits["cv25"]
    found = outcomes(kit, folder, tools, {"Conv": True})
    assert found.fault.startswith(f"{ON_DLPU}, which has certain operators only, does not compile")
    assert {outcome.device for outcome in found.outcomes} == {"unclear"}


def test_a_toolchain_that_compiles_everything_settles_nothing(
    kits: dict[str, tuple[Kit, Path]], tools: Path
) -> None:
    kit, folder = kits["cv25"]
    found = outcomes(kit, folder, tools, {UNDEFINED: False})
    assert found.fault == f"{REFUSED}, which has an operator without definition, is not refused"
    assert {outcome.device for outcome in found.outcomes} == {"unclear"}


def test_a_missing_program_settles_nothing(kits: dict[str, tuple[Kit, Path]], tools: Path) -> None:
    kit, folder = kits["cv25"]
    (tools / "bin" / "vas").unlink()
    found = outcomes(kit, folder, tools, {})
    assert ON_DLPU in found.fault


def test_a_log_that_ends_early_settles_nothing(
    kits: dict[str, tuple[Kit, Path]], tools: Path
) -> None:
    kit, folder = kits["cv25"]
    answer(folder, tools / "answers", {UNDEFINED: True})
    log = logged(folder, tools)
    cut = log[: log.rindex(b"dlpulint probe: ")]
    assert ON_DLPU in outcomes_of(kit, [read(cut, tools)]).fault


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (1, "No valid license for this host"),
        (1, "write error: No space left on device"),
        (124, "still compiling"),
        (127, "vas_core: not found"),
        (137, "Killed"),
    ],
)
def test_a_failure_of_another_cause_is_no_refusal(
    kits: dict[str, tuple[Kit, Path]], tools: Path, code: int, text: str
) -> None:
    kit, folder = kits["cv25"]
    answer(folder, tools / "answers", {UNDEFINED: True, "Tanh": True})
    (tools / "answers" / "cv25-elu.onnx.vas").write_text(f"{code} {text}\n")
    found = outcomes_of(kit, [read(logged(folder, tools), tools)])
    devices = {outcome.probe.id: outcome.device for outcome in found.outcomes}
    assert found.fault == ""
    assert devices.pop("cv25/elu") == "unclear"
    assert devices.pop("cv25/tanh") == "cpu"
    assert set(devices.values()) == {"dlpu"}


def test_the_command_writes_an_overlay_that_rules_takes(
    kits: dict[str, tuple[Kit, Path]], tools: Path
) -> None:
    _, source = kits["cv25"]
    folder = tools / "kit"
    shutil.copytree(source, folder)
    refused = ("Tanh", "ReduceMean", "com.microsoft.FusedConv", UNDEFINED)
    answer(folder, tools / "answers", dict.fromkeys(refused, True))
    (tools / "kit.log").write_bytes(logged(folder, tools))
    result = run("--probe", "cv25", "-o", folder, "--log", tools / "kit.log")
    assert (result.returncode, result.stderr) == (0, b"")
    text = result.stdout.decode()
    for line in (
        "cv25/elu: settled, compiled",
        "cv25/tanh: settled, refused by the toolchain",
        "cv25/mean: refuted, refused by the toolchain",
        "cv25/squeeze: confirmed, compiled",
    ):
        assert f"{line}\n" in text
    pack = load_pack("cv25-measured", Folders((folder,)))
    for kind, status in (("elu", "dlpu"), ("tanh", "cpu"), ("mean", "cpu"), ("squeeze", "dlpu")):
        (row,) = pack.rows_for(kind)
        assert (row.status, row.evidence) == (status, Evidence.MEASURED), kind
        assert row.source.title == "Probes of dlpulint for cv25 with its toolchain"
    (matmul,) = pack.rows_for("matmul")
    assert [(limit.id, limit.params.max) for limit in matmul.limits] == [
        ("cv25-measured/matmul/rank", 3)
    ]
    limits = {limit.id: limit for limit in pack.limits}
    assert limits["cv25-measured/rank"].exempt == ("logistic", "reshape")
    assert limits["cv25-measured/rank-measured"].params.max == 6
    domain = limits["cv25-measured/foreign-domain-measured"]
    assert (domain.kinds, domain.on_fail, domain.evidence) == (
        ("conv",),
        "cpu",
        Evidence.MEASURED,
    )
    checked = run("--check-pack", folder / "cv25-measured.toml")
    assert checked.returncode == 0, checked.stderr.decode()
    verdicts = {
        name: run(
            folder / f"cv25-{name}.onnx", "--rules", folder, "--target", "cv25-measured"
        ).returncode
        for name in ("elu", "tanh", "foreign-domain", "rank")
    }
    assert verdicts == {"elu": 0, "tanh": 1, "foreign-domain": 1, "rank": 0}
