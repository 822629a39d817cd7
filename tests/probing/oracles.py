"""Operators of public models whose device hangs on one row or limit, with a library's answers."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks import random_graphs
from benchmarks.scorecard import truths
from dlpulint.basics.terms import Device
from dlpulint.engine.place import place, reasons_against
from dlpulint.facts.facts import Facts
from dlpulint.facts.preparation.settled import settled
from dlpulint.loader.open_model import load
from dlpulint.packs.pack import Pack
from dlpulint.placement.result import Placed

Answers = Mapping[str, list[tuple[str, bool]]]
"""By row or limit: models, and whether the library accepts an operator that hangs on it."""


def hangs_on(placed: Placed, facts: Facts, pack: Pack) -> str:
    """The row or limit that alone decides the device of an operator; empty where several do.

    An operator on the DLPU hangs on the row that has no reason against it.
    """
    if placed.device is not Device.DLPU:
        ids = {reason.id for reason in placed.reasons}
        return ids.pop() if len(ids) == 1 and placed.direct else ""
    rows = pack.rows_for(placed.operator.kind)
    fits = [
        f"{row.id}#{n}"
        for n, row in enumerate(rows)
        if not reasons_against(row, placed.operator, facts, pack)
    ]
    return fits[0] if len(fits) == 1 else ""


def answers(corpus: Path, pack: Pack, folders: tuple[str, ...], random: Path | None) -> Answers:
    """The answers of a library about the operators of public models and of random graphs."""
    found: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for truth in truths(corpus / name for name in folders):
        if truth.kind.target != pack.target:
            continue
        facts = Facts(settled(load(corpus / truth.model)))
        placed = place(facts, pack).operators
        for index, accepted in truth.on_dlpu.items():
            if key := hangs_on(placed[index], facts, pack):
                found[key].append((truth.model, bool(accepted)))
    for model, native, accepted in () if random is None else _random(random):
        facts = Facts(settled(load(random / model)))
        for one in place(facts, pack).operators:
            if one.operator.native == native and (key := hangs_on(one, facts, pack)):
                found[key].append((model, accepted))
    return found


def _random(folder: Path) -> Iterator[tuple[str, str, bool]]:
    for case in json.loads((folder / random_graphs.CASES).read_text("utf-8")):
        yield case["model"], case["op"], case["oracle"].startswith("oracle dlpu")
