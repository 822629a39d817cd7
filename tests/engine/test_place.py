"""Where operators run: the operator table, the ways to partition, and what blocks."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import replace

from dlpulint.basics.terms import Device, Partitioning
from dlpulint.engine.place import place
from dlpulint.facts.dependencies import dependencies_of
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.graph import Model, Operator, Subgraph, Tensor
from dlpulint.packs.pack import Pack
from dlpulint.placement.partitioning import partition_greedily
from dlpulint.placement.result import DeviceMacs, PartitionCount, Placement
from tests.pack_files import header, limit, load, row

D, C, U = Device.DLPU, Device.CPU, Device.UNKNOWN

# In these packs RELU and FULLY_CONNECTED run on the DLPU, TANH does not, and nobody knows of ABS.
TABLE = row("relu", "concatenation", "fully-connected", "split", "while") + row(
    "abs", status="unknown"
)


@pytest.fixture
def greedy(tmp_path: Path) -> Pack:
    return load(tmp_path, header(), TABLE)


@pytest.fixture
def first_cut(tmp_path: Path) -> Pack:
    return load(tmp_path, header(partitioning="first-cut"), TABLE)


@pytest.fixture
def whole(tmp_path: Path) -> Pack:
    return load(tmp_path, header(partitioning="whole"), TABLE)


def placed(pack: Pack, *lines: str, inputs: Sequence[str] = ("x",)) -> Placement:
    """The placement of lines such as `relu a <- x`, all tensors int8[1,4]."""
    text = [f"input {name}: int8[1,4]" for name in inputs]
    for line in lines:
        left, arrow, right = line.partition(" <- ")
        kind, _, names = left.partition(" ")
        outputs = ", ".join(f"{name}: int8[1,4]" for name in names.split(", "))
        weights = ", weights: int8[4,4]" if kind == "fully-connected" else ""
        text.append(f"{kind} {outputs} <- {right}{weights}" if arrow else line)
    return place(Facts(model_from_sketch("\n".join(text))), pack)


def test_an_operator_that_nobody_knows_of_is_on_the_cpu_if_it_breaks_a_limit(
    tmp_path: Path,
) -> None:
    dtype = limit("dtype-limits", 'params = { allow = ["uint8"] }', id="dtype")
    pack = load(tmp_path, header(), row("abs", status="unknown"), dtype, row("relu"))
    (operator,) = placed(pack, "abs a <- x").operators
    assert (operator.device, [reason.id for reason in operator.reasons]) == (C, ["mine/abs/dtype"])


def test_an_operator_that_nobody_knows_of_stays_unknown_within_its_limits(tmp_path: Path) -> None:
    dtype = limit("dtype-limits", 'params = { allow = ["int8"] }', id="dtype")
    pack = load(tmp_path, header(), row("abs", status="unknown"), dtype)
    (operator,) = placed(pack, "abs a <- x").operators
    assert (operator.device, [reason.id for reason in operator.reasons]) == (U, ["mine/abs"])


def test_a_table_may_name_exceptions_only(tmp_path: Path) -> None:
    pack = load(tmp_path, header(unlisted="dlpu"), row("abs", status="cpu"))
    placement = placed(pack, "relu a <- x", "abs b <- a")
    assert devices(placement) == [D, C]
    assert placement.operators[0].reasons == ()


def devices(placement: Placement) -> list[Device]:
    return [operator.device for operator in placement.operators]


def direct(placement: Placement) -> list[bool | None]:
    return [operator.direct for operator in placement.operators]


def reasons(placement: Placement) -> list[list[str]]:
    return [[reason.id for reason in operator.reasons] for operator in placement.operators]


# Partitions as TFLite makes them.


def epochs(*lines: str) -> list[tuple[Device, list[int]]]:
    """Partitions of lines such as `D a <- x, y`, told by device and places."""
    kinds = {"D": "relu", "C": "tanh"}
    text = "input x: int8[1]\n" + "\n".join(
        f"{kinds[line[0]]} {line[2]}: int8[1] <- {line.partition(' <- ')[2]}" for line in lines
    )
    wanted = [D if line[0] == "D" else C for line in lines]
    found = partition_greedily(dependencies_of(model_from_sketch(text)), wanted)
    return [(device, sorted(places)) for device, places in found]


def test_a_chain_falls_apart_at_every_change_of_device() -> None:
    assert epochs("D a <- x", "D b <- a", "C c <- b", "D d <- c") == [
        (D, [0, 1]),
        (C, [2]),
        (D, [3]),
    ]


def test_partitions_are_fewer_than_runs_in_file_order() -> None:
    # Two branches written in turns: five runs in the file, and three partitions.
    assert epochs("D a <- x", "C b <- x", "D c <- a", "C d <- b", "D e <- c, d") == [
        (D, [0, 2]),
        (C, [1, 3]),
        (D, [4]),
    ]


def test_what_is_ready_later_in_the_file_joins_an_earlier_partition() -> None:
    assert epochs("D a <- x", "C b <- a", "D c <- b", "D d <- x") == [
        (D, [0, 3]),
        (C, [1]),
        (D, [2]),
    ]


def test_the_first_operator_that_is_ready_decides_which_device_begins() -> None:
    assert epochs("C a <- x", "D b <- x", "C c <- a") == [(C, [0, 2]), (D, [1])]
    assert epochs("D a <- x", "C b <- x") == [(D, [0]), (C, [1])]


def test_an_operator_waits_for_all_that_it_reads() -> None:
    assert epochs("D a <- x", "C b <- a", "C c <- x", "D d <- a, c", "D e <- b, d, d") == [
        (D, [0]),
        (C, [1, 2]),
        (D, [3, 4]),
    ]


def test_a_model_without_operators_has_no_partitions() -> None:
    assert epochs() == []


def test_operators_out_of_file_order_are_partitioned_by_what_they_need() -> None:
    x, a, y = (Tensor(name, "int8", (1,)) for name in "xay")
    late = Operator(0, "relu", "RELU", (a,), (y,))
    early = Operator(1, "relu", "RELU", (x,), (a,))
    model = Model.build(
        format="tflite",
        layout="channels-last",
        operators=(late, early),
        subgraphs=(Subgraph("main", (x,), (y,)),),
    )
    assert partition_greedily(dependencies_of(model), [C, D]) == [(D, [1]), (C, [0])]


def tflites_own(model: Model, wanted: Sequence[Device]) -> list[tuple[Device, set[int]]]:
    """The loop of tensorflow/lite/graph_info.cc, line for line, slow as it is."""
    ready = set(model.inputs)
    done: set[int] = set()
    subsets: list[tuple[Device, set[int]]] = []
    while len(done) < len(model.operators):
        device: Device | None = None
        members: set[int] = set()
        did_something = True
        while did_something:
            did_something = False
            for index, operator in enumerate(model.operators):
                if index in done or not ready.issuperset(t for t in operator.inputs if t):
                    continue
                device = device or wanted[index]
                if device is wanted[index]:
                    done.add(index)
                    members.add(index)
                    ready.update(operator.outputs)
                    did_something = True
        assert device is not None
        subsets.append((device, members))
    return subsets


@pytest.mark.parametrize("seed", range(60))
def test_partitions_are_those_of_tflites_own_loop(seed: int) -> None:
    chance = random.Random(seed)
    tensors = [Tensor("x", "int8", (1,)), Tensor("y", "int8", (1,))]
    operators = []
    for index in range(chance.randint(1, 30)):
        read = tuple(chance.sample(tensors, chance.randint(1, min(3, len(tensors)))))
        written = tuple(Tensor(f"{index}", "int8", (1,)) for _ in range(chance.randint(1, 2)))
        operators.append(Operator(index, "relu", "RELU", (*read, None), written))
        tensors += written
    model = Model.build(
        format="tflite",
        layout="channels-last",
        operators=operators,
        subgraphs=(Subgraph("main", tuple(tensors[:2]), ()),),
    )
    wanted = [chance.choice((D, C)) for _ in operators]
    found = [
        (device, set(places))
        for device, places in partition_greedily(dependencies_of(model), wanted)
    ]
    assert found == tflites_own(model, wanted)


# Greedy.


def test_greedy_partitioning_leaves_every_operator_where_its_row_says(greedy: Pack) -> None:
    found = placed(greedy, "relu a <- x", "tanh b <- a", "relu c <- b", "relu d <- x")
    assert devices(found) == [D, C, D, D]
    assert direct(found) == [None, True, None, None]
    assert (found.partitioning, found.best, found.worst) == (
        Partitioning.GREEDY,
        PartitionCount(2, 1),
        PartitionCount(2, 1),
    )
    assert (found.best.total, found.partition_limit) == (3, None)


def test_a_model_without_operators_is_placed_nowhere(greedy: Pack, whole: Pack) -> None:
    for pack in (greedy, whole):
        found = placed(pack)
        assert (found.operators, found.best, found.blockers) == ((), PartitionCount(0, 0), ())


def test_a_partition_limit_is_handed_on(tmp_path: Path) -> None:
    assert placed(load(tmp_path, header("partition_limit = 16"))).partition_limit == 16


def test_partitions_are_counted_with_unknown_operators_on_either_side(greedy: Pack) -> None:
    found = placed(greedy, "relu a <- x", "abs b <- a", "relu c <- b")
    assert devices(found) == [D, U, D]
    assert direct(found) == [None, True, None]
    assert (found.best, found.worst) == (PartitionCount(1, 0), PartitionCount(2, 1))


def test_an_unknown_operator_between_cpu_operators_may_save_partitions_on_the_cpu(
    greedy: Pack,
) -> None:
    found = placed(greedy, "tanh a <- x", "abs b <- a", "tanh c <- b")
    assert (found.best, found.worst) == (PartitionCount(1, 2), PartitionCount(0, 1))


# Partitions that are lost.

STRETCHED = row("add") + limit(
    "rank-limits", 'params = { max = 1 }\non_fail = "partition"', id="stretched"
)
LOST = """
input x: int8[4]
relu a: int8[4] <- x
add b: int8[1,4] <- a, int8[1,4]
relu c: int8[4] <- b
tanh d: int8[4] <- c
fully-connected e: int8[4] <- d, weights: int8[4,4]
"""


def test_an_operator_that_cannot_be_compiled_takes_its_partition_along(tmp_path: Path) -> None:
    pack = load(tmp_path, header(), TABLE, STRETCHED)
    found = place(Facts(model_from_sketch(LOST)), pack)
    assert devices(found) == [C, C, C, C, D]
    assert direct(found) == [False, True, False, True, None]
    assert reasons(found) == [["mine/add/stretched"]] * 3 + [["mine/unlisted-operator"], []]
    assert found.best == found.worst == PartitionCount(dlpu=1, cpu=1)


def test_of_several_reasons_the_first_takes_the_partition_along(tmp_path: Path) -> None:
    more = limit("size-limit", 'params = { max = 1 }\non_fail = "partition"', id="large")
    found = place(Facts(model_from_sketch(LOST)), load(tmp_path, header(), TABLE, STRETCHED, more))
    first, second = "mine/add/stretched", "mine/add/large"
    assert reasons(found)[:3] == [[first], [first, second], [first]]


def test_a_partition_that_is_lost_is_won_back_by_changing_its_operator(tmp_path: Path) -> None:
    pack = load(tmp_path, header(), TABLE, STRETCHED)
    text = LOST.replace(
        "relu c: int8[4] <- b", "fully-connected c: int8[4] <- b, weights: int8[4,4]"
    )
    found = place(Facts(model_from_sketch(text)), pack)
    assert blockers(found) == [
        ("mine/add/stretched", [1], 16, 3),
        ("mine/unlisted-operator", [3], 0, 1),
    ]


def test_an_operator_that_is_not_taken_loses_only_itself(tmp_path: Path) -> None:
    types = limit("dtype-limits", 'params = { allow = ["uint8"] }', id="dtype")
    pack = load(tmp_path, header(), TABLE, STRETCHED, types)
    found = place(Facts(model_from_sketch(LOST)), pack)
    assert devices(found) == [D, C, D, C, D]


def test_what_the_table_does_not_tell_joins_a_lost_partition_or_saves_it(tmp_path: Path) -> None:
    pack = load(tmp_path, header(), TABLE, STRETCHED)
    text = LOST.replace("relu c", "abs c").replace("tanh d", "relu d")
    found = place(Facts(model_from_sketch(text)), pack)
    # With ABS on the CPU the partition ends before it, and what follows is compiled.
    assert devices(found) == [C, C, C, U, U]


@pytest.mark.parametrize("partitioning", ["first-cut", "whole"])
def test_only_a_delegate_loses_partitions(tmp_path: Path, partitioning: str) -> None:
    pack = load(tmp_path, header(partitioning=partitioning), TABLE, STRETCHED)
    assert devices(place(Facts(model_from_sketch(LOST)), pack))[1] is C


# First cut.


def test_behind_the_first_cut_nothing_is_mapped(first_cut: Pack) -> None:
    found = placed(first_cut, "relu a <- x", "relu b <- a", "tanh c <- b", "relu d <- c")
    assert devices(found) == [D, D, C, C]
    assert direct(found) == [None, None, True, False]
    assert reasons(found) == [[], [], ["mine/unlisted-operator"], []]
    assert found.best == PartitionCount(1, 1)


def test_branches_that_do_not_need_the_cut_stay_mapped(first_cut: Pack) -> None:
    found = placed(
        first_cut,
        "relu a <- x",
        "tanh b <- a",
        "relu c <- b",  # behind the cut
        "relu d <- a",  # beside it, though later in the file
        "relu e <- d",
        "concatenation f <- c, e",
    )
    assert devices(found) == [D, C, C, D, D, C]
    assert direct(found) == [None, True, False, None, None, False]
    assert found.best == PartitionCount(1, 1)


def test_what_stands_before_the_first_mapped_operator_is_no_cut(first_cut: Pack) -> None:
    found = placed(first_cut, "tanh a <- x", "relu b <- a", "tanh c <- b", "relu d <- c")
    assert devices(found) == [C, D, C, C]
    assert direct(found) == [True, None, True, False]
    assert found.best == PartitionCount(1, 2)


def test_a_model_with_nothing_to_map_is_one_partition_on_the_cpu(first_cut: Pack) -> None:
    found = placed(first_cut, "tanh a <- x", "tanh b <- a")
    assert (devices(found), found.best) == ([C, C], PartitionCount(0, 1))


def test_an_unknown_operator_leaves_all_behind_it_unknown(first_cut: Pack) -> None:
    found = placed(first_cut, "relu a <- x", "abs b <- a", "relu c <- b", "tanh d <- c")
    assert devices(found) == [D, U, U, C]
    assert direct(found) == [None, True, False, True]
    assert (found.best, found.worst) == (PartitionCount(1, 1), PartitionCount(1, 1))


def test_which_partition_is_the_first_may_be_unknown(first_cut: Pack) -> None:
    # If ABS is mapped, it is the partition and RELU lies behind the cut; else RELU is.
    found = placed(first_cut, "abs a <- x", "tanh b <- a", "relu c <- b")
    assert devices(found) == [U, C, U]
    assert direct(found) == [True, True, False]


# Whole.


def test_a_toolchain_takes_a_model_whole(whole: Pack) -> None:
    found = placed(whole, "relu a <- x", "relu b <- a")
    assert (devices(found), found.best) == ([D, D], PartitionCount(1, 0))


def test_one_operator_that_it_lacks_spoils_the_whole(whole: Pack) -> None:
    found = placed(whole, "relu a <- x", "tanh b <- a", "relu c <- b")
    assert devices(found) == [D, C, D]
    assert (found.best, found.worst) == (PartitionCount(0, 1), PartitionCount(0, 1))


def test_one_unknown_operator_may_spoil_the_whole(whole: Pack) -> None:
    found = placed(whole, "relu a <- x", "abs b <- a")
    assert devices(found) == [D, U]
    assert (found.best, found.worst) == (PartitionCount(1, 0), PartitionCount(0, 1))


def test_operators_of_bodies_count_where_all_is_compiled_or_nothing(whole: Pack) -> None:
    lines = ["while b <- x", "subgraph body", "input z: int8[1,4]", "tanh c <- z", "relu d <- c"]
    found = placed(whole, *lines)
    assert devices(found) == [D, C, D]
    assert found.best == PartitionCount(0, 1)
    (blocker,) = found.blockers
    assert (blocker.operators, blocker.partitions_after) == ((found.operators[1].operator,), 1)


# Bodies.


@pytest.mark.parametrize("partitioning", ["greedy", "first-cut"])
def test_operators_of_bodies_stay_on_the_cpu(tmp_path: Path, partitioning: str) -> None:
    pack = load(tmp_path, header(partitioning=partitioning), TABLE)
    found = placed(
        pack,
        "while a <- x",
        "relu b <- a",
        "subgraph body",
        "input z: int8[1,4]",
        "fully-connected c <- z",
        "tanh d <- c",
        "abs e <- d",
    )
    assert devices(found) == [D, D, C, C, C]
    assert direct(found) == [None, None, False, True, True]
    assert found.best == PartitionCount(1, 0)
    assert found.macs == DeviceMacs(dlpu=0, cpu=16, unknown=0)
    assert found.blockers == ()


# The table.


def judged(pack: Pack, line: str) -> tuple[Device, list[tuple[str, str | None]]]:
    """Where one operator of `int8[1,8,8,4]` runs, and the ids and causes of what speaks against."""
    sketch = f"input x: int8[1,8,8,4]\n{line}"
    (operator,) = place(Facts(model_from_sketch(sketch)), pack).operators
    return operator.device, [(reason.id, reason.hit.unknown) for reason in operator.reasons]


POOL = "max-pool y: int8[1,8,8,4] <- x {{kernel={0} stride={1}}}"


def test_an_operator_outside_the_table_is_where_the_pack_says(tmp_path: Path) -> None:
    line = "max-pool y: int8[1] <- x"
    found = judged(load(tmp_path, header(unlisted="cpu")), line)
    assert found == (C, [("mine/unlisted-operator", None)])
    found = judged(load(tmp_path, header(unlisted="unknown")), line)
    reason = "no source lists it"
    assert found == (U, [("mine/unlisted-operator", reason)])


def test_an_operator_outside_the_table_is_told_by_its_native_name(greedy: Pack) -> None:
    hit = placed(greedy, "tanh a <- x").operators[0].reasons[0].hit
    assert (hit.values, hit.cause) == ({"native": "TANH", "number": 28}, "TANH")


@pytest.mark.parametrize(
    ("words", "device", "unknown"),
    [
        ({"status": "dlpu"}, D, None),
        ({"status": "cpu"}, C, None),
        ({"status": "cpu", "note": "it never worked"}, C, None),
        ({"status": "unknown"}, U, "no source states it"),
        ({"status": "unknown", "note": "some do"}, U, "some do"),
    ],
)
def test_a_rows_status_is_the_device(
    tmp_path: Path, words: dict[str, str], device: Device, unknown: str | None
) -> None:
    found = judged(load(tmp_path, header(), row("max-pool", **words)), POOL.format(2, 1))
    assert found == (device, [] if device is D else [("mine/max-pool", unknown)])


KERNEL = limit("attribute-limits", "params = { kernel_height = { max = 3 } }", id="kernel")
STRIDE = limit("attribute-limits", "params = { stride_height = [1, 2] }", id="stride")


def test_a_limit_that_is_broken_sends_an_operator_to_the_cpu(tmp_path: Path) -> None:
    pack = load(tmp_path, header(), row("max-pool"), KERNEL, STRIDE)
    assert judged(pack, POOL.format(3, 2)) == (D, [])
    assert judged(pack, POOL.format(4, 2)) == (C, [("mine/max-pool/kernel", None)])
    assert judged(pack, POOL.format(4, 3)) == (
        C,
        [("mine/max-pool/kernel", None), ("mine/max-pool/stride", None)],
    )


def test_a_limit_that_cannot_be_told_leaves_an_operator_unknown(tmp_path: Path) -> None:
    pack = load(tmp_path, header(), row("max-pool"), KERNEL, STRIDE)
    reason = "its kernel height is not in the file"
    line = "max-pool y: int8[1] <- x {{stride={0}}}"
    assert judged(pack, line.format(1)) == (U, [("mine/max-pool/kernel", reason)])
    # What is certainly broken outweighs what cannot be told.
    assert judged(pack, line.format(3)) == (C, [("mine/max-pool/stride", None)])


def test_where_sources_do_not_tell_a_broken_limit_leaves_an_operator_unknown(
    tmp_path: Path,
) -> None:
    pack = load(tmp_path, header(), row("max-pool"), KERNEL, 'on_fail = "unknown"')
    assert judged(pack, POOL.format(3, 1)) == (D, [])
    assert judged(pack, POOL.format(4, 1)) == (U, [("mine/max-pool/kernel", "")])
    missing = "its kernel height is not in the file"
    assert judged(pack, "max-pool y: int8[1] <- x") == (U, [("mine/max-pool/kernel", missing)])


WHEN = 'when = { check = "attribute-limits", params = { kernel_height = { max = 7 } } }'
LARGE = limit("attribute-limits", "params = { stride_height = [1] }", WHEN, id="large")


@pytest.mark.parametrize(
    ("kernel", "stride", "device"), [(7, 2, D), (8, 1, D), (8, 2, C), (7, 1, D)]
)
def test_a_guarded_limit_applies_where_its_question_is_answered_bad(
    tmp_path: Path, kernel: int, stride: int, device: Device
) -> None:
    pack = load(tmp_path, header(), row("max-pool"), LARGE)
    found = judged(pack, POOL.format(kernel, stride))
    assert found == (device, [] if device is D else [("mine/max-pool/large", None)])


def test_a_guard_that_cannot_be_told_leaves_what_it_guards_unknown(tmp_path: Path) -> None:
    pack = load(tmp_path, header(), row("max-pool"), LARGE)
    line = "max-pool y: int8[1] <- x {{stride={0}}}"
    reason = "its kernel height is not in the file"
    assert judged(pack, line.format(2)) == (U, [("mine/max-pool/large", reason)])
    assert judged(pack, line.format(1)) == (D, [])


def test_of_several_guards_each_has_to_hold(tmp_path: Path) -> None:
    kernel = '{ check = "attribute-limits", params = { kernel_height = { max = 7 } } }'
    valid = '{ check = "attribute-limits", params = { padding = ["same"] } }'
    both = limit(
        "attribute-limits", "params = { stride_height = [1] }", f"when = [{kernel}, {valid}]"
    )
    pack = load(tmp_path, header(), row("max-pool"), both)
    line = "max-pool y: int8[1] <- x {{kernel={0} stride=2 padding={1}}}"
    assert judged(pack, line.format(8, "valid"))[0] is C
    assert judged(pack, line.format(8, "same"))[0] is D
    assert judged(pack, line.format(7, "valid"))[0] is D


WIDE = """
[[limit]]
id = "dtype"
check = "dtype-limits"
message = "{subject} works on {dtype}"
source = "lab"
evidence = "documented"
exempt = ["average-pool"]
params = { allow = ["uint8"] }
"""


def test_a_limit_outside_the_rows_holds_for_all_of_them_but_the_exempt(tmp_path: Path) -> None:
    pack = load(tmp_path, header(), row("max-pool", "average-pool"), WIDE)
    assert judged(pack, POOL.format(2, 1)) == (C, [("mine/dtype", None)])
    assert judged(pack, POOL.format(2, 1).replace("max-", "average-")) == (D, [])
    # Of an operator outside the table there is nothing more to say.
    assert judged(pack, "tanh y: int8[1] <- x") == (C, [("mine/unlisted-operator", None)])


def test_a_limit_outside_the_rows_may_hold_for_some_kinds_only(tmp_path: Path) -> None:
    text = WIDE.replace('exempt = ["average-pool"]', 'kinds = ["max-pool"]')
    pack = load(tmp_path, header(), row("max-pool", "average-pool"), text)
    assert judged(pack, POOL.format(2, 1)) == (C, [("mine/dtype", None)])
    assert judged(pack, POOL.format(2, 1).replace("max-", "average-")) == (D, [])


def test_limits_of_all_operators_are_told_before_those_of_the_row(tmp_path: Path) -> None:
    pack = load(tmp_path, header(), row("max-pool"), KERNEL, WIDE)
    assert judged(pack, POOL.format(9, 1)) == (
        C,
        [("mine/dtype", None), ("mine/max-pool/kernel", None)],
    )


ALTERNATIVES = (
    row("max-pool")
    + limit("attribute-limits", "params = { kernel_height = [2] }", id="small")
    + limit("attribute-limits", "params = { stride_height = [2] }", id="small-stride")
    + row("max-pool")
    + limit("attribute-limits", "params = { kernel_height = [3] }", id="large")
)


LARGE_FIRST = (
    limit("attribute-limits", "params = { kernel_height = [3] }", id="large")
    + row("max-pool")
    + limit("attribute-limits", "params = { kernel_height = [2] }", id="small")
    + limit("attribute-limits", "params = { stride_height = [2] }", id="small-stride")
    + limit("attribute-limits", "params = { stride_width = [2] }", id="small-width")
)


def test_of_several_rows_of_a_kind_one_that_fits_suffices(tmp_path: Path) -> None:
    pack = load(tmp_path, header(), ALTERNATIVES)
    assert judged(pack, POOL.format(2, 2)) == (D, [])
    assert judged(pack, POOL.format(3, 1)) == (D, [])


def test_if_no_row_fits_the_nearest_gives_the_reasons(tmp_path: Path) -> None:
    pack = load(tmp_path, header(), ALTERNATIVES)
    assert judged(pack, POOL.format(4, 1)) == (C, [("mine/max-pool/large", None)])
    assert judged(pack, POOL.format(2, 1)) == (C, [("mine/max-pool/small-stride", None)])


def test_a_row_whose_first_limits_hold_is_nearer_than_one_with_fewer_reasons(
    tmp_path: Path,
) -> None:
    pack = load(tmp_path, header(), row("max-pool"), LARGE_FIRST)
    assert judged(pack, POOL.format(2, 1)) == (
        C,
        [("mine/max-pool/small-stride", None), ("mine/max-pool/small-width", None)],
    )


def test_a_row_that_fits_but_for_a_limit_of_all_operators_gives_its_reasons(
    tmp_path: Path,
) -> None:
    pack = load(tmp_path, header(), row("max-pool"), LARGE_FIRST, WIDE)
    assert judged(pack, POOL.format(3, 1)) == (C, [("mine/dtype", None)])


def test_a_row_that_may_fit_is_nearer_than_one_that_does_not(tmp_path: Path) -> None:
    pack = load(tmp_path, header(), ALTERNATIVES, 'on_fail = "unknown"')
    assert judged(pack, POOL.format(4, 2)) == (U, [("mine/max-pool/large", "")])


def test_a_wildcard_stands_for_custom_operators_that_have_no_row(tmp_path: Path) -> None:
    pack = load(tmp_path, header(), row("custom:Mine"), row("custom:*", status="unknown"))
    assert judged(pack, "custom:Mine y: int8[1] <- x") == (D, [])
    assert judged(pack, "custom:Other y: int8[1] <- x") == (
        U,
        [("mine/custom:*", "no source states it")],
    )
    assert judged(pack, "flex:Other y: int8[1] <- x") == (C, [("mine/unlisted-operator", None)])


# Multiply-accumulates and blockers.


def test_macs_are_told_by_device(first_cut: Pack) -> None:
    found = placed(
        first_cut,
        "fully-connected a <- x",
        "abs b <- a",
        "fully-connected c <- b",
        "tanh d <- c",
        "fully-connected e <- d",
        "fully-connected f <- e",
    )
    assert [operator.macs for operator in found.operators] == [16, 0, 16, 0, 16, 16]
    assert found.macs == DeviceMacs(dlpu=16, cpu=32, unknown=16)
    assert found.macs.total == 64


def test_macs_that_are_not_known_count_for_nothing(greedy: Pack) -> None:
    sketch = "input x: int8[?,4]\nfully-connected y: int8[?,4] <- x, weights: int8[4,4]"
    found = place(Facts(model_from_sketch(sketch)), greedy)
    assert found.operators[0].macs is None
    assert found.macs == DeviceMacs(0, 0, 0)


def blockers(found: Placement) -> list[tuple[str, list[int], int, int]]:
    return [
        (b.cause, [o.index for o in b.operators], b.macs_won, b.partitions_after)
        for b in found.blockers
    ]


def test_a_blocker_wins_back_all_that_it_drags_along(first_cut: Pack) -> None:
    found = placed(
        first_cut, "relu a <- x", "tanh b <- a", "fully-connected c <- b", "fully-connected d <- c"
    )
    assert blockers(found) == [("mine/unlisted-operator", [1], 32, 1)]


def test_a_blocker_without_macs_behind_it_still_joins_partitions(greedy: Pack) -> None:
    found = placed(greedy, "fully-connected a <- x", "tanh b <- a", "fully-connected c <- b")
    assert blockers(found) == [("mine/unlisted-operator", [1], 0, 1)]


def test_operators_of_one_cause_are_changed_together(first_cut: Pack) -> None:
    found = placed(first_cut, "tanh a <- x", "relu b <- a", "tanh c <- b", "fully-connected d <- c")
    assert blockers(found) == [("mine/unlisted-operator", [0, 2], 16, 1)]


def test_blockers_are_ranked_by_what_changing_them_wins(tmp_path: Path) -> None:
    rows = row("relu", "fully-connected") + row("tanh", status="cpu") + row("exp", status="cpu")
    pack = load(tmp_path, header(partitioning="first-cut"), rows)
    lines = ["relu a <- x", "exp b <- a", "fully-connected c <- b", "tanh d <- c"]
    found = placed(pack, *lines, "fully-connected e <- d", "fully-connected f <- e")
    # With EXP changed only one layer is won before TANH; TANH alone wins nothing.
    assert blockers(found) == [("mine/exp", [1], 16, 2), ("mine/tanh", [3], 0, 2)]


def test_of_equal_gains_fewer_partitions_come_first(tmp_path: Path) -> None:
    rows = row("relu") + row("tanh", status="cpu") + row("exp", status="cpu")
    pack = load(tmp_path, header(), rows)
    chain = ["relu a <- x", "exp b <- a", "relu c <- b", "tanh d <- c", "relu e <- d"]
    assert blockers(placed(pack, *chain, "tanh f <- e", "relu g <- f")) == [
        ("mine/tanh", [3, 5], 0, 3),
        ("mine/exp", [1], 0, 5),
    ]


def test_a_blocker_is_named_by_what_is_certain(tmp_path: Path) -> None:
    pack = load(tmp_path, header(), row("max-pool"), KERNEL, STRIDE)
    sketch = "input x: int8[1,8,8,4]\nmax-pool y: int8[1] <- x {stride=3}"
    found = place(Facts(model_from_sketch(sketch)), pack)
    assert blockers(found) == [("mine/max-pool/stride", [0], 0, 1)]


def test_an_unknown_operator_is_no_blocker(greedy: Pack) -> None:
    found = placed(greedy, "relu a <- x", "abs b <- a", "fully-connected c <- b")
    assert found.blockers == ()


def test_what_a_blocker_wins_is_counted_with_unknown_operators_on_the_cpu(
    first_cut: Pack,
) -> None:
    lines = ["tanh b <- a", "fully-connected c <- b", "abs d <- c", "fully-connected e <- d"]
    assert blockers(placed(first_cut, "relu a <- x", *lines)) == [
        ("mine/unlisted-operator", [1], 16, 2)
    ]


def test_only_the_most_frequent_causes_are_tried(tmp_path: Path) -> None:
    kinds = ("abs", "ceil", "cos", "exp", "floor", "log", "neg", "round", "rsqrt", "sin", "sqrt")
    kinds += ("square", "tanh", "sign")
    rows = row("relu") + "".join(row(kind, status="cpu") for kind in kinds)
    lines = [f"{kind} y{place} <- x" for place, kind in enumerate(kinds)]
    found = placed(load(tmp_path, header(), rows), *lines, "sign z <- x", "tanh w <- x")
    causes = [blocker.cause for blocker in found.blockers]
    assert len(causes) == 12
    assert {"mine/sign", "mine/tanh"} <= set(causes)


def test_operators_described_alike_are_asked_about_once_and_have_reasons_of_their_own(
    tmp_path: Path,
) -> None:
    asked: list[Operator] = []
    dtype = limit("dtype-limits", 'params = { allow = ["uint8"] }', id="dtype")
    pack = load(tmp_path, header(), row("relu"), dtype)
    (known,) = pack.rows["relu"][0].limits

    def ask(operator: Operator, facts: Facts, params: Struct) -> Iterator[Hit]:
        asked.append(operator)
        yield from known.check.ask(operator, facts, params)

    counting = replace(known, check=replace(known.check, ask=ask))
    rows = {"relu": (replace(pack.rows["relu"][0], limits=(counting,)),)}
    operators = placed(replace(pack, rows=rows), "relu a <- x", "relu b <- a").operators
    assert asked == [operators[0].operator]
    subjects = [[reason.hit.subject for reason in one.reasons] for one in operators]
    assert subjects == [[one.operator] for one in operators]
