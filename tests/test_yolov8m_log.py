"""A YOLOv8m splits into the partitions that a camera's log of 2023-04 counts, in two readings.

The log (acap-computer-vision-sdk-examples issue 141): "Model contains too many graph partitions
(137 > 16) and 68 of the graph partitions can't be run on the device." Its model is not public; the
network is rebuilt in `tests/yolov8m.py`. The user names the file, `yolov8m_int8.tflite`, and says
that Ultralytics exported it to int8.

- As an 8-bit model it has 137 and 68 with LOGISTIC alone on the CPU. QUANTIZE, SUB and SOFTMAX may
  be there too (not SUB and SOFTMAX both): the log leaves them open. PAD would make it 150.
- Ultralytics 8.0.72, of the day before, gives that name to the dynamic-range export. VeriSilicon's
  delegate refuses convolutions of 8-bit weights and float activations; the last one, of 16 weights,
  stays float. With these 83 on the CPU, and nothing else, it has 137 and 68 too: LOGISTIC is then
  on the DLPU, as are SUB, SOFTMAX and PAD.

`artpec8/logistic` follows the first reading and names the second.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Device, Partitioning
from dlpulint.engine.judge import judge
from dlpulint.engine.place import place
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.packs.pack import Pack
from dlpulint.placement.partitioning import divide
from dlpulint.placement.result import PartitionCount
from tests.yolov8m import yolov8m_sketch

LOG = PartitionCount(dlpu=69, cpu=68)

FEWEST_QUANTIZED = 1024
"""Elements from which TensorFlow's converter quantizes weights of a dynamic-range model."""


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


def partitions(facts: Facts, on_cpu: Iterable[int]) -> PartitionCount:
    """Partitions with these operators on the CPU and all others on the DLPU."""
    wishes = [Device.DLPU] * len(facts.model.operators)
    for index in on_cpu:
        wishes[index] = Device.CPU
    return divide(facts.dependencies, wishes, Partitioning.GREEDY, {}, unknown=Device.DLPU).count


def of_kinds(facts: Facts, kinds: Iterable[str]) -> set[int]:
    """Indices of the operators of these kinds."""
    wanted = set(kinds)
    return {n for n, one in enumerate(facts.model.operators) if one.kind in wanted}


def some_of(kinds: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Every set of at most three kinds."""
    ordered = sorted(kinds)
    for size in range(4):
        yield from combinations(ordered, size)


def test_the_partitions_are_those_of_the_log(yolov8m: Facts, artpec8: Pack) -> None:
    placement = place(yolov8m, artpec8)
    assert placement.best == placement.worst == LOG


def test_only_logistic_is_in_the_way(yolov8m: Facts, artpec8: Pack) -> None:
    placement = place(yolov8m, artpec8)
    assert [blocker.cause for blocker in placement.blockers] == ["artpec8/logistic"]
    off = {p.operator.native for p in placement.operators if p.direct}
    assert off == {"LOGISTIC", "SUB"}


@pytest.mark.parametrize(
    ("kind", "total"),
    [
        ("pad", 150),
        ("transpose", 139),
        ("strided-slice", 155),
        ("mul", 139),
        ("quantize", 137),
        ("sub", 137),
        ("softmax", 137),
    ],
)
def test_with_another_operator_on_the_cpu_too_the_count_is_what_was_worked_out(
    yolov8m: Facts, artpec8: Pack, kind: str, total: int
) -> None:
    assert place(yolov8m, on_the_cpu(artpec8, kind)).best.total == total


def test_as_an_8_bit_model_the_log_leaves_three_kinds_open(yolov8m: Facts) -> None:
    kinds = yolov8m.kinds - {"conv"}
    found = {some for some in some_of(kinds) if partitions(yolov8m, of_kinds(yolov8m, some)) == LOG}
    assert found == {
        ("logistic",),
        ("logistic", "quantize"),
        ("logistic", "softmax"),
        ("logistic", "sub"),
        ("logistic", "quantize", "softmax"),
        ("logistic", "quantize", "sub"),
    }


def test_as_a_dynamic_range_model_the_log_leaves_nothing_open(yolov8m: Facts) -> None:
    hybrid = {
        n
        for n, operator in enumerate(yolov8m.model.operators)
        if operator.weights is not None and (operator.weights.elements or 0) >= FEWEST_QUANTIZED
    }
    assert len(hybrid) == 83
    # Such a model has no QUANTIZE: the one of the sketch goes where LOGISTIC before it goes.
    (quantize,) = of_kinds(yolov8m, ["quantize"])

    def with_kinds(some: tuple[str, ...]) -> PartitionCount:
        follows = {quantize} if "logistic" in some else set[int]()
        return partitions(yolov8m, hybrid | of_kinds(yolov8m, some) | follows)

    kinds = yolov8m.kinds - {"conv", "quantize"}
    assert [some for some in some_of(kinds) if with_kinds(some) == LOG] == [()]
    assert with_kinds(("logistic",)) == PartitionCount(dlpu=70, cpu=69)


def test_it_is_rejected_as_the_camera_did(yolov8m: Facts, artpec8: Pack) -> None:
    found = judge(yolov8m, artpec8)
    assert found.verdict == "rejected"
    (one,) = (f for f in found.findings if f.rule == "artpec8/too-many-partitions")
    assert one.message == (
        "The graph splits into 137 partitions, 68 of them on the CPU; larod accepts at most 16"
    )
