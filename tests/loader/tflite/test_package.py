"""Classes of the tflite package, loaded one by one: the same as those of the whole package."""

import subprocess
import sys

import pytest
import tflite

from dlpulint.loader.tflite.operator_tables import LISTS, OPTIONS
from dlpulint.loader.tflite.package import schema_class

CLASSES = sorted({entry[0] for entry in (*OPTIONS.values(), *LISTS.values())})

APART = """
import sys
from dlpulint.loader.tflite.package import schema_class
for name in sys.argv[1:]:
    assert schema_class(name).__name__ == name
    assert schema_class(name) is schema_class(name)
assert "tflite" not in sys.modules and "numpy" not in sys.modules
import tflite
assert len([name for name in sys.modules if name.startswith("tflite.")]) > 100
assert tflite.Model.GetRootAs
"""


def test_every_class_of_options_is_loaded_apart() -> None:
    words = [sys.executable, "-c", APART, "BuiltinOptions", *CLASSES]
    subprocess.run(words, check=True)


@pytest.mark.parametrize("name", ["BuiltinOptions", "Conv2DOptions"])
def test_a_class_that_was_imported_before_is_taken_from_there(name: str) -> None:
    schema_class.cache_clear()
    assert schema_class(name) is getattr(tflite, name)


@pytest.mark.parametrize(("native", "entry"), OPTIONS.items())
def test_every_option_that_is_kept_has_an_accessor(native: str, entry: tuple) -> None:  # type: ignore[type-arg]
    assert hasattr(tflite.BuiltinOptions, entry[0])
    for accessor, *_ in entry[1]:
        assert callable(getattr(getattr(tflite, entry[0]), accessor))
