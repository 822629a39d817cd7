"""The outcomes of a kit's probes, read from the log of its script."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct

from dlpulint.logs.records import CompilerRun, Log, LoggedLine
from dlpulint.model.kinds import TFLITE
from dlpulint.probing.kit import ON_CPU, ON_DLPU, Kit, Probe

Device: TypeAlias = Literal["dlpu", "cpu", "unclear"]

_NAMES = tuple(TFLITE)


class Outcome(Struct, frozen=True, kw_only=True):
    """A probe, and the device that the camera shows."""

    probe: Probe
    device: Device
    line: str = ""
    """The line that shows it; empty where none does."""

    @property
    def word(self) -> str:
        """The outcome in a word, beside what the pack states."""
        if self.device == "unclear":
            return "not settled"
        if self.probe.expected == "unknown":
            return "settled"
        return "confirmed" if self.probe.expected == self.device else "refuted"


class Outcomes(Struct, frozen=True, kw_only=True):
    """The outcomes of a kit."""

    outcomes: tuple[Outcome, ...]
    fault: str = ""
    """Why no outcome counts: a control did not end as it must."""
    camera: str = ""
    axis_os: str = ""
    date: str = ""


def outcomes_of(kit: Kit, logs: Sequence[Log]) -> Outcomes:
    """The outcome of every probe that has a model."""
    lines: dict[str, list[LoggedLine]] = defaultdict(list)
    for log in logs:
        for line in log.lines:
            lines[line.model].append(line)
    tables = {Path(run.model).name: run for log in logs for run in log.runs}

    def outcome(probe: Probe) -> Outcome:
        table = tables.get(probe.file)
        return _of_lines(probe, lines[probe.file]) if table is None else _of_table(probe, table)

    fault = _fault(kit, outcome)
    found = tuple(
        Outcome(probe=probe, device="unclear") if fault else outcome(probe)
        for probe in kit.probes
        if probe.file
    )
    cameras = [log.camera for log in logs]
    return Outcomes(
        outcomes=found,
        fault=fault,
        camera=next((c.product for c in cameras if c.product), ""),
        axis_os=next((c.axis_os for c in cameras if c.axis_os), ""),
        date=next((c.time[:10] for c in cameras if c.time[:1].isdecimal()), ""),
    )


def _of_lines(probe: Probe, lines: Sequence[LoggedLine]) -> Outcome:
    for line in lines:
        values = line.values
        if line.known == "partitions" and _is_all_on_cpu(values, probe.repeats):
            return Outcome(probe=probe, device="cpu", line=line.text)
        if line.known == "fallback-operator" and _names(values["number"], probe.operator):
            return Outcome(probe=probe, device="cpu", line=line.text)
    loaded = next((line for line in lines if line.known == "model-loaded"), None)
    if loaded is not None and all(line.known in ("model-loaded", "mean-time") for line in lines):
        return Outcome(probe=probe, device="dlpu", line=loaded.text)
    return Outcome(probe=probe, device="unclear", line=lines[0].text if lines else "")


def _is_all_on_cpu(values: Mapping[str, str], repeats: int) -> bool:
    """Whether a partition on the CPU stands between any two on the DLPU, as often as planned."""
    partitions, off = int(values["partitions"]), int(values.get("off", repeats))
    return partitions == 2 * repeats + 1 and off == repeats


def _names(number: str, operator: str) -> bool:
    return int(number) < len(_NAMES) and _NAMES[int(number)] == operator


def _of_table(probe: Probe, run: CompilerRun) -> Outcome:
    """The outcome by the compiler's table; without an operator the whole table counts."""
    rows = [row for row in run.rows if not probe.operator or row.op == probe.operator]
    text = "; ".join(f"{row.op}: {row.status}" for row in rows)
    if not rows:
        return Outcome(probe=probe, device="unclear")
    mapped = {row.mapped for row in rows}
    device: Device = "unclear" if len(mapped) > 1 else "dlpu" if mapped == {True} else "cpu"
    return Outcome(probe=probe, device=device, line=text)


def _fault(kit: Kit, outcome: Callable[[Probe], Outcome]) -> str:
    """Why the log shows nothing; empty where both controls ended as they must."""
    on_dlpu = Probe(id="", expected="dlpu", file=ON_DLPU, repeats=kit.repeats)
    on_cpu = Probe(
        id="", expected="cpu", file=ON_CPU, operator=kit.control_operator, repeats=kit.repeats
    )
    if outcome(on_dlpu).device != "dlpu":
        return f"{ON_DLPU}, which the DLPU runs for certain, is not shown to run there"
    if outcome(on_cpu).device != "cpu":
        return f"{ON_CPU}, which the CPU runs for certain, is not shown to run there"
    return ""
