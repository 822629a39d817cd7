"""Where the time goes: a bar per block, and the slowest operators."""

from msgspec.structs import replace

from dlpulint.basics.terms import Device
from dlpulint.model.outline import OutlinePart
from dlpulint.report.latency import Latency
from dlpulint.report.ledger import LedgerRow
from dlpulint.report.report import ModelReport
from dlpulint.reporters.html import time_blocks as module
from dlpulint.reporters.html.page import write
from dlpulint.reporters.html.time_blocks import ledger_rows, ledger_time, time_blocks
from tests.reporters.html.reading import outline, section
from tests.reporters.samples import model_report, placed, placement, report

FOUR = """
input x: int8[1,8,8,4]
conv a: int8[1,8,8,4] <- x, weights: int8[4,3,3,4]
relu b: int8[1,8,8,4] <- a
conv c: int8[1,8,8,4] <- b, weights: int8[4,3,3,4]
softmax d: int8[1,8,8,4] <- c
output d
"""


def row(index: int, op: str, low: float | None, high: float | None) -> LedgerRow:
    likely = None if low is None or high is None else (low + high) / 2
    return LedgerRow(
        subgraph=0,
        index=index,
        op=op,
        device=Device.DLPU,
        could_run_on="cpu",
        because=(),
        macs=2304,
        read_bytes=256,
        written_bytes=256,
        constant_bytes=144,
        low_ms=low,
        likely_ms=likely,
        high_ms=high,
        switches=0,
        padded_percent=50.0,
        requantizes=False,
    )


LEDGER = (
    row(0, "CONV_2D", 3.0, 5.0),
    row(1, "RELU", 0.0, 0.0),
    row(2, "CONV_2D", 1.0, 3.0),
    row(3, "SOFTMAX", 1.0, 3.0),
)


def linted(*parts: OutlinePart, ledger: tuple[LedgerRow, ...] = LEDGER) -> ModelReport:
    operators = tuple(placed(one.index, one.op) for one in ledger)
    graph = replace(outline(FOUR), parts=parts)
    latency = Latency(camera="Q1656", low=5.0, likely=8.0, high=11.0, inside=True)
    where = placement(operators)
    return replace(model_report(where=where), outline=graph, latency=latency, ledger=ledger)


def blocks(one: ModelReport) -> list[tuple[str, int, float, str]]:
    found = time_blocks(section(one).judged[0])
    return [(block.name, block.operators, block.percent, block.time) for block in found]


def test_a_block_per_part_with_its_share() -> None:
    one = linted(OutlinePart("Stem", (0, 1)), OutlinePart("Detect head", (2,)))
    assert blocks(one) == [
        ("Stem", 1, 50.0, "3.0 to 5.0 ms"),
        ("Detect head", 1, 25.0, "1.0 to 3.0 ms"),
        ("Other operators", 1, 25.0, "1.0 to 3.0 ms"),
    ]


def test_without_an_estimate_there_are_no_blocks() -> None:
    untimed = tuple(row(one.index, one.op, None, None) for one in LEDGER)
    assert blocks(linted(ledger=untimed)) == []
    assert "Where the time goes" not in write(report(linted(ledger=untimed)))


def test_more_blocks_than_the_page_shows_share_one(monkeypatch) -> None:
    monkeypatch.setattr(module, "MOST_BLOCKS", 2)
    parts = [OutlinePart(f"Block {number}", (number,)) for number in (0, 2, 3)]
    assert blocks(linted(*parts)) == [
        ("Block 0", 1, 50.0, "3.0 to 5.0 ms"),
        ("2 smaller blocks", 2, 50.0, "2.0 to 6.0 ms"),
    ]


def test_the_slowest_operators_come_first() -> None:
    judged = section(linted()).judged[0]
    assert [one.index for one in ledger_rows(judged)] == [0, 2, 3]
    assert ledger_time(LEDGER[0]) == "3.0 to 5.0 ms"
    assert ledger_time(row(0, "CONV_2D", None, None)) == ""


def test_the_page_has_a_bar_per_block_and_the_table() -> None:
    page = write(report(linted(OutlinePart("Stem", (0, 1)))))
    assert page.count('<i class="d" style="width:50.0%"></i>') == 2
    assert "<h4>Where the time goes</h4>" in page
    assert "<code>CONV_2D #0</code>" in page
    assert "50.0&nbsp;%" in page
