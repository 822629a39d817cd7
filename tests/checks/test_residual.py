"""A check of what a computed sum is handed to."""

from pathlib import Path

from dlpulint.checks.residual import sole_consumer
from dlpulint.engine.place import place
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.model.graph import Operator
from tests.pack_files import header, load, row

CONV = "conv c: int8[1,8,8,4] <- b, weights: int8[4,3,3,4]"
BLOCK = f"""
input x: int8[1,8,8,4]
conv a: int8[1,8,8,4] <- x, weights: int8[4,3,3,4]
add b: int8[1,8,8,4] <- a, x
{CONV}
"""


def asked(folder: Path, sketch: str, *, add: str = "dlpu", conv: str = "dlpu") -> list[Hit]:
    pack = load(folder, header(), row("add", status=add), row("conv", status=conv), row("relu"))
    facts = Facts(model_from_sketch(sketch))
    params = sole_consumer.params(operators=("add",), consumer=("conv",))
    return list(sole_consumer.ask(place(facts, pack), facts, params))


def test_sums_that_one_convolution_reads_are_one_answer(tmp_path: Path) -> None:
    further = "add d: int8[1,8,8,4] <- c, a\n" + CONV.replace("conv c", "conv e").replace(
        "b,", "d,"
    )
    (hit,) = asked(tmp_path, BLOCK + further)
    assert hit.values == {"native": "ADD", "reader": "CONV_2D", "amount": 2, "tensor": "b"}
    assert set(hit.values) == set(sole_consumer.slots)
    assert (hit.cause, hit.unknown, hit.pattern) == ("sole", None, "residual")
    assert isinstance(hit.subject, Operator)
    assert [hit.subject.index, *(member.index for member in hit.members)] == [1, 3]


def test_a_sum_that_is_an_output_of_the_graph_is_good(tmp_path: Path) -> None:
    assert asked(tmp_path, BLOCK + "output c, b") == []
    assert len(asked(tmp_path, BLOCK + "output c")) == 1


def test_a_sum_that_something_else_reads_too_is_good(tmp_path: Path) -> None:
    assert asked(tmp_path, BLOCK + "relu d: int8[1,8,8,4] <- b") == []


def test_a_sum_with_a_constant_is_good(tmp_path: Path) -> None:
    assert asked(tmp_path, BLOCK.replace("<- a, x", "<- a, int8[1,8,8,4]")) == []


def test_a_sum_that_another_operator_reads_is_good(tmp_path: Path) -> None:
    assert asked(tmp_path, BLOCK.replace(CONV, "relu c: int8[1,8,8,4] <- b")) == []


def test_a_sum_that_nothing_reads_is_good(tmp_path: Path) -> None:
    assert asked(tmp_path, BLOCK.replace(CONV, "")) == []


def test_a_sum_on_the_cpu_or_before_it_is_good(tmp_path: Path) -> None:
    assert asked(tmp_path, BLOCK, add="cpu") == []
    assert asked(tmp_path, BLOCK, conv="cpu") == []


def test_a_sum_that_may_run_on_the_cpu_cannot_be_told(tmp_path: Path) -> None:
    (hit,) = asked(tmp_path, BLOCK, add="unknown")
    assert hit.unknown == "whether they run on the DLPU is not known"
