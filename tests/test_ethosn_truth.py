"""ARTPEC-9's table against what Arm's Ethos-N support library answers for the corpus."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from dlpulint.facts import Facts
from dlpulint.loader.from_tflite import model_from_tflite
from dlpulint.packs import Folders, Pack, load_pack
from dlpulint.placed import Placement
from dlpulint.placement import place
from dlpulint.terms import Device
from tests.places import CORPUS

pytestmark = pytest.mark.skipif(
    CORPUS is None, reason="DLPULINT_MODELS names no folder of models; .ci/run sets it"
)

# Measured: every operator of the 95 models right, none unknown. Models to come may hold what these
# do not, so the floor is lower than that.
MEAN = 0.99
UNKNOWN = 0.03


@dataclass(frozen=True)
class Compared:
    """One model's operators against the library's answers."""

    model: str
    right: int
    unknown: int
    asked: int


@pytest.fixture(scope="module")
def corpus() -> Path:
    assert CORPUS is not None
    return CORPUS


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("artpec9", Folders())


def placed(pack: Pack, path: Path) -> Placement:
    return place(Facts(model_from_tflite(memoryview(path.read_bytes()))), pack)


@pytest.fixture(scope="module")
def compared(corpus: Path, pack: Pack) -> list[Compared]:
    found = []
    for file in sorted((corpus / "ethosn-truth").glob("*.json")):
        truth = json.loads(file.read_text("utf-8"))
        operators = [
            one.device
            for one in placed(pack, corpus / truth["model"]).operators
            if one.operator.subgraph == 0
        ]
        # Where the front ends disagree there is no answer to compare with.
        asked = [one for one in truth["ops"] if one["supported"] is not None]
        wanted = [Device.DLPU if one["supported"] else Device.CPU for one in asked]
        said = [operators[one["index"]] for one in asked]
        right = sum(map(Device.__eq__, said, wanted))
        found.append(Compared(truth["model"], right, said.count(Device.UNKNOWN), len(asked)))
    return found


def test_operators_run_where_arms_library_says(compared: list[Compared]) -> None:
    shares = [one.right / one.asked for one in compared if one.asked]
    worst = sorted(compared, key=lambda one: one.right - one.asked)[:5]
    assert sum(shares) / len(shares) >= MEAN, worst


def test_few_operators_are_left_open(compared: list[Compared]) -> None:
    unknown = sum(one.unknown for one in compared)
    assert unknown <= UNKNOWN * sum(one.asked for one in compared)


def test_nine_tenths_of_axis_yolov5n_for_artpec8_stay_on_the_dlpu_but_for_its_stem(
    corpus: Path, pack: Pack
) -> None:
    placement = placed(pack, corpus / "axis" / "axis-model-zoo__yolov5n.tflite")
    assert 0.88 <= placement.macs.dlpu / placement.macs.total <= 0.92
    stem = next(one for one in placement.operators if one.operator.kind == "conv")
    assert [reason.id for reason in stem.reasons] == ["artpec9/conv/kernel"]
    assert stem.reasons[0].hit.values["kernel_height"] == 6
