"""Sizes that are not known, multiplied and divided as far as they can be."""

import pytest

from dlpulint.loader.onnx.shapes.symbols import (
    Product,
    Size,
    Symbols,
    is_name,
    nameless,
    product,
    quotient,
    scaled,
    size_product,
)

N, M = Product(("N",)), Product(("M",))


@pytest.mark.parametrize(
    ("first", "second", "result"),
    [
        (2, 3, 6),
        (N, 3, Product(("N",), 3)),
        (3, N, Product(("N",), 3)),
        (N, M, Product(("M", "N"))),
        (M, N, Product(("M", "N"))),
        (N, 0, 0),
        (N, -1, None),
        (N, None, None),
        (None, 2, None),
        (N, 2**63, None),
    ],
)
def test_a_product_is_written_down_where_it_is_a_size(
    first: Size, second: Size, result: Size
) -> None:
    assert product(first, second) == result


@pytest.mark.parametrize(
    ("first", "second", "result"),
    [
        (Product(("N",), 6), 3, Product(("N",), 2)),
        (Product(("N",), 6), 4, None),
        (Product(("N",), 6), Product(("N",), 2), 3),
        (Product(("M", "N")), N, M),
        (N, M, None),
        (6, N, None),
        (0, N, 0),
        (6, 2, 3),
        (7, 2, None),
        (N, 0, None),
        (N, -1, None),
        (N, None, None),
    ],
)
def test_a_quotient_is_told_where_nothing_is_left_over(
    first: Size, second: Size, result: Size
) -> None:
    assert quotient(first, second) == result


def test_a_size_is_scaled_by_what_leaves_it_whole() -> None:
    assert scaled(N, 2.0) == Product(("N",), 2)
    assert scaled(Product(("N",), 3), 1 / 3) == N
    assert scaled(N, 0.5) is None
    assert scaled(N, float("inf")) is None
    assert scaled(N, 1e300) is None


def test_products_end_at_a_few_factors() -> None:
    assert size_product([N] * 8) == Product(("N",) * 8)
    assert size_product([N] * 9) is None
    assert size_product([]) == 1


def test_a_name_stands_for_the_product_that_it_was_made_of() -> None:
    symbols = Symbols()
    twice = Product(("N",), 2)
    assert symbols.named(twice) == "2*N"
    assert symbols.size("2*N") == twice
    assert symbols.size("N") == N
    assert symbols.fresh() != symbols.fresh()
    assert nameless(symbols.fresh())


def test_a_size_has_the_bound_of_its_factors() -> None:
    symbols = Symbols()
    bounded, other = symbols.fresh(10), symbols.fresh()
    assert symbols.most(Product((bounded, bounded), 3)) == 300
    assert symbols.most(Product((bounded, other))) is None
    assert symbols.most(7) == 7
    assert symbols.most(None) is None


@pytest.mark.parametrize("name", ["?", "-1", "0", "", "None", "unk__12", "a\x1f1"])
def test_what_exporters_write_for_every_open_dimension_is_no_name(name: str) -> None:
    assert not is_name(name)
    assert is_name(f"batch {name}") is (name != "a\x1f1")
