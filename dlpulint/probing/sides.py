"""Outcomes on a chip without a bound on partitions: by lines of its delegate, by time, or both.

Each way counts only if the two controls show their devices by it, on this very log.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from dlpulint.logs.known import known_line
from dlpulint.logs.records import LoggedLine
from dlpulint.probing.delegate_lines import SPOILED, is_of_delegate, side_by_lines
from dlpulint.probing.kit import ON_CPU, ON_DLPU, Probe
from dlpulint.probing.times import Bounds, Side, bounds_of

Lines = Mapping[str, Sequence[LoggedLine]]
"""Known lines of a log by the file that they are about."""


class Ways(Struct, frozen=True):
    """The ways that the controls of a log prove."""

    by_lines: bool
    bounds: Bounds | None
    fault: str
    """Why no way is proved; empty where one is."""


def ways_of(lines: Lines, control_operator: str) -> Ways:
    """The ways that a log's controls prove."""
    for file in (ON_DLPU, ON_CPU):
        if sum(line.count for line in lines.get(file, ()) if line.known == "model-loaded") < 2:
            return Ways(False, None, f"{file} did not load at its beginning and at its end")
    by_lines = (
        side_by_lines(lines[ON_DLPU], control_operator)[0] == "dlpu"
        and side_by_lines(lines[ON_CPU], control_operator)[0] == "cpu"
        and sum(line.count for line in lines[ON_CPU] if is_of_delegate(line)) > 1
    )
    bounds = bounds_of(_times(lines[ON_DLPU]), _times(lines[ON_CPU]))
    if isinstance(bounds, Bounds):
        return Ways(by_lines, bounds, "")
    if by_lines:
        return Ways(True, None, "")
    why = f"the delegate's lines do not differ between {ON_CPU} and {ON_DLPU}"
    return Ways(False, None, f"{why}, and by time: {bounds}")


def side_of(lines: Sequence[LoggedLine], probe: Probe, ways: Ways) -> tuple[Side, str]:
    """The device of a probe's operator, and the line that shows it.

    Unclear where both ways count and contradict each other, and where a line of another cause is
    about the model.
    """
    if ways.fault:
        return "unclear", ""
    loaded = next((line for line in lines if line.known == "model-loaded"), None)
    other = next((line for line in lines if _is_of_another_cause(line)), None)
    if loaded is None or other is not None:
        return "unclear", (other or lines[0]).text if lines else ""
    by_lines, text = side_by_lines(lines, probe.operator)
    if by_lines == SPOILED:
        return "unclear", text
    found: dict[Side, str] = {}
    if ways.by_lines and by_lines in ("dlpu", "cpu"):
        found["cpu" if by_lines == "cpu" else "dlpu"] = text or loaded.text
    if ways.bounds is not None and probe.timed:
        side = ways.bounds.side(_times(lines))
        if side != "unclear":
            timed = next(line for line in lines if line.known == "mean-time")
            found.setdefault(side, timed.text)
    if len(found) != 1:
        return "unclear", " / ".join(found.values())
    return next(iter(found.items()))


def _times(lines: Sequence[LoggedLine]) -> list[float]:
    """Mean times per inference in milliseconds, one for each run, in the order of the log."""
    return [
        float(line.values["ms"])
        for line in lines
        if line.known == "mean-time"
        for _ in range(line.count)
    ]


def _is_of_another_cause(line: LoggedLine) -> bool:
    effect = known_line(line.known).effect
    return effect in ("rejected", "fallback", "wrong") and not is_of_delegate(line)
