"""Whole processes: one model, ten models, a report as HTML, and what they are compared with."""

import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct, json

from benchmarks.graphs import layers_of, write
from benchmarks.measuring import costs
from benchmarks.tables import Table, compared

PYTHON = sys.executable
LINT = (PYTHON, "-m", "dlpulint")
BARE = "bare Python"
IMPORTS = {".tflite": "import click, networkx, tflite", ".onnx": "import click, networkx, onnx"}
TARGETS = {".tflite": ("artpec7", "artpec8", "artpec9"), ".onnx": ("cv25", "artpec9")}


class Peer(Struct, frozen=True):
    """A program that judges models as well, measured only where it is installed."""

    suffix: str
    """Of the files it reads."""
    arguments: tuple[str, ...] = ()
    """What goes before the model."""


PEERS: Mapping[str, Peer] = {
    "edge-lint": Peer(".tflite", ("--matrix", "{folder}/matrix.json")),
    "vela": Peer(".tflite", ("--output-dir", "{folder}")),
}
"""`edge-lint` is of edge-compat, and is given a matrix without entries; `vela` compiles too."""

MATRIX = {
    "schema_version": "1.0",
    "litert_version": "2.1.6",
    "backend": "cpu_xnnpack",
    "generated_at": "2026-11-21",
    "entries": [],
}


def of_one_model(models: Sequence[Path], folder: Path, rounds: int) -> Table:
    """One model and one target a process; to the `.tflite` and `.onnx` given, one of 5 MB."""
    (folder / "matrix.json").write_bytes(json.encode(MATRIX))
    made = folder / "5 MB.onnx"
    write(made, layers_of("residual", 150), channels=144)
    commands: dict[str, Sequence[str]] = {BARE: (PYTHON, "-c", "pass")}
    yardsticks = {"--version": BARE}
    commands["--version"] = (*LINT, "--version")
    for model in (*models, made):
        yardstick = IMPORTS[model.suffix]
        commands[yardstick] = (PYTHON, "-c", yardstick)
        for target in TARGETS[model.suffix]:
            name = f"{model.name}, {target}"
            commands[name] = (*LINT, str(model), "--target", target)
            yardsticks[name] = yardstick
        for name, peer in PEERS.items():
            if (program := shutil.which(name)) and peer.suffix == model.suffix:
                given = [word.format(folder=folder) for word in peer.arguments]
                commands[f"{name}, {model.name}"] = (program, *given, str(model))
                yardsticks[f"{name}, {model.name}"] = yardstick
    return Table(
        "One model, one target",
        "Whole processes, text, beside importing click, networkx and the package of the format. A "
        "run does without networkx,\nnumpy and tflite, and loads two modules of onnx. On artpec8 "
        "it reads the weights of a file that\nis per channel. The yardstick is kept so that "
        "figures can be compared.",
        compared(costs(commands, rounds), yardsticks),
    )


def of_many(models: Sequence[Path], folder: Path, rounds: int) -> Table:
    """Ten models in one process, all targets, and a large graph as HTML."""
    graph = folder / "2,500 operators.tflite"
    write(graph, layers_of("residual", 2_500))
    one, ten = "1 model, all targets", f"{len(models)} models, all targets"
    text, html = "2,500 operators, text", "2,500 operators, HTML"
    commands = {
        one: (*LINT, str(models[0]), "-t", "all"),
        ten: (*LINT, *map(str, models), "-t", "all"),
        text: (*LINT, str(graph), "-t", "artpec9"),
        html: (*LINT, str(graph), "-t", "artpec9", "-f", f"html={folder / 'report.html'}"),
    }
    return Table(
        "Many models, and a page of a large one",
        "Whole processes. The page holds the layout of the whole graph.",
        compared(costs(commands, rounds), {ten: one, html: text}),
    )
