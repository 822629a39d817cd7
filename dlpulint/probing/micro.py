"""Micro-models: an operator again and again, with operators between that the DLPU runs.

Where the chip accepts a bounded number of partitions, a model in which the CPU runs the operator
has more, and is refused with their number; one in which the DLPU runs it loads.
"""

from math import prod

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.basics.errors import ModelFileError
from dlpulint.basics.terms import Device, Evidence, Verdict
from dlpulint.engine.judge import judge
from dlpulint.engine.place import place
from dlpulint.facts.facts import Facts
from dlpulint.facts.preparation.settled import settled
from dlpulint.loader.open_model import load_bytes
from dlpulint.model.graph import Quantization, Tensor
from dlpulint.packs.pack import Limit, Pack
from dlpulint.probing.entries import Entry
from dlpulint.probing.writing import FileBuilder, Unwritable
from dlpulint.proof.miniature import Miniature
from dlpulint.proof.miniatures import forms, miniature_from
from dlpulint.proof.possible import possible
from dlpulint.proof.table_models import Table

LARGEST = 20_000
"""Bytes of a micro-model."""

_NARROW = 4
"""Numbers between two operators of the probed kind: few weights, whatever their sizes."""

_SHRUNK = (2, 3, 4, 6, 8)
"""Sizes that are tried for the dimensions of a miniature that is too large."""

_SKETCHES = {
    "batch-to-space": (
        "input x: int8[4,2,2,4] scale=0.1 zp=0\n"
        "batch-to-space y: int8[1,4,4,4] scale=0.1 zp=0 <- "
        "x, shape: int32[2] = 2,2, paddings: int32[2,2] = 0,0,0,0\n"
        "output y\n"
    ),
    "space-to-batch": (
        "input x: int8[1,4,4,4] scale=0.1 zp=0\n"
        "space-to-batch y: int8[4,2,2,4] scale=0.1 zp=0 <- "
        "x, shape: int32[2] = 2,2, paddings: int32[2,2] = 0,0,0,0\n"
        "output y\n"
    ),
}
"""Small models of kinds whose sizes depend on each other."""

INT8 = Quantization((0.1,), (0,))
_WEIGHTS = Quantization((0.01,), (0,))
_BIAS = Quantization((0.001,), (0,))


class Micro(Struct, frozen=True):
    """A probe's file, or the reason why there is none."""

    data: bytes = b""
    native: str = ""
    """The probed operator."""
    repeats: int = 0
    reason: str = ""


class MicroMaker:
    """Makes the micro-models of a pack."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._table = Table(pack, forms())
        limit = pack.partition_limit
        self.repeats = 1 if limit is None else limit // 2 + 1
        """With an operator on the CPU so often, there are more partitions than the chip accepts."""

    def of(self, entry: Entry) -> Micro:
        """The micro-model of a row or limit."""
        reason = "no small model of it could be made"
        for miniature in self._miniatures(entry):
            made = self._made(miniature, entry.limit)
            if not made.reason:
                return made
            reason = made.reason
        return Micro(reason=reason)

    def all_on_dlpu(self) -> Micro:
        """A model that the DLPU runs for certain: the operators between alone."""
        return self._written(None)

    def known_on_cpu(self) -> Micro:
        """A model of an operator that the CPU runs for certain."""
        for row in self._pack.every_row():
            if row.status == "cpu" and row.evidence is not Evidence.INFERRED:
                for fitting in self._table.fittings(row):
                    made = self._made(fitting.miniature)
                    if made.data:
                        return made
        return Micro(reason="no operator is on the CPU for certain")

    def _miniatures(self, entry: Entry) -> list[Miniature]:
        """Models that the row accepts; of a limit those that it alone refuses."""
        found = []
        for row in entry.rows:
            if entry.limit is None:
                if row.kind in _SKETCHES:
                    found.append(miniature_from(_SKETCHES[row.kind], row.kind, "tflite"))
                fittings = self._table.fittings(row)
                found += [f.miniature for f in fittings if _is_open(f.against, entry)]
                continue
            if entry.limit.examples is not None:
                bad = entry.limit.examples.bad
                found.append(miniature_from(bad, row.kind, self._pack.formats[0]))
            for variation in self._table.sides(entry.limit, row).variations:
                if not variation.good:
                    found.append(variation.miniature)
        return found

    def _made(self, miniature: Miniature, limit: Limit | None = None) -> Micro:
        reason = _why_not(miniature)
        if reason:
            return Micro(reason=reason)
        made = self._checked(self._written(miniature), limit)
        if made.reason or len(made.data) <= LARGEST:
            return made
        made = self._checked(self._written(self._small(miniature, limit)), limit)
        if len(made.data) > LARGEST:
            return Micro(reason=f"its smallest model has {len(made.data):,} bytes")
        return made

    def _small(self, miniature: Miniature, limit: Limit | None) -> Miniature:
        """The miniature with small activations, as far as TFLite accepts its operator with them."""
        current = miniature
        for tensor in miniature.activations:
            for position, size in enumerate(tensor.shape or ()):
                for smaller in _SHRUNK:
                    if size is None or smaller >= size:
                        break
                    named = next((t for t in current.activations if t.name == tensor.name), None)
                    if named is None:
                        break
                    fitted = possible(current, current.resized(named, position, smaller), False)
                    if fitted is None:
                        continue
                    if not self._checked(self._written(fitted), limit).reason:
                        current = fitted
                        break
        return current

    def _written(self, miniature: Miniature | None) -> Micro:
        """The file; without a miniature one of the operators between alone."""
        try:
            data = _chain(miniature, self.repeats)
        except Unwritable as error:
            return Micro(reason=f"a probe cannot be written: {error}")
        native = "" if miniature is None else miniature.operator.native
        return Micro(data, native, self.repeats)

    def _checked(self, made: Micro, limit: Limit | None) -> Micro:
        """The probe, or why its outcome would decide nothing."""
        if made.reason:
            return made
        try:
            facts = Facts(settled(load_bytes(memoryview(made.data), ".tflite")))
        except ModelFileError as error:
            return Micro(reason=f"its model cannot be read: {error}")
        judgement = judge(facts, self._pack)
        if judgement.verdict is Verdict.REJECTED and self.repeats > 1:
            refused = [f for f in judgement.findings if f.effect == "rejected"]
            about = [f for f in refused if "partitions" not in f.rule]
            if about:
                return Micro(reason=f"TFLite refuses its model: {about[0].message}")
        objecting = set()
        for placed in place(facts, self._pack).operators:
            objecting |= {reason.id for reason in placed.reasons}
            other = placed.operator.native != made.native
            if other and placed.device is not Device.DLPU and self.repeats > 1:
                return Micro(reason=f"{placed.operator.native} beside it is not sure either")
        if limit is not None and limit.id not in objecting:
            return Micro(reason="no small model is on its bad side")
        return made


def _is_open(against: tuple[object, ...], entry: Entry) -> bool:
    """Whether a model is one of the row: the row itself is the only objection."""
    return all(getattr(reason, "id", "") == entry.id for reason in against)


_BETWEEN = ("FULLY_CONNECTED", "RESHAPE")


def _why_not(miniature: Miniature) -> str:
    """Why no chain can be made of an operator; empty where one can."""
    operator = miniature.operator
    if operator.native in _BETWEEN:
        return "the operators beside it in a probe are of its kind"
    if len(miniature.model.operators) > 1:
        return "it is about several operators together"
    for tensor in (*miniature.model.inputs, *operator.outputs):
        if tensor.dtype not in ("int8", "int32", "int64", "bool"):
            return f"{operator.native} reads or writes {tensor.dtype}; {_ALONE}"
    if not operator.outputs or operator.outputs[0].dtype != "int8":
        dtype = operator.outputs[0].dtype if operator.outputs else "nothing"
        return f"{operator.native} writes {dtype}; {_ALONE}"
    if not any(t.dtype == "int8" for t in miniature.model.inputs):
        return f"{operator.native} reads no int8 that another operator can compute"
    return ""


_ALONE = "only operators that are open as well connect that to int8"


def _chain(miniature: Miniature | None, repeats: int) -> bytes:
    """The operator `repeats` times, each between fully connected layers."""
    build = FileBuilder()
    flat = Tensor(name="x", dtype="int8", shape=(1, _NARROW), quantization=INT8)
    begin = current = build.tensor(flat, "input")
    others: dict[Tensor, int] = {}
    inputs = [begin]
    for _ in range(repeats):
        if miniature is None:
            current = _dense(build, current, _NARROW, _NARROW, INT8, INT8)
            continue
        operator = miniature.operator
        numbers: dict[Tensor, int] = {}
        for tensor in dict.fromkeys(t for t in operator.inputs if t is not None):
            if tensor.constant or tensor.variable:
                if tensor not in others or tensor.variable:
                    others[tensor] = build.tensor(tensor)
                numbers[tensor] = others[tensor]
            elif tensor.dtype == "int8":
                numbers[tensor] = _widened(build, current, tensor)
            else:
                if tensor not in others:
                    others[tensor] = build.tensor(replace(tensor, constant=True))
                numbers[tensor] = others[tensor]
        outputs = [build.tensor(tensor) for tensor in operator.outputs]
        build.operator(
            operator.native,
            [-1 if t is None else numbers[t] for t in operator.inputs],
            outputs,
            operator.attributes,
        )
        current = _narrowed(build, outputs[0], operator.outputs[0])
    return build.file(inputs, [current])


def _widened(build: FileBuilder, source: int, wanted: Tensor) -> int:
    """A tensor of the wanted shape and quantization, computed from the narrow one."""
    count = _count(wanted)
    quantization = wanted.quantization or INT8
    dense = _dense(build, source, _NARROW, count, INT8, quantization)
    return _reshaped(build, dense, tuple(s or 1 for s in wanted.shape or ()), quantization)


def _narrowed(build: FileBuilder, source: int, given: Tensor) -> int:
    count = _count(given)
    quantization = given.quantization or INT8
    flat = _reshaped(build, source, (1, count), quantization)
    return _dense(build, flat, count, _NARROW, quantization, INT8)


def _dense(
    build: FileBuilder,
    source: int,
    read: int,
    written: int,
    before: Quantization,
    after: Quantization,
) -> int:
    weights = Tensor("w", "int8", (written, read), constant=True, quantization=_WEIGHTS)
    scale = (before.scale or 0.1) * 0.01
    bias = Tensor(
        "b", "int32", (written,), constant=True, quantization=replace(_BIAS, scales=(scale,))
    )
    result = build.tensor(Tensor("f", "int8", (1, written), quantization=after))
    build.operator(
        "FULLY_CONNECTED",
        [source, build.tensor(weights), build.tensor(bias)],
        [result],
        {"fused_activation": "none", "weights_format": "default", "keep_num_dims": False},
    )
    return result


def _reshaped(
    build: FileBuilder, source: int, shape: tuple[int, ...], quantization: Quantization
) -> int:
    wanted = Tensor("s", "int32", (len(shape),), constant=True, values=shape)
    result = build.tensor(Tensor("r", "int8", shape, quantization=quantization))
    build.operator("RESHAPE", [source, build.tensor(wanted)], [result], {"new_shape": shape})
    return result


def _count(tensor: Tensor) -> int:
    return prod(size or 1 for size in tensor.shape or ())
