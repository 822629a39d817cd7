"""`--probe`: a kit written, or its log read, with the answer as text."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from dlpulint.basics.errors import UsageError
from dlpulint.basics.files import read_whole, write_file
from dlpulint.logs.records import Log
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from dlpulint.packs.target_names import targets_named
from dlpulint.probing.kit import LIST, SCRIPT, Kit, Probe, write_kit
from dlpulint.probing.outcome import outcomes_of
from dlpulint.probing.overlay import overlay_text

_WHERE = {
    "partitions": "Copy the folder to a camera; there",
    "times": "Copy the folder to a camera; there",
    "table": "Where edgetpu_compiler is installed",
    "toolchain": "Copy the folder to where the toolchain is installed; there",
}
"""Where the script of a kit runs, by how outcomes show."""

_HOW: Mapping[str, tuple[str, ...]] = {
    "times": (
        "Each model has an operator nine times between layers that run on the target. If the CPU",
        "runs it, data moves between the two 18 times, which costs time, and Arm NN may log the",
        "operator. Two controls must show this at the beginning and the end of the log; otherwise",
        "nothing is settled.",
    )
}
"""How outcomes show, where that is not certain before the log is read."""

_LARGEST_LIST = 1 << 20
"""Bytes of a kit's list."""


def kit_answer(target: str, folder: Path, library: Folders, part: int = 1) -> str:
    """A kit of a target in a folder, with the rows that no kit can settle."""
    pack = load_pack(_target(target, library), library, examples=True)
    kit = write_kit(pack, folder, part)
    return "\n".join(_described(kit, folder))


def log_answer(target: str, folder: Path, logs: Sequence[Log], library: Folders) -> str:
    """The outcomes of a kit's log, and the overlay that is written beside the kit."""
    name = _target(target, library)
    try:
        data = read_whole(folder / LIST, _LARGEST_LIST)
        kit = msgspec.json.decode(data, type=Kit)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise UsageError(f"{folder / LIST}: is no list of a kit: {error}") from None
    if kit.target != name:
        raise UsageError(f"{folder / LIST}: is a kit of {kit.target}, not of {name}")
    found = outcomes_of(kit, logs)
    if found.fault:
        raise UsageError(f"the log settles nothing: {found.fault}")
    file = folder / f"{name}-measured.toml"
    write_file(file, overlay_text(kit, found, library))
    lines = [
        f"{outcome.probe.id}: {outcome.word}"
        + ("" if outcome.device == "unclear" else f", {_outcome(kit, outcome.device)}")
        for outcome in found.outcomes
    ]
    use = f"{file}: use it with --rules {folder} --target {name}-measured"
    return "\n".join((*lines, "", use))


def _outcome(kit: Kit, device: str) -> str:
    """The outcome as the way of the kit shows it."""
    return _COMPILED[device] if kit.way == "toolchain" else device


_COMPILED = {"dlpu": "compiled", "cpu": "refused by the toolchain"}


def _target(name: str, library: Folders) -> str:
    names = targets_named((name,), library)
    if len(names) != 1:
        raise UsageError(f"--probe {name}: name one target")
    return names[0]


def _parts(kit: Kit, made: Sequence[Probe]) -> Iterator[str]:
    """The parts that a target needs, if there are several; kit.json has the part of each probe."""
    if kit.parts == 1:
        return
    for number in range(1, kit.parts + 1):
        ids = [probe.id for probe in made if probe.part == number]
        here = "this one" if number == kit.part else f"--part {number}"
        yield f"  part {number} of {kit.parts} ({here}): {len(ids)}, {ids[0]} to {ids[-1]}"


def _described(kit: Kit, folder: Path) -> Iterator[str]:
    made = [probe for probe in kit.probes if probe.file]
    count = f"{len(made)} of {len(kit.probes)} open rows and limits of {kit.target}"
    yield f"{folder}: {count} have a probe."
    if made:
        yield from _parts(kit, made)
        yield f"{_WHERE[kit.way or 'partitions']}, run: sh {SCRIPT} > kit.log"
        yield f"Then: dlpulint --probe {kit.target} --output {folder} --log kit.log"
        yield from _HOW.get(kit.way, ())
    reasons: dict[str, list[str]] = {}
    for probe in kit.probes:
        if probe.reason:
            reasons.setdefault(probe.reason, []).append(probe.id)
    if reasons:
        yield ""
        yield "Without a probe:"
    for reason, ids in reasons.items():
        shown = f"{', '.join(ids[:4])}{f' and {len(ids) - 4} more' if len(ids) > 4 else ''}"
        yield f"  {shown}: {reason}"
