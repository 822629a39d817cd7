"""The scorecard's section on a target of which only a library's refusals are known to be true."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dlpulint.basics.terms import Device
from dlpulint.packs.pack import Pack

if TYPE_CHECKING:
    from benchmarks.scorecard import Judged, Kind


def percent(part: int, whole: int) -> str:
    """A share as text."""
    return f"{100 * part / whole:.1f} %" if whole else "nothing to measure"


def refusals(kind: "Kind", judged: "Sequence[Judged]", pack: Pack) -> Iterator[str]:
    """The figures of a target whose truth is only what a library refuses."""
    operators = sum(len(one.truth.on_dlpu) for one in judged)
    refused = sum(len(one.refused) for one in judged)
    misplaced = sum(len(one.misplaced) for one in judged)
    unsure = sum(one.told[i].device is Device.UNKNOWN for one in judged for i in one.refused)
    unknown = sum(one.unknown for one in judged)
    stricter = sum(
        one.told[index].device is Device.CPU
        for one in judged
        for index, taken in one.truth.on_dlpu.items()
        if taken
    )
    yield f"## {pack.target}: {kind.title}"
    yield ""
    yield f"{len(judged)} integer models, {operators:,} operators; rules {pack.version}."
    yield ""
    yield "| figure | value |"
    yield "|---|---|"
    yield f"| operators that the delegate refuses | {refused} |"
    yield f"| of these, on the CPU by our rules | {refused - misplaced - unsure} |"
    yield f"| of these, on the DLPU by our rules | {misplaced} |"
    yield f"| operators that we cannot place | {unknown} ({percent(unknown, operators)}) |"
    yield f"| operators that it accepts, on the CPU by our rules | {stricter} |"
    yield ""
    yield from _reasons(judged)


def _reasons(judged: "Sequence[Judged]") -> Iterator[str]:
    """Where our rules say something else than the delegate, by rule and operator."""
    groups: Counter[tuple[str, str, str]] = Counter()
    for one in judged:
        for index, taken in one.truth.on_dlpu.items():
            told = one.told[index]
            if taken and told.device is not Device.DLPU:
                groups[told.device.value, ", ".join(told.because), told.op] += 1
    yield "Operators that the delegate accepts and our rules do not place on the DLPU:"
    yield ""
    by_rule: dict[tuple[str, str], list[str]] = {}
    for (device, because, op), count in sorted(groups.items(), key=lambda item: -item[1]):
        by_rule.setdefault((device, because), []).append(f"{op} {count}")
    for (device, because), counted in by_rule.items():
        yield f"- {device}, `{because}`: {', '.join(counted)}"
    yield ""
