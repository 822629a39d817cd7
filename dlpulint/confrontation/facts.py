"""What logs state about one model on one target, put together."""

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

from dlpulint.confrontation.about import Statement, Subject, logged_name
from dlpulint.logs.records import CompilerRun, Log
from dlpulint.model.kinds import TFLITE

_NAMES = tuple(TFLITE)


class MappedCount(Struct, frozen=True):
    """Operators of a name on both sides."""

    mapped: int
    off: int


class LoggedFacts(Struct, frozen=True, kw_only=True):
    """The statements of logs about a model."""

    statements: tuple[Statement, ...]
    run: CompilerRun | None
    """The compiler's last run."""
    run_log: Log | None
    loads: bool | None
    """Whether the camera loads it; `False` where the compiler refuses it."""
    compiles: bool | None
    """Whether Google's compiler accepts it."""
    counts: Mapping[str, MappedCount]
    """By name, where a table has every operator; else empty."""
    totals: MappedCount | None
    """Of all operators, where the compiler states no more."""
    on_cpu: frozenset[str]
    """Names all of whose operators the CPU runs."""
    some_on_cpu: frozenset[str]
    """Names in the spelling of Arm NN; at least one operator runs on the CPU."""
    partitions: tuple[int, int | None] | None
    """All, and those on the CPU."""
    kernels: int | None
    """Partitions on the DLPU."""
    whole: Literal["dlpu", "cpu"] | None
    """The device of the whole graph."""
    latency_ms: float | None

    @property
    def states_something(self) -> bool:
        """Whether the prediction can be compared with anything."""
        return bool(
            self.counts
            or self.totals
            or self.loads is not None
            or self.compiles is not None
            or self.on_cpu
            or self.some_on_cpu
            or self.partitions
            or self.kernels is not None
            or self.whole
        )


def logged_facts(subject: Subject) -> LoggedFacts:
    """The statements about a model; where logs contradict each other, the last one counts."""
    statements = tuple(subject.statements())
    runs = list(subject.runs())
    run_log, run = runs[-1] if runs else (None, None)
    values = {s.known.id: s.line.values for s in statements}
    partitions = None
    if "partitions" in values:
        off = values["partitions"].get("off")
        partitions = int(values["partitions"]["partitions"]), None if off is None else int(off)
    whole: Literal["dlpu", "cpu"] | None = None
    if "delegated-whole" in values:
        whole = "dlpu"
    elif "delegated-nothing" in values or "static-sized" in values:
        whole = "cpu"
    kernels = values.get("delegated-partly", {}).get("kernels")
    milliseconds = values.get("mean-time", {}).get("ms")
    rows = () if run is None else run.rows
    totals = None
    if run is not None and not rows and run.on_tpu is not None and run.on_cpu is not None:
        totals = MappedCount(run.on_tpu, run.on_cpu)
    return LoggedFacts(
        statements=statements,
        run=run,
        run_log=run_log,
        loads=_loads(statements, run),
        compiles=None if run is None else _compiles(run),
        counts=_counts(run),
        totals=totals,
        on_cpu=frozenset(_types_on_cpu(statements)),
        some_on_cpu=frozenset(
            s.line.values["op"] for s in statements if s.known.id == "armnn-backends"
        ),
        partitions=partitions,
        kernels=None if kernels is None else int(kernels),
        whole=whole,
        latency_ms=None if milliseconds is None else float(milliseconds),
    )


def _loads(statements: Sequence[Statement], run: CompilerRun | None) -> bool | None:
    """Whether the model loads; later lines count more."""
    # A compiled model may still be refused by the camera.
    found = False if run is not None and _compiles(run) is False else None
    for statement in sorted(statements, key=lambda s: s.line.number):
        known = statement.known
        if known.kind == "edgetpu-compiler" and run is not None:
            continue
        if known.effect == "runs" and known.kind == "larod-client":
            found = True
        elif known.effect == "rejected" and known.kind != "converter":
            found = False
    return found


def _compiles(run: CompilerRun) -> bool | None:
    """Whether a run succeeded; one that has a table did."""
    return run.succeeded if run.succeeded is not None else bool(run.rows) or None


def _counts(run: CompilerRun | None) -> dict[str, MappedCount]:
    counts: dict[str, MappedCount] = {}
    for row in () if run is None else run.rows:
        name = logged_name(row.op)
        before = counts.get(name, MappedCount(0, 0))
        counts[name] = MappedCount(
            before.mapped + row.count * row.mapped, before.off + row.count * (not row.mapped)
        )
    return counts


def _types_on_cpu(statements: Sequence[Statement]) -> list[str]:
    names = []
    for statement in statements:
        if statement.known.id not in ("fallback-operator", "armnn-operator"):
            continue
        number = int(statement.line.values["number"])
        names.append(_NAMES[number] if number < len(_NAMES) else f"op {number}")
    return names
