"""Every construction has one name, under which packs may ask for it and reports tell of it."""

from typing import get_args, get_type_hints

from dlpulint.checks.structure import PatternAbsent
from dlpulint.facts.facts import Facts
from dlpulint.facts.patterns.registry import NAMES
from dlpulint.loader.sketch.read import model_from_sketch


def test_packs_may_ask_for_every_name() -> None:
    assert get_args(get_type_hints(PatternAbsent)["pattern"]) == NAMES


def test_every_name_has_its_occurrences_and_those_that_do_not_occur_have_none() -> None:
    sketch = """
    input x: float32[1,8,8,4]
    logistic s: float32[1,8,8,4] <- x
    mul a: float32[1,8,8,4] <- x, s
    resize-nearest b: float32[1,16,16,4] <- a
    gelu y: float32[1,16,16,4] <- b
    output y
    """
    patterns = Facts(model_from_sketch(sketch)).patterns
    assert tuple(patterns) == NAMES
    counts = {name: len(found) for name, found in patterns.items() if found}
    assert counts == {"SiLU": 1, "GELU": 1, "upsampling": 1}
