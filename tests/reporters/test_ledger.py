"""The ledger as CSV and JSON."""

import csv
import io
import json
from pathlib import Path

from msgspec.structs import replace

from dlpulint.basics.terms import Device
from dlpulint.report.latency import Latency
from dlpulint.report.ledger import LedgerRow
from dlpulint.reporters.formats import Output, rendered
from dlpulint.reporters.ledger import HEADER, middle_of, share_of, write
from dlpulint.reporters.text.style import Style
from tests.reporters.samples import model_report, report
from tests.running import run

ROW = LedgerRow(
    subgraph=0,
    index=3,
    op="CONV_2D",
    device=Device.DLPU,
    could_run_on="cpu",
    because=(),
    macs=1000,
    read_bytes=64,
    written_bytes=128,
    constant_bytes=32,
    low_ms=1.0,
    likely_ms=2.0,
    high_ms=4.0,
    switches=1,
    padded_percent=50.0,
    requantizes=False,
)
TAIL = replace(
    ROW,
    index=4,
    op="LOGISTIC",
    device=Device.CPU,
    could_run_on="",
    because=("artpec8/logistic", "artpec8/dtype"),
    macs=None,
    low_ms=2.0,
    likely_ms=None,
    high_ms=10.0,
)
TIMED = replace(
    model_report(),
    latency=Latency(camera="Q1656", low=3.0, likely=None, high=14.0),
    ledger=(ROW, TAIL),
)


def test_a_row_per_operator() -> None:
    first, second = csv.DictReader(io.StringIO(write(report(TIMED)), newline=""))
    assert ",".join(first) == HEADER
    assert (first["operator"], first["device"], first["could_run_on"]) == ("CONV_2D", "dlpu", "cpu")
    assert (first["low_ms"], first["likely_ms"], first["high_ms"]) == ("1.0", "2.0", "4.0")
    assert (first["padded_percent"], first["requantizes"], first["switches"]) == ("50.0", "0", "1")
    assert second["because"] == "artpec8/logistic artpec8/dtype"
    assert (second["macs"], second["likely_ms"]) == ("", "")
    assert (first["share_percent"], second["share_percent"]) == ("25.0", "75.0")


def test_a_range_without_a_likely_time_counts_with_its_middle() -> None:
    assert (middle_of(ROW), middle_of(TAIL)) == (2.0, 6.0)
    assert share_of(ROW, 8.0) == 25.0
    untimed = replace(ROW, low_ms=None, likely_ms=None, high_ms=None)
    assert share_of(untimed, 8.0) is None
    assert share_of(ROW, 0.0) is None


def test_json_has_the_sums_before_the_rows() -> None:
    output = Output("ledger", Path("ledger.JSON"))
    [found] = json.loads(rendered(report(TIMED), output, Style()))["ledgers"]
    assert found["sums"] == {
        "operators": 2,
        "macs": 1000,
        "low_ms": 3.0,
        "likely_ms": None,
        "high_ms": 14.0,
    }
    assert [row["index"] for row in found["rows"]] == [3, 4]
    assert found["rows"][1]["because"] == ["artpec8/logistic", "artpec8/dtype"]


def test_the_command_writes_it(tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    model = "fixtures/mobilenet_int8_per_tensor.tflite"
    assert run(model, "-t", "artpec8", "-q", "--format", f"ledger={file}").returncode == 0
    rows = list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8"), newline="")))
    assert [row["index"] for row in rows] == [f"{number}" for number in range(len(rows))]
    assert rows[1]["operator"] == "CONV_2D"
