"""A stand-in for an ARTPEC-9 camera: larod with Arm NN's delegate and a hidden table of devices."""

from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from random import Random

from msgspec import Struct

from dlpulint.model.kinds import TFLITE
from dlpulint.probing.kit import Kit

CLIENT = """#!/bin/sh
while [ $# -gt 0 ]; do
  [ "$1" = -g ] && model=$2
  shift
done
echo "$model" > "$ANSWERS/last"
run=1
[ -e "$ANSWERS/$model.ran" ] && run=2
: > "$ANSWERS/$model.ran"
cat "$ANSWERS/$model.client$run"
"""
"""Answers the second run of a model apart from its first."""


class Shows(Enum):
    """What tells the devices apart on the stand-in."""

    LINES = "lines"
    TIMES = "times"
    BOTH = "both"


class Camera(Struct, frozen=True, kw_only=True):
    """How the stand-in answers."""

    shows: Shows
    base: float = 1.0
    """Milliseconds of a model that the DLPU runs whole."""
    ratio: float = 8.0
    """Times as long as which a model takes whose operator the CPU runs."""
    noise: float = 0.2
    """Share by which times are shorter or longer."""
    drift: float = 1.0
    """Factor of the times of the controls at the end."""


def answer(
    kit: Kit, folder: Path, on_cpu: Mapping[str, bool], camera: Camera, random: Random
) -> None:
    """Writes down the answers to the two runs of each model of a kit.

    Args:
        folder: the answers'.
        on_cpu: by file, whether the CPU runs its operator.
    """
    operators = {kit.on_dlpu: kit.control_operator, kit.on_cpu: kit.control_operator}
    operators |= {probe.file: probe.operator for probe in kit.own}
    for file, operator in operators.items():
        for run, drift in ((1, 1.0), (2, camera.drift)):
            factor = camera.ratio if on_cpu[file] and camera.shows is not Shows.LINES else 1.0
            noise = random.uniform(1 - camera.noise, 1 + camera.noise)
            text = (
                "2026-11-29T10:00:00.000 Connecting to larod...\n"
                f"2026-11-29T10:00:01.000 Model {file} loaded\n"
                "2026-11-29T10:00:02.000 Mean execution time for job: "
                f"{camera.base * factor * noise * drift:.4f} ms\n"
            )
            (folder / f"{file}.client{run}").write_text(text)
        shown = on_cpu[file] and camera.shows is not Shows.TIMES
        lines = _lines(operator, random) if shown else ()
        (folder / f"{file}.journal").write_text("".join(f"{line}\n" for line in lines))


def _lines(operator: str, random: Random) -> Iterator[str]:
    """What the delegate logs of an operator that it leaves to the CPU, once for each."""
    head = "2026-11-29T10:00:01.000 axis larod[700]: "
    visitor = "".join(part.capitalize() for part in operator.split("_") if not part[0].isdigit())
    for _ in range(9):
        if random.random() < 0.5:
            number = tuple(TFLITE).index(operator)
            yield f"{head}ERROR: Operator {operator} [{number}] is not supported by armnn_delegate."
            continue
        yield f"{head}WARNING: {visitor.upper()}: not supported by armnn: it is not"
        yield f"{head}ERROR: Visit{visitor}Operator: not supported by any specified backend"
