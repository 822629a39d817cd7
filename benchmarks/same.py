"""An edit that changes nothing about what a model computes or needs."""

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct

Key: TypeAlias = tuple[int, int]
"""Subgraph and index of an operator."""


class Edit(Struct, frozen=True):
    """What an edit did."""

    what: str
    now: Mapping[Key, Key] | None = None
    """Where each operator of the file before stands now; `None` if all stand where they stood."""
    adds: bool = False
    """Whether there are operators that the file before has not."""
    moves: bool = False
    """Whether operators stand in another order."""
    rewrites: bool = False
    """Whether operators became others that compute the same."""
    renames: bool = False
    """Whether names of tensors are others, which show the program that made the file."""
