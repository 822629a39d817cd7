"""Signatures of a graph whose ends change."""

from collections.abc import Mapping

from dlpulint.mending.signatures import update_signatures
from dlpulint.mending.tflite.record import Record
from tests.mending.models import Builder


def root(*signatures: Mapping[str, int], graph: int = 0, names: Mapping[int, str] = {}) -> Record:
    b = Builder()
    for number in range(6):
        b.tensor(1, name=names.get(number, ""))
    b.end_graph([0], [1])
    for outputs in signatures:
        b.signature({"x": 0}, outputs, graph=graph)
    return b.root


def outputs(record: Record) -> list[dict[str, int]]:
    return [
        {e.text("name"): e.integer("tensor_index") for e in signature.records("outputs")}
        for signature in record.records("signature_defs")
    ]


def test_an_entry_follows_the_tensor_that_takes_its_place() -> None:
    record = root({"y": 1, "z": 2})
    update_signatures(record, "outputs", {1: 3}, [3, 2])
    assert outputs(record) == [{"y": 3, "z": 2}]


def test_an_entry_of_a_tensor_that_is_gone_goes() -> None:
    record = root({"y": 1, "z": 2})
    update_signatures(record, "outputs", {}, [2])
    assert outputs(record) == [{"z": 2}]


def test_new_ends_are_named_after_their_tensors() -> None:
    record = root({"y": 1}, names={3: "boxes"})
    update_signatures(record, "outputs", {}, [3, 4])
    assert outputs(record) == [{"boxes": 3, "t4": 4}]


def test_names_of_new_ends_are_different() -> None:
    record = root({"y": 1}, names={3: "y", 4: "y", 5: "y"})
    update_signatures(record, "outputs", {}, [1, 3, 4, 5])
    assert outputs(record) == [{"y": 1, "y_2": 3, "y_3": 4, "y_4": 5}]


def test_a_tensor_without_a_name_gets_its_number() -> None:
    record = root({"y": 1})
    record.records("subgraphs")[0].records("tensors")[3].remove("name")
    update_signatures(record, "outputs", {}, [3])
    assert outputs(record) == [{"tensor_3": 3}]


def test_each_signature_keeps_the_ends_that_it_names() -> None:
    record = root({"y": 1}, {"z": 2})
    update_signatures(record, "outputs", {1: 3}, [3, 2])
    assert outputs(record)[0] == {"y": 3}
    assert outputs(record)[1]["z"] == 2


def test_signatures_of_another_graph_stay() -> None:
    record = root({"y": 1}, graph=1)
    update_signatures(record, "outputs", {1: 3}, [3])
    assert outputs(record) == [{"y": 1}]
