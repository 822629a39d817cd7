"""One probe's outcome holds for its whole row or limit, as far as libraries that answer here show.

A class is the operators whose device hangs on one row or limit alone: all others accept them. If a
library accepted some of a class and refused others, the outcome of one probe would decide less than
the class. The packs were written with these answers in view, so this proves the probes, not the
packs.
"""

import pytest

from dlpulint.engine.place import place, reasons_against
from dlpulint.facts.facts import Facts
from dlpulint.facts.preparation.settled import settled
from dlpulint.loader.open_model import load_bytes
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.packs.pack import Pack
from dlpulint.probing.entries import Entry, open_entries
from dlpulint.probing.kit import Kit, Probe, kits_of
from tests.places import CORPUS
from tests.probing.oracles import answers, hangs_on

TARGETS = {"artpec9": ("ethosn-truth",), "artpec8": ("vxdelegate-truth",)}

NEEDS_CORPUS = pytest.mark.skipif(
    CORPUS is None, reason="DLPULINT_MODELS names no folder of models; .ci/run sets it"
)

NOT_UNIFORM: dict[str, str] = {}
"""Rows and limits of which a library accepts some operators and refuses others, and why."""

Made = tuple[Pack, list[tuple[Kit, dict[str, bytes]]]]


@pytest.fixture(scope="module", params=list(TARGETS))
def made(request: pytest.FixtureRequest) -> Made:
    """A pack and its kits."""
    pack = load_pack(request.param, Folders(), examples=True)
    return pack, kits_of(pack)


def probed(made: Made) -> list[tuple[Entry, Probe, bytes]]:
    """Every entry with a probe, and its model."""
    pack, kits = made
    entries = tuple(open_entries(pack))
    return [
        (entry, probe, files[probe.file])
        for kit, files in kits
        for entry, probe in zip(entries, kit.probes, strict=True)
        if probe.part == kit.part
    ]


def class_of(entry: Entry) -> str:
    """The name of an entry's class, as `hangs_on` has it."""
    return f"{entry.id}#{entry.position}" if entry.expected == "dlpu" else entry.id


def test_nothing_but_its_entry_decides_the_device_of_a_probe(made: Made) -> None:
    pack, _ = made
    for entry, probe, data in probed(made):
        facts = Facts(settled(load_bytes(memoryview(data), ".tflite")))
        decided = 0
        for placed in place(facts, pack).operators:
            rows = [row for row in entry.rows if row.kind == placed.operator.kind]
            if placed.operator.native != probe.operator or not rows:
                continue
            ids = [
                {reason.id for reason in reasons_against(row, placed.operator, facts, pack)}
                for row in rows
            ]
            if entry.limit is not None:
                decided += {entry.limit.id} in ids and placed.device.value != "dlpu"
            else:
                own = hangs_on(placed, facts, pack) in (entry.id, class_of(entry))
                decided += own and placed.device.value == entry.expected
        # Layers between are RESHAPEs, which the probe of their own row has as well.
        assert decided == (27 if probe.operator == "RESHAPE" else probe.repeats), entry.id


@NEEDS_CORPUS
def test_a_library_answers_alike_for_all_operators_of_a_probed_class(made: Made) -> None:
    assert CORPUS is not None
    pack, _ = made
    random = CORPUS.parent / "ethosn-random"
    graphs = random if pack.target == "artpec9" and random.is_dir() else None
    found = answers(CORPUS, pack, TARGETS[pack.target], graphs)
    classes = {class_of(entry): found.get(class_of(entry), []) for entry, _, _ in probed(made)}
    mixed = {name for name, given in classes.items() if len({taken for _, taken in given}) > 1}
    assert mixed == {name for name in NOT_UNIFORM if name.startswith(pack.target)}
    if pack.target == "artpec9":
        # The library's answer is what the pack states: a probe that differs refutes both.
        for entry, _, _ in probed(made):
            taken = {taken for _, taken in classes[class_of(entry)]}
            assert taken <= {entry.expected == "dlpu"}, entry.id
    counts = {"artpec9": 50, "artpec8": 5}
    assert sum(bool(given) for given in classes.values()) >= counts[pack.target]
