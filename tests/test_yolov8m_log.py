"""A YOLOv8m falls into the partitions that a camera's log of 2023-04 counts.

The log (acap-computer-vision-sdk-examples issue 141): "Model contains too many graph partitions
(137 > 16) and 68 of the graph partitions can't be run on the device." Its model is not public; the
network is rebuilt in `tests/yolov8m.py`. All that the log and the other figures of that rebuilding
say comes out: 137 and 68 with LOGISTIC alone on the CPU, 150 with PAD there too, 139 with
TRANSPOSE, 155 with STRIDED_SLICE; QUANTIZE, SUB and SOFTMAX change nothing, so that the log leaves
them undetermined.
"""

import pytest
from msgspec.structs import replace

from dlpulint.engine.judge import judge
from dlpulint.engine.place import place
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.packs.pack import Pack
from dlpulint.placement.result import PartitionCount
from tests.yolov8m import yolov8m_sketch


@pytest.fixture(scope="module")
def yolov8m() -> Facts:
    return Facts(model_from_sketch(yolov8m_sketch()))


@pytest.fixture(scope="module")
def artpec8() -> Pack:
    return load_pack("artpec8", Folders())


def on_the_cpu(pack: Pack, *kinds: str) -> Pack:
    """The pack with these kinds on the CPU whatever its table says, and all else as it says."""
    (logistic,) = pack.rows["logistic"]
    assert logistic.status == "cpu"
    return replace(pack, rows={**pack.rows, **dict.fromkeys(kinds, (logistic,))})


def test_the_partitions_are_those_of_the_log(yolov8m: Facts, artpec8: Pack) -> None:
    placement = place(yolov8m, artpec8)
    assert placement.best == placement.worst == PartitionCount(dlpu=69, cpu=68)


def test_only_logistic_is_in_the_way(yolov8m: Facts, artpec8: Pack) -> None:
    placement = place(yolov8m, artpec8)
    assert [blocker.cause for blocker in placement.blockers] == ["artpec8/logistic"]
    assert {p.operator.native for p in placement.operators if p.direct} == {
        "LOGISTIC",
        "QUANTIZE",
        "SUB",
    }


@pytest.mark.parametrize(
    ("kind", "partitions"),
    [
        ("pad", 150),
        ("transpose", 139),
        ("strided-slice", 155),
        ("quantize", 137),
        ("sub", 137),
        ("softmax", 137),
    ],
)
def test_with_another_operator_on_the_cpu_too_the_count_is_what_was_worked_out(
    yolov8m: Facts, artpec8: Pack, kind: str, partitions: int
) -> None:
    assert place(yolov8m, on_the_cpu(artpec8, kind)).best.total == partitions


def test_it_is_rejected_as_the_camera_did(yolov8m: Facts, artpec8: Pack) -> None:
    found = judge(yolov8m, artpec8)
    assert found.verdict == "rejected"
    (one,) = (f for f in found.findings if f.rule == "artpec8/too-many-partitions")
    assert one.message == (
        "The graph falls into 137 partitions, 68 of them on the CPU; larod took 16"
    )
