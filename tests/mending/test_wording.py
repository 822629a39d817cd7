"""Lists and numbers in sentences."""

import pytest

from dlpulint.mending.wording import counted, listed


@pytest.mark.parametrize(
    ("words", "text"),
    [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")],
)
def test_a_list(words: tuple[str, ...], text: str) -> None:
    assert listed(words) == text


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 layers"), (1, "1 layer"), (2, "2 layers"), (12_000, "12,000 layers")]
)
def test_a_number_of_things(count: int, text: str) -> None:
    assert counted(count, "layer") == text
