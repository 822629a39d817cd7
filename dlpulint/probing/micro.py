"""Micro-models: an operator again and again, with operators between that the DLPU runs.

Where the chip accepts a bounded number of partitions, a model in which the CPU runs the operator
has more, and is refused with their number; one in which the DLPU runs it loads. Where there is no
bound, it takes longer, because data moves between the devices at every repeat.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from msgspec import Struct

from dlpulint.basics.errors import ModelFileError
from dlpulint.basics.terms import Device, Evidence, Partitioning
from dlpulint.engine.judge import judge
from dlpulint.engine.place import place, reasons_against
from dlpulint.facts.facts import Facts
from dlpulint.facts.preparation.settled import settled
from dlpulint.loader.open_model import load_bytes
from dlpulint.packs.pack import Pack
from dlpulint.placement.result import Placed
from dlpulint.probing.chain import Layer, chain, keeps_size, layer_of, wide_chain
from dlpulint.probing.entries import Entry
from dlpulint.probing.sketches import REASONS, SKETCHES
from dlpulint.probing.writing import Unwritable
from dlpulint.proof.miniature import Miniature
from dlpulint.proof.miniatures import forms, miniature_from, miniatures_of
from dlpulint.proof.possible import possible
from dlpulint.proof.table_models import Table

LARGEST = 20_000
"""Bytes of a micro-model."""

REPEATS = 9
"""Times that an operator stands in a chain for a chip without a bound on partitions."""

_SHRUNK = (2, 3, 4, 6, 8)
"""Sizes that are tried for the dimensions of a miniature that is too large; then also 1."""


class Micro(Struct, frozen=True):
    """A probe's file, or the reason why there is none."""

    data: bytes = b""
    native: str = ""
    """The probed operator."""
    repeats: int = 0
    positions: tuple[int, ...] = ()
    """Its positions among the operators of the file."""
    kinds: tuple[str, ...] = ()
    """Kinds that the outcome of a limit of all operators is about, the probed one first."""
    timed: bool = True
    """Whether its time shows the device: large maps take long on either."""
    reason: str = ""


class MicroMaker:
    """Makes the micro-models of a pack."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._forms = forms()
        self._table = Table(pack, self._forms)
        self._layer = layer_of(pack)
        self._of_versions = {rule.id for rule in pack.rules if rule.validity.if_stated}
        limit = pack.partition_limit
        self.repeats = 1
        """With an operator on the CPU so often, there are more partitions than the chip accepts, or
        changes of the device take more time than all else."""
        if pack.partitioning is Partitioning.GREEDY:
            self.repeats = REPEATS if limit is None else limit // 2 + 1

    def of(self, entry: Entry) -> Micro:
        """The micro-model of a row or limit."""
        if reason := REASONS.get(entry.name, ""):
            return Micro(reason=reason)
        reason = ""
        for miniature in self._miniatures(entry):
            made = self._made(miniature, entry)
            if not made.reason:
                return made
            reason = reason or made.reason
        return Micro(reason=reason or "no small model of it could be made")

    def all_on_dlpu(self) -> Micro:
        """A model that the DLPU runs for certain: the layers between alone."""
        return self._written(None, self.repeats)

    def known_on_cpu(self) -> Micro:
        """A model of an operator that the CPU runs for certain."""
        for row in self._pack.every_row():
            if row.status == "cpu" and row.evidence is not Evidence.INFERRED:
                for fitting in self._table.fittings(row):
                    made = self._made(fitting.miniature, Entry(row.id, (row,), None))
                    if made.data:
                        return made
        return Micro(reason="no operator is on the CPU for certain")

    def on_both_devices(self) -> tuple[Micro, Micro]:
        """Models of one operator, on the DLPU and on the CPU for certain by a known limit of it."""
        for row in self._pack.every_row():
            if row.status != "dlpu" or row.evidence is Evidence.INFERRED:
                continue
            for limit in row.limits:
                if limit.evidence is Evidence.INFERRED or limit.on_fail != "cpu":
                    continue
                sides = self._table.sides(limit, row).variations
                refused, accepted = Entry(limit.id, (row,), limit), Entry(row.id, (row,), None)
                bad = [self._made(v.miniature, refused) for v in sides if not v.good]
                good = [self._made(f.miniature, accepted) for f in self._table.fittings(row)]
                if (off := _first(bad)) is not None and (on := _first(good)) is not None:
                    return on, off
        reason = "no operator is on both devices for certain"
        return Micro(reason=reason), Micro(reason=reason)

    def _miniatures(self, entry: Entry) -> list[Miniature]:
        """Models that the row accepts; of a limit those that it alone refuses."""
        format = self._pack.formats[0]
        found = []
        for row in entry.rows:
            for name in (entry.name, row.kind) if entry.limit is None else (entry.name,):
                if name in SKETCHES:
                    with suppress(ModelFileError):  # It may be about another of its kinds.
                        found.append(miniature_from(SKETCHES[name], row.kind, format))
            if entry.limit is None:
                if row.status == "cpu":
                    # What fits a table's limits is no model of an operator that it does not have.
                    found += miniatures_of(row.kind, self._pack, self._forms)
                    continue
                fittings = self._table.fittings(row)
                found += [f.miniature for f in fittings if _is_open(f.against, entry)]
                continue
            if entry.limit.examples is not None:
                with suppress(ModelFileError):
                    bad = entry.limit.examples.bad
                    found.append(miniature_from(bad, row.kind, format))
            for variation in self._table.sides(entry.limit, row).variations:
                if not variation.good:
                    found.append(variation.miniature)
        return found

    def _made(self, miniature: Miniature, entry: Entry) -> Micro:
        reason = _why_not(miniature, self._layer)
        if reason:
            return Micro(reason=reason)
        made = self._checked(miniature, entry, self.repeats)
        if made.reason or len(made.data) <= LARGEST:
            return made
        small = miniature
        for sizes in (_SHRUNK, (1, *_SHRUNK)):
            small = self._small(small, entry, sizes)
            made = self._checked(small, entry, self.repeats)
            if len(made.data) <= LARGEST:
                return made
        if keeps_size(miniature, self._layer):
            wide = self._checked(miniature, entry, self.repeats, timed=False)
            if wide.data and len(wide.data) <= LARGEST:
                return wide
        return Micro(reason=_TOO_LARGE.format(len(made.data)))

    def _small(self, miniature: Miniature, entry: Entry, sizes: Sequence[int]) -> Miniature:
        """The miniature with small activations, as far as TFLite accepts its operator with them."""
        current = miniature
        for tensor in miniature.activations:
            for position, size in enumerate(tensor.shape or ()):
                for smaller in sizes:
                    if size is None or smaller >= size:
                        break
                    named = next((t for t in current.activations if t.name == tensor.name), None)
                    if named is None:
                        break
                    fitted = possible(current, current.resized(named, position, smaller), False)
                    if fitted is not None and not self._checked(fitted, entry, 1).reason:
                        current = fitted
                        break
        return current

    def _written(self, miniature: Miniature | None, repeats: int, timed: bool = True) -> Micro:
        """The file; without a miniature one of the layers between alone."""
        try:
            if miniature is None or timed:
                made = chain(miniature, repeats, self._layer)
            else:
                made = wide_chain(miniature, repeats, self._layer)
        except Unwritable as error:
            return Micro(reason=f"a probe cannot be written: {error}")
        native = "" if miniature is None else miniature.operator.native
        kinds = () if miniature is None else (miniature.operator.kind,)
        return Micro(made.data, native, repeats, made.positions, kinds, timed)

    def _checked(
        self, miniature: Miniature, entry: Entry, repeats: int, timed: bool = True
    ) -> Micro:
        """The probe, or why its outcome would decide nothing."""
        made = self._written(miniature, repeats, timed)
        if made.reason:
            return made
        try:
            facts = Facts(settled(load_bytes(memoryview(made.data), ".tflite")))
        except ModelFileError as error:
            return Micro(reason=f"its model cannot be read: {error}")
        chained = self._pack.partitioning is Partitioning.GREEDY
        if chained and (refused := self._refused(facts, entry)):
            return Micro(reason=refused)
        for position, placed in enumerate(place(facts, self._pack).operators):
            if position in made.positions:
                if reason := self._undecided(entry, placed, facts):
                    return Micro(reason=reason)
            elif placed.device is not Device.DLPU and chained:
                return Micro(reason=f"{placed.operator.native} beside it is not sure either")
        return made

    def _undecided(self, entry: Entry, placed: Placed, facts: Facts) -> str:
        """Why a device would not decide an entry; empty where nothing else decides it."""
        expected = {Device.DLPU} if entry.expected == "dlpu" else {Device.CPU, Device.UNKNOWN}
        if placed.device not in expected:
            return "no small model is on its bad side" if entry.limit else "its limits refuse it"
        own = set() if entry.limit is None else {entry.limit.id}
        against = [
            {reason.id for reason in reasons_against(row, placed.operator, facts, self._pack)}
            for row in entry.rows
            if row.kind == placed.operator.kind
        ]
        if own in against:
            return ""
        others = sorted({id for ids in against if own <= ids for id in ids - own})
        if others:
            return f"its models are refused by another limit as well: {', '.join(others)}"
        return "no small model is on its bad side"

    def _refused(self, facts: Facts, entry: Entry) -> str:
        """Why TFLite refuses a model, whatever the device; empty if it accepts it."""
        for finding in judge(facts, self._pack).findings:
            about_file = "partitions" not in finding.rule and finding.rule not in self._of_versions
            if finding.effect == "rejected" and about_file:
                of_operator = entry.limit is None and finding.rule in _REFUSALS
                why = _REFUSALS[finding.rule] if of_operator else finding.message
                return f"TFLite refuses its model: {why}"
        return ""


def _first(made: Iterable[Micro]) -> Micro | None:
    return next((micro for micro in made if micro.data), None)


_REFUSALS = {
    "tflite/unknown-operator": "no released version has the operator",
    "tflite/mismatched-types": "it has no 8-bit form of the operator",
}
"""Reasons in place of the messages of some rules, which name each operator."""

_TOO_LARGE = "its smallest model has {:,} bytes"


def _is_open(against: tuple[object, ...], entry: Entry) -> bool:
    """Whether a model is one of the row: the row itself is the only objection."""
    return all(getattr(reason, "id", "") == entry.id for reason in against)


def _why_not(miniature: Miniature, layer: Layer) -> str:
    """Why no chain can be made of an operator; empty where one can."""
    operator = miniature.operator
    if operator.native in (layer.native, "RESHAPE") and layer.native != "CONV_2D":
        return "the operators beside it in a probe are of its kind"
    for tensor in (*miniature.model.inputs, *operator.outputs):
        if tensor.dtype not in ("int8", "int32", "int64", "bool"):
            return f"it reads or writes {tensor.dtype}; {_ALONE}"
    if not operator.outputs or operator.outputs[0].dtype != "int8":
        dtype = operator.outputs[0].dtype if operator.outputs else "nothing"
        return f"it writes {dtype}; {_ALONE}"
    if not any(t.dtype == "int8" for t in miniature.model.inputs):
        return "it reads no int8 that another operator can compute"
    return ""


_ALONE = "only operators that are open as well connect that to int8"
