"""What a small input costs in every format: seconds and memory, each way in its own process."""

import gc
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec import json as msgspec_json

from dlpulint.basics.printable import DEBUG
from dlpulint.basics.terms import Scheme
from dlpulint.engine.many_files import lint_with
from dlpulint.packs.library import Folders
from dlpulint.packs.pack import Pack
from dlpulint.packs.shelf import load_packs
from dlpulint.report.report import Report
from dlpulint.reporters.formats import (
    COMPARED,
    DRAWN,
    FORMATS,
    SINGLE,
    Output,
    rendered,
    rendered_difference,
)
from dlpulint.reporters.text.style import Style
from tests.mutations.watching import (
    MEBIBYTES,
    MEMORY_A_BYTE,
    SECONDS,
    SECONDS_A_BYTE,
    said_of_error,
)

GIBIBYTES, PATIENCE = 8, 40
"""Limits of a process, in which a bomb goes off without harm."""

OF_SEVERAL = (
    *(Output(format, None) for format in FORMATS if format not in SINGLE),
    Output("summary", Path("s.csv")),
    Output("summary", Path("s.html")),
)
"""Outputs that hold several targets."""

OF_SUPPOSED = tuple(Output(format, None) for format in ("json", "html", "dot"))
"""The largest of them."""


class Cost(Struct, frozen=True):
    """Cost of an input in one format."""

    way: str
    """The targets or the option, and the format."""
    seconds: float
    mebibytes: float
    error: str = ""
    """What went wrong; empty if the run ended as it should."""
    size: int = 0
    """Bytes of the report."""
    said: str = ""
    """Why the file is no model; empty where it is one."""


def bar(size: int) -> tuple[float, float]:
    """Seconds and MiB that an input of so many bytes may cost."""
    return SECONDS + SECONDS_A_BYTE * size, MEBIBYTES + MEMORY_A_BYTE * size / 2**20


def prepare() -> float:
    """MiB of this process, once everything is imported: that counts for no input."""
    os.environ[DEBUG] = "1"
    gc.set_threshold(250_000)
    for name in ("rank5_int8.tflite", "resnet_opset13.onnx"):
        for way in _ways(Path(__file__).parents[2] / "fixtures" / name).values():
            list(way())
    gc.collect()
    gc.freeze()
    return _memory("VmRSS")


def costs(path: Path, base: float) -> Iterator[Cost]:
    """Costs of a file in every way; `base` is what `prepare` returns."""
    for name, way in _ways(path).items():
        yield from _apart(name, way, base)


Steps = Iterator[tuple[str, int]]
"""Steps of a way, each with the name of a format and the bytes of its report."""


def _ways(path: Path) -> dict[str, Callable[[], Steps]]:
    packs = load_packs(["all"], Folders())
    one = [pack for pack in packs if pack.target == "artpec8"]
    drawn = [
        output for output in OF_SEVERAL if output.format in DRAWN and output.format != "ledger"
    ]
    plain = [output for output in OF_SEVERAL if output.format not in DRAWN]
    ways: dict[str, Callable[[], Steps]] = {
        "all": lambda: _formats(path, packs, plain),
        "all drawn": lambda: _formats(path, packs, drawn),
        "all ledgers": lambda: _formats(path, packs, [Output("ledger", None)]),
        "artpec8": lambda: _formats(path, one, [Output(format, None) for format in SINGLE]),
        "--as-if": lambda: _formats(path, one, OF_SUPPOSED, "per-tensor"),
        "--diff": lambda: _differences(path, one),
    }
    if path.suffix == ".tflite":
        ways["--fix --lossy"] = lambda: _mended(path, one[0])
    return ways


def _formats(
    path: Path, packs: Sequence[Pack], outputs: Sequence[Output], scheme: Scheme | None = None
) -> Steps:
    outlined = any(output.format in DRAWN for output in outputs)
    outlined += any(output.format == "ledger" for output in outputs)
    report = lint_with([str(path)], packs, outlined=outlined, as_if=scheme)
    yield report.reports[0].error or "", 0
    for output in outputs:
        ending = "" if output.file is None else output.file.suffix
        yield output.format + ending, len(rendered(report, output, Style()))


def _differences(path: Path, packs: Sequence[Pack]) -> Steps:
    from dlpulint.cli.compare import compared

    def lint(path: str, targets: tuple[str, ...]) -> Report:
        return lint_with([path], packs, outlined=True)

    by_target = {pack.target: pack for pack in packs}
    found = compared(str(path), str(path), lint, by_target.get, targets=(), gates=("error",))
    yield "", 0
    for format in COMPARED:
        yield format, len(rendered_difference(found, Output(format, None), Style()))


def _mended(path: Path, pack: Pack) -> Steps:
    from dlpulint.mending.fix import attempt

    attempt(path.read_bytes(), pack, prove=False, lossy=True)
    yield "", 0


def _apart(name: str, way: Callable[[], Steps], base: float) -> Iterator[Cost]:
    """The costs of a way, told by a child of this process."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with os.fdopen(writing, "wb", buffering=0) as told:
            for cost in _steps(name, way, base):
                told.write(msgspec_json.encode(cost) + b"\n")
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as heard:
        found = [msgspec_json.decode(line, type=Cost) for line in heard]
    _, status, usage = os.wait4(child, 0)
    yield from found
    if status:
        how = f"killed by signal {status & 127}" if status & 127 else "ended"
        yield Cost(name, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024 - base, how)


def _steps(name: str, way: Callable[[], Steps], base: float) -> Iterator[Cost]:
    resource.setrlimit(resource.RLIMIT_AS, (GIBIBYTES * 2**30,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
    reading: Cost | None = None
    said = ""
    steps = way()
    while True:
        Path("/proc/self/clear_refs").write_text("5", "ascii")
        begun = time.process_time()
        error, size, format = "", 0, ""
        try:
            format, size = next(steps)
        except StopIteration:
            return
        except BaseException as raised:
            error = said_of_error(raised)
        seconds, peak = time.process_time() - begun, _memory("VmHWM") - base
        if reading is None:
            said = format
            reading = Cost(name, seconds, peak, error, 0, said)
            yield reading
        else:
            # A run reads the file, and writes one report.
            whole, most = reading.seconds + seconds, max(reading.mebibytes, peak)
            yield Cost(f"{name} {format}", whole, most, error, size, said)
        if error:
            return


def _memory(field: str) -> float:
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no memory in the status of the process")


def main() -> None:
    """Print the costs of each file, as a line of JSON."""
    base = prepare()
    for file in sys.argv[1:]:
        print(msgspec_json.encode(tuple(costs(Path(file), base))).decode(), flush=True)


if __name__ == "__main__":
    main()
