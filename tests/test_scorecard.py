"""Placement against what a real compiler and a real support library did with public models."""

import json
from pathlib import Path

import pytest

from benchmarks import random_graphs
from benchmarks.scorecard import KINDS, PAGE, Judged, Kind, body, judge, mean_share, truths
from dlpulint.basics.terms import Device, Partitioning
from dlpulint.facts.facts import Facts
from dlpulint.loader.open_model import load
from dlpulint.packs.library import Folders
from dlpulint.packs.pack import Row
from dlpulint.packs.shelf import load_packs
from dlpulint.placement.partitioning import divide
from tests.places import CORPUS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        CORPUS is None, reason="DLPULINT_MODELS names no folder of models; .ci/run sets it"
    ),
]

EDGE_TPU, VX_DELEGATE, ETHOS_N = KINDS
FOLDERS = ("edgetpu-truth", "vxdelegate-truth", "ethosn-truth")

# All is right today. Models to come may hold what these do not, so the floors are lower.


@pytest.fixture(scope="module")
def corpus() -> Path:
    assert CORPUS is not None
    return CORPUS


def judged(corpus: Path, kind: Kind) -> list[Judged]:
    found = [one for one in truths(corpus / name for name in FOLDERS) if one.kind is kind]
    (pack,) = load_packs([kind.target], Folders())
    return judge(corpus, found, pack)


def unknown_share(models: list[Judged]) -> float:
    return sum(one.unknown for one in models) / sum(len(one.truth.on_dlpu) for one in models)


def test_the_edge_tpu_compiler_agrees(corpus: Path) -> None:
    models = judged(corpus, EDGE_TPU)
    whole = [one for one in models if one.whole]
    partly = [one for one in models if not one.whole]
    assert (len(whole), len(partly)) == (31, 10)
    assert mean_share(models) >= 0.99
    assert sum(not one.wrong for one in whole) / len(whole) >= 0.97
    assert sum(not one.wrong for one in partly) >= 8
    assert sum(one.first_right for one in partly) >= 9
    assert unknown_share(models) <= 0.01


def test_the_ethos_n_support_library_agrees(corpus: Path) -> None:
    models = judged(corpus, ETHOS_N)
    assert len(models) == 95
    assert mean_share(models) >= 0.99
    assert unknown_share(models) <= 0.03


@pytest.fixture(scope="module")
def graphs(corpus: Path) -> Path:
    folder = corpus.parent / "ethosn-random"
    if not (folder / random_graphs.CASES).is_file():
        pytest.skip("beside the folder of models there are no random graphs")
    return folder


def test_the_ethos_n_support_library_agrees_on_random_graphs(graphs: Path) -> None:
    # Of these graphs none was answered right once. All are today.
    assert random_graphs.share(random_graphs.cases(graphs)) >= 0.95


def test_nothing_that_the_vx_delegate_refuses_is_on_the_dlpu(corpus: Path) -> None:
    models = judged(corpus, VX_DELEGATE)
    assert len(models) == 166
    assert sum(len(one.refused) for one in models) == 155
    assert [(one.truth.model, one.misplaced) for one in models if one.misplaced] == []
    assert unknown_share(models) <= 0.04


def test_partitions_are_those_that_tflite_makes_of_the_delegates_operators(corpus: Path) -> None:
    apart = []
    for file in sorted((corpus / "vxdelegate-truth").glob("*.json")):
        truth = json.loads(file.read_text("utf-8"))
        taken = {one["index"] for one in truth["ops"] if one["supported"]}
        facts = Facts(load(corpus / truth["model"]))
        wishes = [
            Device.DLPU if one.subgraph == 0 and one.index in taken else Device.CPU
            for one in facts.model.operators
        ]
        found = divide(
            facts.dependencies, wishes, Partitioning.GREEDY, {}, unknown=Device.CPU
        ).count
        if found.dlpu != int(truth["npu_partitions"]):
            apart.append(truth["model"])
    assert apart == []


def test_the_row_of_each_open_operator_of_artpec8_says_what_would_settle_it(corpus: Path) -> None:
    (pack,) = load_packs(["artpec8"], Folders())
    unknown = {
        id
        for one in judged(corpus, VX_DELEGATE)
        for told in one.told.values()
        if told.device is Device.UNKNOWN
        for id in told.because
    }
    # The others are limits on sizes that a file leaves open.
    rows = [row for id in unknown if isinstance(row := pack.find(id), Row)]
    assert len(rows) >= 10
    for row in rows:
        assert "To find out" in row.note, row.id


def test_the_page_is_what_the_scorecard_writes(corpus: Path, graphs: Path) -> None:
    lines = body(corpus, [*(corpus / name for name in FOLDERS), graphs])
    page = PAGE.read_text("utf-8")
    assert page.endswith("\n".join(lines).rstrip() + "\n"), "run benchmarks.scorecard again"
