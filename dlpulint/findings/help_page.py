"""The page of each finding in the documentation: one anchor per rule, limit and operator row."""

PROJECT = "https://github.com/dlpulint/dlpulint"
"""The project's address."""

_PAGE = f"{PROJECT}/blob/main/docs/checks.md"

SHIPPED = frozenset({
    "artpec", "artpec7", "artpec8", "artpec9", "artpec9-cpu", "common", "cpu", "cv25", "cv75",
    "cvflow", "tflite",
})  # fmt: skip
"""Packs that the page describes: ids begin with the name of their pack."""


def help_page(id: str) -> str | None:
    """Address of the page about a rule, limit or row; `None` for one of a user's own pack."""
    return f"{_PAGE}#{anchor(id)}" if id.partition("/")[0] in SHIPPED else None


def anchor(id: str) -> str:
    """The anchor of an id on the page: `artpec8-conv-stride` of `artpec8/conv/stride`."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in id)
