"""Our MACs, parameters and peak of activations beside those that others count.

    pip install onnx-tool ethos-u-vela tflite-micro
    python benchmarks/counters.py MODEL... [--write]

ONNX files are counted by onnx-tool, integer TFLite files by Vela (Arm's compiler for Ethos-U,
operator by operator) and by TensorFlow Lite Micro (what its memory planner needs for activations).
None of them shares code with dlpulint. `--write` writes docs/counters.md; files of fixtures/ are
also written to tests/data/counters.csv, to which a test holds our figures.
"""

import argparse
import csv
import io
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from datetime import date
from importlib.metadata import version
from math import prod
from pathlib import Path

from msgspec import Struct

from dlpulint.basics.errors import ModelFileError
from dlpulint.facts.facts import Facts
from dlpulint.loader.open_model import load

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "counters.md"
FIGURES = ROOT / "tests" / "data" / "counters.csv"

ONNX_LAYERS: Mapping[str, str] = {
    name: name for name in ("Conv", "ConvTranspose", "Gemm", "MatMul")
}
VELA_LAYERS: Mapping[str, str] = {
    "Conv2D": "CONV_2D",
    "DepthwiseConv2D": "DEPTHWISE_CONV_2D",
    "TransposeConv2D": "TRANSPOSE_CONV",
    "FullyConnected": "FULLY_CONNECTED",
    "BatchMatMul": "BATCH_MATMUL",
}
"""What Vela calls the operators whose MACs are compared, with their native names."""
VELA_PARTS = frozenset({"Conv2D", "DepthwiseConv2D", "FullyConnected", "MatMul"})
"""What Vela makes of them, beside activations of their own."""


class Count(Struct, frozen=True):
    """What somebody counted of one model."""

    counter: str
    macs: Mapping[str, tuple[int, ...]]
    """Of each operator, by native name, sorted."""
    parameters: int | None = None
    peak: int | None = None

    @property
    def total(self) -> int:
        """All MACs that are compared."""
        return sum(sum(each) for each in self.macs.values())


def ours(path: Path) -> Count:
    """What dlpulint counts."""
    facts = Facts(load(path))
    layers = {*ONNX_LAYERS.values(), *VELA_LAYERS.values()}
    macs = defaultdict(list)
    for operator, count in facts.macs.items():
        if operator.native in layers and count is not None:
            macs[operator.native].append(count)
    return Count("dlpulint", _sorted(macs), facts.parameters, facts.peak_activation_bytes)


def onnx_tool_count(path: Path) -> Count | None:
    """What onnx-tool counts, less one for each result of a layer with a bias, which it adds."""
    import onnx_tool

    try:
        with redirect_stdout(io.StringIO()):
            graph = onnx_tool.Model(str(path)).graph
            graph.shape_infer(None)
            graph.profile()
    except Exception as error:  # It raises whatever comes for an operator that it does not know.
        print(f"{path.name}: onnx-tool: {error}", file=sys.stderr)
        return None
    macs = defaultdict(list)
    for node in graph.nodemap.values():
        if node.op_type in ONNX_LAYERS:
            biased = len(node.input) == 3 and bool(node.input[2])
            results = prod(graph.tensormap[node.output[0]].get_shape())
            macs[node.op_type].append(int(node.macs[0]) - (results if biased else 0))
    return Count(f"onnx-tool {version('onnx-tool')}", _sorted(macs), int(graph.params))


def vela_count(path: Path) -> Count | None:
    """What Vela counts per layer, with the arena of TensorFlow Lite Micro."""
    with tempfile.TemporaryDirectory() as folder:
        vela = Path(sys.executable).with_name("vela")
        options = ["--accelerator-config", "ethos-u65-512", "--verbose-performance"]
        command = [str(vela), str(path), *options, "--output-dir", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        written = next(Path(folder).glob("*_per-layer.csv"), None)
        if done.returncode or written is None:
            print(f"{path.name}: vela: {done.stderr.strip()[-200:]}", file=sys.stderr)
            return None
        rows = list(csv.DictReader(written.read_text().splitlines()))
    macs = defaultdict(list)
    for row in rows:
        name = row["Original Operator"]
        count = int(float(row["MAC Count"]))
        if count and name in VELA_LAYERS and row["NNG Operator"] in VELA_PARTS:
            macs[VELA_LAYERS[name]].append(count)
    if not macs:
        return None
    return Count(f"Vela {version('ethos-u-vela')}", _sorted(macs), None, _micro_arena(path))


def _micro_arena(path: Path) -> int | None:
    """Bytes that TensorFlow Lite Micro's planner needs for tensors that come and go."""
    script = (
        "import sys\n"
        "from tflite_micro.python.tflite_micro import runtime\n"
        "runtime.Interpreter.from_file(sys.argv[1]).print_allocations()\n"
    )
    command = [sys.executable, "-c", script, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"Arena allocation head (\d+) bytes", done.stdout + done.stderr)
    return int(found[1]) if found else None


def _sorted(macs: Mapping[str, list[int]]) -> dict[str, tuple[int, ...]]:
    return {name: tuple(sorted(each)) for name, each in sorted(macs.items())}


def compared(paths: Sequence[Path]) -> Iterator[tuple[Path, Count, Count]]:
    """Each model that both we and another can count."""
    for path in paths:
        try:
            told = ours(path)
        except ModelFileError as error:
            print(f"{path.name}: {error}", file=sys.stderr)
            continue
        other = (onnx_tool_count if path.suffix == ".onnx" else vela_count)(path)
        if other is not None:
            yield path, told, other


def difference(told: Count, other: Count) -> str:
    """By how much which kinds of operators are counted otherwise; empty where all agree.

    Where one side runs an operator in several parts, sums are compared.
    """
    parts = []
    for name in sorted({*told.macs, *other.macs}):
        mine, theirs = told.macs.get(name, ()), other.macs.get(name, ())
        if sum(mine) != sum(theirs) or (len(mine) == len(theirs) and mine != theirs):
            parts.append(f"{name}: {sum(mine):,} here, {sum(theirs):,} there")
    return "; ".join(parts)


def page(rows: Sequence[tuple[Path, Count, Count]]) -> str:
    """The fixtures, and of further models those that are counted otherwise, as Markdown."""
    fixtures = [row for row in rows if row[0].parent.name == "fixtures"]
    further = [row for row in rows if row[0].parent.name != "fixtures"]
    other = [row for row in further if difference(*row[1:])]
    lines = [f"Counted on {date.today().isoformat()}.", "", "## The fixtures", "", *_HEAD]
    lines += map(_line, fixtures)
    if further:
        lines += ["", "## Further models", ""]
        lines += [
            f"{len(further)} further models were counted, "
            f"{sum(path.suffix == '.onnx' for path, _, _ in further)} of them ONNX. "
            f"{len(further) - len(other)} agree in every operator; the others do not:",
            "",
            *_HEAD,
        ]
        lines += map(_line, other)
    return "\n".join(lines) + "\n"


_HEAD = (
    "| model | MACs | there | parameters | there | peak | there | by | difference |",
    "|---|--:|--:|--:|--:|--:|--:|---|---|",
)


def _line(row: tuple[Path, Count, Count]) -> str:
    path, told, other = row
    numbers = (told.total, other.total, told.parameters, other.parameters, told.peak, other.peak)
    texts = " | ".join(map(_text, numbers))
    return f"| {path.name} | {texts} | {other.counter} | {difference(told, other) or 'none'} |"


def _text(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def main() -> None:
    """Compare, print, and write what is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("models", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    rows = list(compared(arguments.models))
    print(page(rows))
    if not arguments.write:
        return
    begun = PAGE.read_text("utf-8").partition("Counted on ")[0]
    PAGE.write_text(begun + page(rows), "utf-8")
    with FIGURES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("model", "counter", "operator", "macs", "parameters", "peak"))
        for path, _, other in rows:
            if path.parent.name == "fixtures":
                for name, each in other.macs.items():
                    listed = " ".join(map(str, each))
                    numbers = (other.parameters or "", other.peak or "")
                    writer.writerow((path.name, other.counter, name, listed, *numbers))


if __name__ == "__main__":
    main()
