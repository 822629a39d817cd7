"""A stand-in for a camera: larod with a hidden table of devices, in a folder for PATH."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

import pytest

from dlpulint.loader.open_model import load
from dlpulint.model.kinds import TFLITE
from dlpulint.probing.kit import SCRIPT

LIMIT = 16

_PROGRAMS = ("sh", "cat", "date", "mktemp", "rm", "sleep")

NEEDS_SHELL = pytest.mark.skipif(
    sys.platform == "win32" or any(shutil.which(name) is None for name in _PROGRAMS),
    reason=f"a camera has {', '.join(_PROGRAMS)}",
)

_CLIENT = """#!/bin/sh
while [ $# -gt 0 ]; do
  [ "$1" = -g ] && model=$2
  shift
done
echo "$model" > "$ANSWERS/last"
cat "$ANSWERS/$model.client"
"""
_JOURNAL = """#!/bin/sh
cat "$ANSWERS/$(cat "$ANSWERS/last").journal"
"""
_PARAMETERS = """#!/bin/sh
case "$2" in
*ProdNbr) echo 'root.Brand.ProdNbr="P3267-LVE"' ;;
*Version) echo 'root.Properties.Firmware.Version="12.11.72"' ;;
*Soc) echo 'root.Properties.System.Soc="Axis Artpec-8"' ;;
esac
"""


def stand_in(folder: Path) -> None:
    """Write the programs of a camera."""
    folder.mkdir()
    programs = {"larod-client": _CLIENT, "journalctl": _JOURNAL, "parhandclient": _PARAMETERS}
    for name, text in programs.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)


def answer(
    kit: Path, answers: Path, on_cpu: Mapping[str, bool], without_mapper: frozenset[str]
) -> None:
    """Write down the answer to each model of a kit.

    Args:
        on_cpu: by operator, whether the CPU runs it.
        without_mapper: operators that the journal names beside.
    """
    for model in kit.glob("*.tflite"):
        names = [operator.native for operator in load(model).operators]
        devices = [key for key, _ in groupby(on_cpu.get(name, False) for name in names)]
        lines = ["2026-11-29T10:00:00.000 Connecting to larod..."]
        if len(devices) > LIMIT:
            lines.append(
                "2026-11-29T10:00:01.000 Could not load model: Model contains too many graph "
                f"partitions ({len(devices)} > {LIMIT}) and {sum(devices)} of the graph partitions "
                "can't be run on the device. Consider redesigning the model"
            )
        else:
            lines.append(f"2026-11-29T10:00:01.000 Model {model.name} loaded")
            lines.append("2026-11-29T10:00:02.000 Mean execution time for job: 0.40 ms")
        (answers / f"{model.name}.client").write_text("\n".join(lines) + "\n")
        journal = [
            "2026-11-29T10:00:01.000 axis larod[700]: WARNING: Fallback unsupported op "
            f"{tuple(TFLITE).index(name)} to TfLite\n"
            for name in sorted(set(names) & without_mapper)
        ]
        (answers / f"{model.name}.journal").write_text("".join(journal))


def logged(folder: Path, camera: Path) -> bytes:
    """The log of a kit's script on the stand-in; `camera` has its programs and answers."""
    result = subprocess.run(
        ["sh", folder / SCRIPT],
        env={
            "PATH": f"{camera / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "ANSWERS": str(camera / "answers"),
            "PAUSE": "0",
        },
        capture_output=True,
        check=True,
    )
    assert result.stderr == b""
    return result.stdout
