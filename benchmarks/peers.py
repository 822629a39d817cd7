"""Other linters of models, installed into an environment of their own and measured beside ours."""

import subprocess
import sys
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from benchmarks.graphs import layers_of, write
from benchmarks.measuring import costs
from benchmarks.tables import Line, Table, compared

INSTALLED = ("trtcheck", "onnx-card")
"""Packages of the Python Package Index, each with a program of its name that reads ONNX."""

OURS = "dlpulint, cv25"


def installed(folder: Path) -> Mapping[str, Path]:
    """The programs, installed in an environment in a folder; what cannot be installed is left out.

    It is of this Python, and its packages are compiled, as ours are.
    """
    venv.create(folder, with_pip=True)
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    found = {}
    for name in INSTALLED:
        command = [str(scripts / "python"), "-m", "pip", "install", "--quiet", name]
        done = subprocess.run(command, check=False)
        if done.returncode == 0 and (scripts / name).exists():
            found[name] = scripts / name
        else:
            print(f"{name} cannot be installed: left out", file=sys.stderr)
    return found


def of_peers(lint: Sequence[str], programs: Mapping[str, Path], folder: Path, rounds: int) -> Table:
    """One 5 MB model, by us for one target and by each of the programs."""
    model = folder / "5 MB.onnx"
    write(model, layers_of("residual", 150), channels=144)
    commands: dict[str, Sequence[str]] = {OURS: (*lint, str(model), "--target", "cv25")}
    commands |= {name: (str(program), str(model)) for name, program in programs.items()}
    found = costs(commands, rounds)
    lines: list[Line] = [*compared(found, {})]
    for name in programs:
        (line,) = (line for line in compared(found, {OURS: name}) if line.name == OURS)
        lines.append(replace(line, name=f"{OURS}, beside {name}"))
    missing = [name for name in INSTALLED if name not in programs]
    return Table(
        "Beside other linters of ONNX",
        "Whole processes that read one file of 5 MB, by turns; their reports differ. The other "
        "programs have an\nenvironment of their own.",
        tuple(lines),
        f"Could not be installed: {', '.join(missing)}." if missing else "",
    )
