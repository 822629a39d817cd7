"""Numbers of hidden tables that kits have to recover: a few in every run, all in slow ones."""

from typing import Any

import pytest

_AT_ONCE = 4
"""Draws that do not wait for slow runs."""


def draws(count: int, *before: object) -> list[Any]:
    """The numbers of the draws, each after the values `before`; most of them are slow."""
    return [
        pytest.param(*before, draw, marks=() if draw < _AT_ONCE else pytest.mark.slow)
        for draw in range(count)
    ]
