"""A kit of probes in a folder: micro-models, a list of them, and the script that runs them."""

from pathlib import Path

import msgspec
from msgspec import Struct

from dlpulint.basics.errors import UsageError
from dlpulint.basics.files import write_file
from dlpulint.packs.pack import Pack
from dlpulint.probing.entries import Entry, open_entries
from dlpulint.probing.micro import Micro, MicroMaker, settles_by_partitions

MOST = 60
"""Models of a kit."""

LIST = "kit.json"
SCRIPT = "run.sh"
ON_DLPU, ON_CPU = "control-dlpu.tflite", "control-cpu.tflite"
"""Models whose fate is known: other results are worth nothing where theirs differs."""

_UNSEEN = (
    "no message of this chip shows the device of an operator: it has no bound on partitions, and "
    "what its delegate prints is not public"
)


class Probe(Struct, frozen=True, kw_only=True):
    """A row or limit, and how it is settled."""

    id: str
    expected: str
    """The device that the pack states: dlpu, cpu or unknown."""
    file: str = ""
    """The micro-model; empty where there is none."""
    operator: str = ""
    repeats: int = 0
    reason: str = ""
    """Why it cannot be probed."""


class Kit(Struct, frozen=True, kw_only=True):
    """The list of a kit."""

    target: str
    pack_version: str
    pack_build: str | None
    probes: tuple[Probe, ...]
    control_operator: str = ""
    """The operator of the control that the CPU runs."""
    repeats: int = 0


def write_kit(pack: Pack, folder: Path) -> Kit:
    """The kit of a target, written to a folder that is made where there is none.

    Raises UsageError where the folder has other files, or cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is no folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / LIST).exists():
        raise UsageError(f"{folder}: has other files; name a new folder")
    kit, files = kit_of(pack)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be made: {error.strerror or error}") from None
    for name, data in files.items():
        write_file(folder / name, data)
    return kit


def kit_of(pack: Pack) -> tuple[Kit, dict[str, bytes]]:
    """The kit of a target, and its files by name."""
    seen = settles_by_partitions(pack)
    maker = MicroMaker(pack)
    files: dict[str, bytes] = {}
    probes = []
    control = Micro()
    if seen:
        control = maker.known_on_cpu()
        files |= {ON_DLPU: maker.all_on_dlpu().data, ON_CPU: control.data}
    for entry in open_entries(pack):
        made = maker.of(entry) if seen else Micro(reason=_UNSEEN)
        if made.data and len(files) >= MOST:
            made = Micro(reason=f"a kit has at most {MOST} models")
        name = _file_name(entry) if made.data else ""
        if name:
            files[name] = made.data
        probes.append(
            Probe(
                id=entry.id,
                expected=entry.expected,
                file=name,
                operator=made.native,
                repeats=made.repeats,
                reason=made.reason,
            )
        )
    kit = Kit(
        target=pack.target,
        pack_version=pack.version,
        pack_build=pack.build,
        probes=tuple(probes),
        control_operator=control.native,
        repeats=maker.repeats,
    )
    files[LIST] = msgspec.json.format(msgspec.json.encode(kit), indent=1) + b"\n"
    if seen:
        files[SCRIPT] = _script(pack).encode()
    return kit, files


def read_kit(pack: Pack) -> Kit:
    """The list of a target's kit, which is the same as long as the pack is."""
    return kit_of(pack)[0]


def _file_name(entry: Entry) -> str:
    plain = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in entry.id)
    return f"{plain}.tflite"


def _script(pack: Pack) -> str:
    """The script for a camera's shell, which is not bash."""
    return _SCRIPT.replace("DEVICE", pack.device)


_SCRIPT = """\
#!/bin/sh
# Runs every model of this kit on the camera, and collects the log.
# Copy the folder to the camera, and run there: sh run.sh > kit.log
cd "$(dirname "$0")" || exit 1
for name in Brand.ProdNbr Properties.Firmware.Version Properties.System.Soc; do
  parhandclient getgroup "root.$name" 2>/dev/null
done
date "+%Y-%m-%d %H:%M:%S"
for model in *.tflite; do
  sleep "${PAUSE:-1}"
  begin=$(date +%s)
  echo "dlpulint probe: $model"
  larod-client -g "$model" -c DEVICE -R 1 -i '' 2>&1
  journalctl -u larod --since "@$begin" 2>/dev/null
done
rm -f ./*.out[0-9]*
"""
