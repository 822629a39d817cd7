"""Paths become words of commands that no shell and no program reads more into."""

import shlex

import pytest

from dlpulint.basics.shell import as_path, typed

NAMES = ("a.tflite", "a b.tflite", "$(touch x).tflite", "`x`.tflite", "it's;.tflite", "a\nb.tflite")


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_one_word(name: str) -> None:
    assert shlex.split(f"dlpulint {typed(name)}") == ["dlpulint", name]


def test_a_name_is_no_option() -> None:
    assert typed("--fix") == "./--fix"
    assert as_path("-x.tflite") == "./-x.tflite"
    assert as_path("-") == "-"
