"""What benchmarks found, as data: written as JSON and as a page of Markdown."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from benchmarks.measuring import Cost


class Line(Struct, frozen=True):
    """One measured thing."""

    name: str
    seconds: float
    """From start to end, or of the processor where a table says so."""
    processor: float | None = None
    mebibytes: float | None = None
    """The most memory in use."""
    ratio: float | None = None
    """Time of the processor over that of the yardstick."""
    yardstick: str = ""
    """The name of the line that it is compared with."""


class Table(Struct, frozen=True):
    """Lines measured together, with what a reader has to know of them."""

    title: str
    note: str
    lines: Sequence[Line]
    after: str = ""
    """What follows from them."""


def compared(found: Mapping[str, Cost], yardsticks: Mapping[str, str]) -> tuple[Line, ...]:
    """Costs of commands as lines, each beside its yardstick if it has one."""

    def line(name: str, cost: Cost) -> Line:
        yardstick = yardsticks.get(name, "")
        ratio = cost.processor / found[yardstick].processor if yardstick else None
        return Line(name, cost.seconds, cost.processor, cost.mebibytes, ratio, yardstick)

    return tuple(line(name, cost) for name, cost in found.items())


def markdown(table: Table) -> Iterator[str]:
    """A section of the page."""
    yield f"## {table.title}"
    yield ""
    yield table.note
    yield ""
    yield "| | seconds | processor | peak MiB | ratio | to |"
    yield "|---|--:|--:|--:|--:|---|"
    for line in table.lines:
        cells = (
            line.name,
            f"{line.seconds:.3f}",
            "" if line.processor is None else f"{line.processor:.3f}",
            "" if line.mebibytes is None else f"{line.mebibytes:,.0f}",
            "" if line.ratio is None else f"{line.ratio:.2f} x",
            line.yardstick,
        )
        yield f"| {' | '.join(cells)} |"
    yield ""
    if table.after:
        yield table.after
        yield ""
