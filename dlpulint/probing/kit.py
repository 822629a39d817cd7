"""A kit of probes in a folder: micro-models, a list of them, and the script that runs them."""

from pathlib import Path
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dlpulint.basics.errors import UsageError
from dlpulint.basics.files import write_file
from dlpulint.basics.terms import Partitioning
from dlpulint.packs.pack import Pack
from dlpulint.probing import toolchain
from dlpulint.probing.entries import Entry, open_entries
from dlpulint.probing.float_micro import FloatMicro, FloatMicroMaker
from dlpulint.probing.micro import Micro, MicroMaker

MOST = 60
"""Models of a kit."""

LIST = "kit.json"
SCRIPT = "run.sh"
ON_DLPU, ON_CPU = "control-dlpu.tflite", "control-cpu.tflite"
"""Models whose fate is known: other results are worth nothing where theirs differs."""

_UNSEEN = (
    "no known message of this chip shows the device of an operator: it has no bound on partitions, "
    "and the lines of its delegate are not public"
)
_WHOLE = "its toolchain compiles a whole model or refuses it, and has no public commands for ONNX"

Way: TypeAlias = Literal["partitions", "table", "toolchain"]
"""How the device of an operator shows: larod refuses too many partitions, the compiler lists it, or
the toolchain refuses the model.
"""


def way_of(pack: Pack) -> Way | None:
    """How the device of an operator shows on a target; `None` where nothing public does."""
    if pack.partitioning is Partitioning.GREEDY and pack.partition_limit is not None:
        return "partitions"
    if pack.partitioning is Partitioning.WHOLE:
        compiles = pack.toolchain is not None and "onnx" in pack.toolchain.formats
        return "toolchain" if compiles else None
    return "table" if pack.partitioning is Partitioning.FIRST_CUT else None


class Probe(Struct, frozen=True, kw_only=True):
    """A row or limit, and how it is settled."""

    id: str
    expected: str
    """The device that the pack states: dlpu, cpu or unknown."""
    file: str = ""
    """The micro-model; empty where there is none."""
    operator: str = ""
    repeats: int = 0
    needs: str = ""
    """The model that has to compile for a refusal to count; empty for none."""
    kinds: tuple[str, ...] = ()
    """Kinds that the outcome of a limit of all operators is about, the probed one first."""
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
    way: Way | Literal[""] = ""
    """How outcomes show; empty where the kit has no models."""

    @property
    def on_dlpu(self) -> str:
        """The model that the DLPU runs for certain."""
        return toolchain.ON_DLPU if self.way == "toolchain" else ON_DLPU

    @property
    def on_cpu(self) -> str:
        """The model that the DLPU does not run, for certain."""
        return toolchain.REFUSED if self.way == "toolchain" else ON_CPU


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
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        write_file(file, data)
    return kit


def kit_of(pack: Pack) -> tuple[Kit, dict[str, bytes]]:
    """The kit of a target, and its files by name."""
    way = way_of(pack)
    unseen = _WHOLE if pack.partitioning is Partitioning.WHOLE else _UNSEEN
    maker = FloatMicroMaker(pack) if way == "toolchain" else MicroMaker(pack)
    files: dict[str, bytes] = {}
    probes = []
    control = Micro()
    empty = Kit(target=pack.target, pack_version=pack.version, pack_build=pack.build, probes=())
    kit = replace(empty, way=way or "")
    if way is not None:
        control = maker.known_on_cpu()
        files |= {kit.on_dlpu: maker.all_on_dlpu().data, kit.on_cpu: control.data}
    for entry in open_entries(pack):
        made = Micro(reason=unseen) if way is None else maker.of(entry)
        beside = _beside(made, maker)
        if made.data and len(files | beside) >= MOST:
            made = Micro(reason=f"a kit has at most {MOST} models")
        name = _file_name(entry, kit) if made.data else ""
        if name:
            files |= {name: made.data, **beside}
        probes.append(
            Probe(
                id=entry.id,
                expected=entry.expected,
                file=name,
                operator=made.native,
                repeats=made.repeats,
                needs=next(iter(beside), ""),
                kinds=made.kinds if isinstance(made, FloatMicro) else (),
                reason=made.reason,
            )
        )
    kit = replace(kit, probes=tuple(probes), control_operator=control.native, repeats=maker.repeats)
    files[LIST] = msgspec.json.format(msgspec.json.encode(kit), indent=1) + b"\n"
    if way == "partitions":
        files[SCRIPT] = _ON_CAMERA.replace("DEVICE", pack.device).encode()
    elif way == "table":
        files[SCRIPT] = _BY_COMPILER.encode()
    elif way == "toolchain":
        files[SCRIPT] = toolchain.script_of(pack, files[kit.on_dlpu]).encode()
        files |= toolchain.images()
    return kit, files


def _beside(made: Micro, maker: MicroMaker | FloatMicroMaker) -> dict[str, bytes]:
    """The model that a probe needs, by its file; empty for none."""
    if not (isinstance(made, FloatMicro) and isinstance(maker, FloatMicroMaker) and made.needs):
        return {}
    return {toolchain.beside_file(made.needs): maker.beside(made.needs)}


def _file_name(entry: Entry, kit: Kit) -> str:
    plain = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in entry.id)
    return plain + Path(kit.on_dlpu).suffix


_ON_CAMERA = """\
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

_BY_COMPILER = """\
#!/bin/sh
# Compiles every model of this kit with edgetpu_compiler, and collects its tables.
# Run it on a computer: sh run.sh > kit.log
cd "$(dirname "$0")" || exit 1
compiled=$(mktemp -d)
for model in *.tflite; do
  echo "dlpulint probe: $model"
  edgetpu_compiler -s -o "$compiled" "$model" 2>&1
done
rm -r "$compiled"
"""
