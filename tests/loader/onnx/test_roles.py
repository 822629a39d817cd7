"""What the inputs of ONNX operators are for."""

import pytest

from dlpulint.loader.onnx.roles import ROLES
from dlpulint.model import vocabulary
from tests.loader.onnx_files import (
    INT8,
    node,
    numbers,
    read_operator,
    value,
    weights,
)

A, B = value("a", [4, 6]), value("b", [6, 5])


@pytest.mark.parametrize(
    ("operator", "constants", "roles"),
    [
        (node("MatMul", "a b", "y"), [], ("input", "input")),
        (node("MatMul", "a w", "y"), [weights("w", 6, 5)], ("input", "weights")),
        (node("MatMul", "w b", "y"), [weights("w", 4, 6)], ("weights", "input")),
        (node("MatMul", "w v", "y"), [weights("w", 4, 6), weights("v", 6, 5)], None),
        (node("Gemm", "a w c", "y"), [weights("w", 6, 5)], ("input", "weights", "bias")),
        (node("Add", "a w", "y"), [weights("w", 6)], ("input", "input")),
        (node("Reshape", "a s", "y"), [numbers("s", [24])], ("input", "shape")),
        (node("Concat", "a a a", "y", axis=0), [], ("input", "input", "input")),
        (node("Clip", "a - c", "y"), [], ("input", "min", "max")),
        (node("Slice", "a s s", "y"), [numbers("s", [0])], ("input", "begin", "end")),
        (
            node("QLinearConv", "q s z w s z s z d", "y"),
            [weights("w", 8, 8, 1, 1, dtype=INT8)],
            ("input", "scale", "zero_point", "weights", *("scale", "zero_point") * 2, "bias"),
        ),
        (
            node("QLinearConcat", "s z q s z q s z", "y", "com.microsoft", axis=1),
            [],
            ("scale", "zero_point", *("input", "scale", "zero_point") * 2),
        ),
        (
            node("MatMulInteger", "q w z z", "y"),
            [weights("w", 8, 8, dtype=INT8)],
            ("input", "weights", "zero_point", "zero_point"),
        ),
    ],
)
def test_every_input_has_a_role(operator: object, constants: list, roles: tuple | None) -> None:
    present = {tensor.name for tensor in constants}
    given = [A, B, value("c", []), value("q", [1, 8, 4, 4], INT8)]
    given += [value("s", []), value("z", [], INT8), value("d", [8], 6)]
    found = read_operator(operator, [v for v in given if v.name not in present], constants)
    assert found.roles == (roles or ("input", "weights"))
    assert set(found.roles) <= vocabulary.ROLES


def test_all_roles_of_the_table_are_known_to_packs() -> None:
    assert {role for roles in ROLES.values() for role in roles} <= vocabulary.ROLES
