"""Checks of what has to fit into an accelerator's own memory."""

from pathlib import Path
from typing import Any

from dlpulint.checks.base import Check
from dlpulint.checks.chip_memory import (
    on_chip_parameters,
    operator_activations,
    streamed_parameters,
)
from dlpulint.engine.place import place
from dlpulint.facts.facts import Facts
from dlpulint.findings.hit import Hit
from dlpulint.loader.sketch.read import model_from_sketch
from tests.checks.asking import FlatHit, ask
from tests.pack_files import header, load, row

LAYERS = """
input x: int8[1,1024]
fully-connected a: int8[1,1024] <- x, weights: int8[1024,1024]
tanh b: int8[1,1024] <- a
fully-connected c: int8[1,2048] <- b, weights: int8[2048,1024]
output c
"""
MIB = 2**20


def asked(
    check: Check, folder: Path, sketch: str, *, tanh: str = "dlpu", **params: Any
) -> list[Hit]:
    """What a check of placements says where all but TANH runs on the DLPU."""
    pack = load(
        folder, header(), row("fully-connected", "conv", "reshape"), row("tanh", status=tanh)
    )
    facts = Facts(model_from_sketch(sketch))
    hits = list(check.ask(place(facts, pack), facts, check.params(**params)))
    assert all(set(hit.values) == set(check.slots) for hit in hits)
    return hits


def test_weights_beyond_the_room_are_told_with_what_is_streamed(tmp_path: Path) -> None:
    values = {
        "weights": "3.00 MiB",
        "available": "2.50 MiB",
        "ceiling": "2.50 MiB",
        "streamed": "0.50 MiB",
    }
    assert asked(on_chip_parameters, tmp_path, LAYERS, room=5 * MIB // 2) == [
        Hit(None, values, cause="parameters")
    ]


def test_weights_that_just_fit_are_good(tmp_path: Path) -> None:
    assert asked(on_chip_parameters, tmp_path, LAYERS, room=3 * MIB) == []
    assert len(asked(on_chip_parameters, tmp_path, LAYERS, room=3 * MIB - 1)) == 1


def test_more_than_the_ceiling_is_left_to_another_question(tmp_path: Path) -> None:
    assert asked(on_chip_parameters, tmp_path, LAYERS, room=MIB, up_to=3 * MIB - 1) == []
    (hit,) = asked(on_chip_parameters, tmp_path, LAYERS, room=MIB, up_to=3 * MIB)
    assert hit.values["ceiling"] == "3.00 MiB"


def test_weights_on_the_cpu_do_not_count(tmp_path: Path) -> None:
    pack = load(tmp_path, header(), row("fully-connected", status="cpu"), row("tanh"))
    facts = Facts(model_from_sketch(LAYERS))
    params = on_chip_parameters.params(room=0)
    assert list(on_chip_parameters.ask(place(facts, pack), facts, params)) == []


def test_a_constant_that_two_operators_read_counts_once(tmp_path: Path) -> None:
    # Two layers of one sketch have constants of their own; the same tensor twice is one operand.
    sketch = "input x: int8[1,4]\nreshape y: int8[4] <- x, shape: int32[1] = 4"
    assert asked(on_chip_parameters, tmp_path, sketch, room=0) == []


def test_weights_of_operators_that_may_run_elsewhere_cannot_be_told(tmp_path: Path) -> None:
    pack = load(
        tmp_path,
        header(),
        row("fully-connected", status="unknown"),
        row("tanh"),
    )
    facts = Facts(model_from_sketch(LAYERS))
    params = on_chip_parameters.params(room=MIB)
    (hit,) = on_chip_parameters.ask(place(facts, pack), facts, params)
    assert hit.unknown == "0.0 KiB to 3.00 MiB of weights may have to fit there"


def compiled(*attributes: str) -> str:
    """A chain of compiled networks."""
    lines = ["input x0: uint8[1,8]"]
    for number, text in enumerate(attributes):
        lines.append(f"custom:edgetpu-custom-op x{number + 1}: uint8[1,8] <- x{number} {{{text}}}")
    return "\n".join(lines)


EDGETPU = {"operators": ("custom:edgetpu-custom-op",)}


def test_streamed_parameters_are_told_with_those_that_stay() -> None:
    sketch = compiled("streamed_bytes=251072 cached_bytes=315840 scratch_bytes=0")
    values = {"streamed": "0.24 MiB", "cached": "0.30 MiB", "scratch": "0.0 KiB"}
    assert ask(streamed_parameters, sketch, max_bytes=251071, **EDGETPU) == [
        FlatHit("edgetpu-custom-op 0", values, "streamed", pattern="compiled network")
    ]
    assert ask(streamed_parameters, sketch, max_bytes=251072, **EDGETPU) == []


def test_streamed_parameters_of_all_networks_add_up() -> None:
    sketch = compiled("streamed_bytes=10", "streamed_bytes=20")
    (hit,) = ask(streamed_parameters, sketch, max_bytes=29, **EDGETPU)
    assert hit.members == ("edgetpu-custom-op 1",)
    assert ask(streamed_parameters, sketch, max_bytes=30, **EDGETPU) == []


def test_a_package_that_cannot_be_read_cannot_be_told() -> None:
    (hit,) = ask(streamed_parameters, compiled(""), max_bytes=0, **EDGETPU)
    assert hit.unknown == "its package cannot be read"
    (hit,) = ask(streamed_parameters, compiled("", ""), max_bytes=0, **EDGETPU)
    assert (hit.subject, hit.members) == ("edgetpu-custom-op 0", ("edgetpu-custom-op 1",))


def test_an_unreadable_package_beside_one_that_streams_too_much_changes_nothing() -> None:
    sketch = compiled("streamed_bytes=30", "")
    (hit,) = ask(streamed_parameters, sketch, max_bytes=29, **EDGETPU)
    assert hit.unknown is None
    (hit,) = ask(streamed_parameters, sketch, max_bytes=30, **EDGETPU)
    assert hit.unknown == "its package cannot be read"


def test_a_model_that_is_not_compiled_streams_nothing() -> None:
    assert ask(streamed_parameters, LAYERS, max_bytes=0, **EDGETPU) == []


PICTURE = """
input x: int8[1,64,64,8]
conv a: int8[1,64,64,16] <- x, weights: int8[16,3,3,8]
conv b: int8[1,64,64,32] <- a, weights: int8[32,3,3,16]
tanh c: int8[1,64,64,64] <- b
"""


def test_the_largest_operator_is_told_and_the_others_are_its_members(tmp_path: Path) -> None:
    hits = asked(operator_activations, tmp_path, PICTURE, max_bytes=64 * 64 * 24 - 1)
    assert [(hit.subject.index, len(hit.members)) for hit in hits if hit.subject] == [(2, 2)]  # type: ignore[union-attr]
    values = {"native": "TANH", "index": 2, "activations": "0.38 MiB", "known": "96.0 KiB"}
    assert hits[0].values == values
    assert hits[0].unknown is None


def test_activations_of_the_limit_itself_are_good(tmp_path: Path) -> None:
    assert asked(operator_activations, tmp_path, PICTURE, max_bytes=64 * 64 * 96) == []


def test_activations_on_the_cpu_do_not_count(tmp_path: Path) -> None:
    (hit,) = asked(operator_activations, tmp_path, PICTURE, tanh="cpu", max_bytes=64 * 64 * 24)
    assert hit.values["native"] == "CONV_2D"


def test_a_size_or_a_device_that_is_open_cannot_be_told(tmp_path: Path) -> None:
    reason = "its size, or where it runs, is not known"
    (hit,) = asked(operator_activations, tmp_path, PICTURE, tanh="unknown", max_bytes=64 * 64 * 48)
    assert (hit.unknown, hit.values["native"]) == (reason, "TANH")
    sketch = "input x: int8[1,?,8,8]\nconv a: int8[1,?,8,8] <- x, weights: int8[8,3,3,8]"
    (hit,) = asked(operator_activations, tmp_path, sketch, max_bytes=1)
    assert (hit.unknown, hit.values["activations"]) == (reason, "?")


def test_a_tensor_that_an_operator_reads_twice_counts_once(tmp_path: Path) -> None:
    sketch = "input x: int8[1,8]\nconv a: int8[1,8] <- x, x"
    assert asked(operator_activations, tmp_path, sketch, max_bytes=16) == []
