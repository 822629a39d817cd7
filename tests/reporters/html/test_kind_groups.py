"""Groups of kinds: which there are, and that each has its colour everywhere."""

import re
from importlib import resources

import pytest

from dlpulint.model.kinds import KINDS
from dlpulint.reporters.html.kind_groups import GROUPS, WORDS, group_of

FILES = resources.files("dlpulint.reporters.html")

OTHER = {
    # Control flow and variables.
    "if", "while", "loop", "scan", "call", "call-once", "var-handle", "read-variable",
    "assign-variable",
    # Results whose shape depends on values.
    "non-max-suppression", "unique", "where", "where-indices",
    # Of shapes, of sparse tensors, or nothing at inference.
    "rank", "size", "zeros-like", "broadcast-args", "densify", "sparse-to-dense",
    "dynamic-update-slice", "reverse-sequence", "dropout",
}  # fmt: skip
"""Kinds that belong to no group; a new kind belongs here or into a group."""


def test_every_kind_is_in_a_group_or_deliberately_in_none() -> None:
    assert {kind for kind in KINDS if group_of(kind) == "other"} == OTHER


def test_a_group_has_kinds_that_exist_only() -> None:
    grouped = [kind for kind in KINDS if group_of(kind) != "other"]
    assert len(grouped) + len(OTHER) == len(KINDS)
    assert {group_of(kind) for kind in grouped} == set(GROUPS) - {"other"}


@pytest.mark.parametrize("kind", ["", "custom:conv", "onnx:Foo", "unconverted:Bar", "<b>"])
def test_operators_without_a_kind_are_other(kind: str) -> None:
    assert group_of(kind) == "other"


def test_every_group_has_its_word() -> None:
    assert tuple(WORDS) == GROUPS
    assert len(set(WORDS.values())) == len(GROUPS)


def test_every_group_has_a_colour_of_its_own_in_both_schemes() -> None:
    light, dark = FILES.joinpath("style/tokens.css").read_text("utf-8").split("@media")
    for scheme in (light, dark):
        colours = dict(re.findall(r"--k-([a-z]+): (#[0-9a-f]+)", scheme))
        assert tuple(sorted(colours)) == tuple(sorted(GROUPS))
        assert len(set(colours.values())) == len(GROUPS)


def test_every_group_has_a_class_and_an_entry_of_the_palette() -> None:
    style = FILES.joinpath("style/graph.css").read_text("utf-8")
    for group in GROUPS:
        assert f".{group} path {{ fill: var(--k-{group}); }}" in style
    palette = FILES.joinpath("script/palette.js").read_text("utf-8")
    (listed,) = re.findall(r"const GROUPS = \[(.*?)\];", palette)
    assert tuple(re.findall(r'"([a-z]+)"', listed)) == GROUPS
