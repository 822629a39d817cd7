"""Models on both sides of each limit and of each kind of operator, with sizes that stay.

`--check-pack` makes such models from a limit's own numbers, so that they move with a number that is
wrong. Those of `tests/data/sides/` do not: no command rewrites them.
"""

import tomllib
from typing import Literal

import pytest
from msgspec import Struct, convert

from dlpulint.basics.terms import Device
from dlpulint.basics.version import UNSTATED
from dlpulint.engine.place import place, reasons_against
from dlpulint.facts.facts import Facts
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.applying import pack_for
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.packs.pack import Limit, Pack
from dlpulint.proof.table_models import stated_for
from tests.places import ROOT

TARGETS = Folders().targets()
SIDES = ROOT / "tests" / "data" / "sides"
FORM = """[[limit]]
id = "artpec8/conv/weights"
answer = "bad"
sketch = '''
input …
'''"""


class LimitModel(Struct, frozen=True, forbid_unknown_fields=True):
    """An operator that a limit objects to, or accepts."""

    id: str
    sketch: str
    answer: Literal["good", "bad"]
    sets: str = ""
    """What is at the limit or just beyond it."""
    operator: int = 0
    row: int = 0
    """Row of the operator's kind, where it has several."""


class KindModel(Struct, frozen=True, forbid_unknown_fields=True):
    """An operator of a kind that no limit objects to."""

    id: str
    sketch: str
    answer: Device
    operator: int = 0


class Sides(Struct, frozen=True, forbid_unknown_fields=True):
    """All models of a target."""

    kind: list[KindModel]
    limit: list[LimitModel] = []


def sides(target: str) -> Sides:
    return convert(tomllib.loads((SIDES / f"{target}.toml").read_text("utf-8")), Sides)


def answer(model: LimitModel, limit: Limit, pack: Pack) -> str:
    facts = Facts(model_from_sketch(model.sketch, pack.formats[0]))
    operator = facts.model.operators[model.operator]
    row = pack.rows_for(operator.kind)[model.row]
    against = [r for r in reasons_against(row, operator, facts, pack) if r.id == model.id]
    certain = any(reason.hit.unknown is None for reason in against)
    bad = certain or (bool(against) and limit.on_fail == "unknown")
    return "bad" if bad else "unknown" if against else "good"


@pytest.mark.parametrize("target", TARGETS)
def test_limits_object_to_models_beyond_them_and_accept_those_up_to_them(target: str) -> None:
    loaded = load_pack(target, Folders())
    limits = {limit.id: limit for limit in loaded.every_limit()}
    validities = {limit.validity for limit in limits.values()}
    packs = {validity: pack_for(loaded, stated_for(validity)) for validity in validities}
    wrong = []
    for model in sides(target).limit:
        limit = limits[model.id]
        found = answer(model, limit, packs[limit.validity])
        if found != model.answer:
            wrong.append(f"{model.id}, {model.sets}: {found}, not {model.answer}")
    assert wrong == []


@pytest.mark.parametrize("target", TARGETS)
def test_operators_that_no_limit_objects_to_are_placed_as_their_row_says(target: str) -> None:
    pack = pack_for(load_pack(target, Folders()), UNSTATED)
    wrong = []
    for model in sides(target).kind:
        facts = Facts(model_from_sketch(model.sketch, pack.formats[0]))
        found = place(facts, pack).operators[model.operator].device
        if found is not model.answer:
            wrong.append(f"{model.id}: {found.value}, not {model.answer.value}")
    assert wrong == []


@pytest.mark.parametrize("target", TARGETS)
def test_every_limit_and_kind_has_its_models(target: str) -> None:
    pack = load_pack(target, Folders(), examples=True)
    known = sides(target)
    answers = {(model.id, model.answer) for model in known.limit}
    # Written examples have sizes of their own; they prove a limit in all kinds of its row.
    written = {
        id.rsplit("/", 1)[-1] for id in (limit.id for limit in pack.every_limit() if limit.examples)
    }
    made = [limit.id for limit in pack.every_limit() if limit.id.rsplit("/", 1)[-1] not in written]
    lacking = [id for id in made if {(id, "good"), (id, "bad")} - answers]
    rows, kinds = {row.id for row in pack.every_row()}, {model.id for model in known.kind}
    lacking += sorted(rows - kinds)
    assert kinds <= rows, "the pack lists them no more"
    assert lacking == [], f"{target}.toml needs a good and a bad model of each, such as:\n{FORM}"
