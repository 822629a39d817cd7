"""The outcomes of a kit's probes, read from the log of its script."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct

from dlpulint.logs.records import CompilerRun, Log, LoggedLine
from dlpulint.model.kinds import TFLITE
from dlpulint.probing.kit import Kit, Probe
from dlpulint.probing.sides import side_of, ways_of
from dlpulint.probing.toolchain import ON_DLPU, Ending, endings, is_controlled, last_steps

Device: TypeAlias = Literal["dlpu", "cpu", "unclear"]

_NAMES = tuple(TFLITE)

_NOT_CONTROLLED = (
    f"{ON_DLPU}, which has certain operators only, does not compile both as the first and as the "
    "last model"
)

_DEVICES: Mapping[Ending, Device] = {"compiled": "dlpu", "refused": "cpu", "unclear": "unclear"}


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
    log: str = ""
    """Name of the first log."""
    camera: str = ""
    axis_os: str = ""
    date: str = ""


def outcomes_of(kit: Kit, logs: Sequence[Log]) -> Outcomes:
    """The outcome of every probe of the kit, and of those of other parts that the logs have."""
    if kit.way == "times":
        return _timed(kit, logs)
    lines: dict[str, list[LoggedLine]] = defaultdict(list)
    for log in logs:
        for line in log.lines:
            lines[line.model].append(line)
    tables = {Path(run.model).name: run for log in logs for run in log.runs}

    ends, steps = endings(logs), last_steps(logs)

    def outcome(probe: Probe) -> Outcome:
        if kit.way == "toolchain":
            return _of_ending(probe, ends, steps)
        table = tables.get(probe.file)
        return _of_lines(probe, lines[probe.file]) if table is None else _of_table(probe, table)

    unproved = kit.way == "toolchain" and not is_controlled(logs)
    fault = _NOT_CONTROLLED if unproved else _fault(kit, outcome)
    found = tuple(
        Outcome(probe=probe, device="unclear") if fault else outcome(probe) for probe in kit.own
    )
    return _with_camera(found, fault, logs)


def _timed(kit: Kit, logs: Sequence[Log]) -> Outcomes:
    """The outcomes by the lines of the delegate and by time, each by the controls of its log."""
    found = {probe.file: Outcome(probe=probe, device="unclear") for probe in kit.own}
    probes = {probe.file: probe for probe in kit.probes if probe.file}
    faults = []
    for log in logs:
        lines: dict[str, list[LoggedLine]] = defaultdict(list)
        for line in log.lines:
            lines[line.model].append(line)
        ways = ways_of(lines, kit.control_operator)
        faults.append(ways.fault)
        for file in probes.keys() & lines.keys():
            side, text = side_of(lines[file], probes[file], ways)
            found[file] = Outcome(probe=probes[file], device=side, line=text)
    outcomes = tuple(found[file] for file in probes if file in found)
    return _with_camera(outcomes, "" if "" in faults else "; ".join(faults), logs)


def _with_camera(found: tuple[Outcome, ...], fault: str, logs: Sequence[Log]) -> Outcomes:
    cameras = [log.camera for log in logs]
    return Outcomes(
        outcomes=found,
        fault=fault,
        log=next((Path(log.name).name for log in logs), ""),
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


def _of_ending(probe: Probe, ends: Mapping[str, Ending], steps: Mapping[str, str]) -> Outcome:
    """The outcome by how the compilation ends; a refusal counts if the model beside compiles."""
    ending = ends.get(probe.file, "unclear")
    device = _DEVICES[ending]
    if ending == "refused" and probe.needs and ends.get(probe.needs) != "compiled":
        device = "unclear"
    return Outcome(probe=probe, device=device, line=steps.get(probe.file, ""))


def _fault(kit: Kit, outcome: Callable[[Probe], Outcome]) -> str:
    """Why the log shows nothing; empty where both controls ended as they must."""
    on_dlpu = Probe(id="", expected="dlpu", file=kit.on_dlpu, repeats=kit.repeats)
    on_cpu = Probe(
        id="", expected="cpu", file=kit.on_cpu, operator=kit.control_operator, repeats=kit.repeats
    )
    if outcome(on_dlpu).device != "dlpu":
        return f"{kit.on_dlpu}, which the DLPU runs for certain, is not shown to run there"
    if outcome(on_cpu).device != "cpu":
        if kit.way == "toolchain":
            return f"{kit.on_cpu}, which has an operator without definition, is not refused"
        return f"{kit.on_cpu}, which the CPU runs for certain, is not shown to run there"
    return ""
