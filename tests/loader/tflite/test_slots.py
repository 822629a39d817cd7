"""The slots of TFLite's fields, held against the package that is generated from its schema."""

import inspect
import re
from functools import cache

import pytest
import tflite

from dlpulint.loader.tflite import slots

SLOTS = {name: slot for name, slot in vars(slots).items() if name.isupper()}
UNKNOWN = "BLOCKWISE_QUANTIZATION_"
"""Of the table that the package does not have."""


@cache
def accessors() -> dict[str, int]:
    """The slots that the package reads fields from, by our names of tables and fields."""
    found = {}
    for table in vars(tflite).values():
        for field, accessor in vars(table).items() if inspect.isclass(table) else ():
            if not inspect.isfunction(accessor):
                continue
            slot = re.search(r"_tab\.Offset\((\d+)\)", inspect.getsource(accessor))
            if slot is not None:
                found[f"{upper(table.__name__)}_{upper(field)}"] = int(slot[1])
    return found


def upper(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z0-9])|(?<=HLO)(?=[A-Z])", "_", name).upper()


@pytest.mark.parametrize("name", [name for name in SLOTS if not name.startswith(UNKNOWN)])
def test_a_field_lies_where_the_package_reads_it(name: str) -> None:
    assert accessors()[name] == SLOTS[name]
