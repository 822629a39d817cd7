"""A kit of probes in a folder: micro-models, a list of them, and the script that runs them."""

from collections.abc import Container
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dlpulint.basics.errors import UsageError
from dlpulint.basics.files import write_file
from dlpulint.basics.terms import Partitioning
from dlpulint.packs.pack import Pack
from dlpulint.probing import scripts, toolchain
from dlpulint.probing.entries import Entry, open_entries
from dlpulint.probing.float_micro import FloatMicro, FloatMicroMaker
from dlpulint.probing.micro import Micro, MicroMaker
from dlpulint.probing.parts import Parts

MOST = 60
"""Models of a kit."""

LIST = "kit.json"
SCRIPT = "run.sh"
ON_DLPU, ON_CPU = "control-dlpu.tflite", "control-cpu.tflite"
"""Models whose fate is known: other results are worth nothing where theirs differs."""

_UNSEEN = "nothing public shows the device of an operator"
_WHOLE = "its toolchain compiles a whole model or refuses it, and has no public commands for ONNX"

Way: TypeAlias = Literal["partitions", "times", "table", "toolchain"]
"""How the device of an operator shows: larod refuses too many partitions, the delegate's lines and
times differ, the compiler lists it, or the toolchain refuses the model.
"""


def way_of(pack: Pack) -> Way | None:
    """How the device of an operator shows on a target; `None` where nothing public does."""
    if pack.partitioning is Partitioning.GREEDY and pack.partition_limit is not None:
        return "partitions"
    if pack.partitioning is Partitioning.GREEDY and pack.device:
        return "times"
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
    row: int = 0
    """Its row's position among those of its kind, from 0."""
    timed: bool = True
    """Whether its time shows the device: large maps take long on either."""
    part: int = 0
    """The kit that has the model, from 1; 0 where there is no model."""
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
    part: int = 1
    """Its number, of those that a target needs."""
    parts: int = 1

    @property
    def own(self) -> tuple[Probe, ...]:
        """The probes whose models are in this kit."""
        return tuple(probe for probe in self.probes if probe.part == self.part)

    @property
    def on_dlpu(self) -> str:
        """The model that the DLPU runs for certain."""
        return toolchain.ON_DLPU if self.way == "toolchain" else ON_DLPU

    @property
    def on_cpu(self) -> str:
        """The model that the DLPU does not run, for certain."""
        return toolchain.REFUSED if self.way == "toolchain" else ON_CPU


def write_kit(pack: Pack, folder: Path, part: int = 1) -> Kit:
    """A kit of a target, written to a folder that is made where there is none.

    Args:
        part: its number, where a target needs several kits.

    Raises UsageError where the folder has other files, or cannot be written, or there is no such
    part.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is no folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / LIST).exists():
        raise UsageError(f"{folder}: has other files; name a new folder")
    kit, files = kit_of(pack, part)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be made: {error.strerror or error}") from None
    for name, data in files.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        write_file(file, data)
    return kit


def kit_of(pack: Pack, part: int = 1) -> tuple[Kit, dict[str, bytes]]:
    """A kit of a target, and its files by name. Raises UsageError where there is no such part."""
    kits = kits_of(pack)
    if not 1 <= part <= len(kits):
        raise UsageError(f"--part {part}: the kits of {pack.target} are 1 to {len(kits)}")
    return kits[part - 1]


def kits_of(pack: Pack) -> list[tuple[Kit, dict[str, bytes]]]:
    """The kits of a target, each with its files by name."""
    way = way_of(pack)
    unseen = _WHOLE if pack.partitioning is Partitioning.WHOLE else _UNSEEN
    maker = FloatMicroMaker(pack) if way == "toolchain" else MicroMaker(pack)
    empty = Kit(target=pack.target, pack_version=pack.version, pack_build=pack.build, probes=())
    kit = replace(empty, way=way or "")
    on_dlpu, control = Micro(), Micro()
    if way == "times" and isinstance(maker, MicroMaker):
        on_dlpu, control = maker.on_both_devices()
    elif way is not None:
        on_dlpu, control = maker.all_on_dlpu(), maker.known_on_cpu()
    controls = {} if way is None else {kit.on_dlpu: on_dlpu.data, kit.on_cpu: control.data}
    parts = Parts(controls, MOST)
    probes = []
    names: set[str] = set()
    for entry in open_entries(pack):
        made = Micro(reason=unseen) if way is None else maker.of(entry)
        beside = _beside(made, maker)
        name = _file_name(entry, kit, names) if made.data else ""
        names.add(name)
        probe = Probe(
            id=entry.id,
            expected=entry.expected,
            file=name,
            operator=made.native,
            repeats=made.repeats,
            needs=next(iter(beside), ""),
            kinds=made.kinds,
            row=entry.position,
            timed=made.timed,
            part=parts.add({name: made.data, **beside}) if made.data else 0,
            reason=made.reason,
        )
        probes.append(probe)
    kit = replace(
        kit,
        probes=tuple(probes),
        control_operator=control.native,
        repeats=maker.repeats,
        parts=len(parts.files),
    )
    return [
        _with_script(replace(kit, part=n), files, pack) for n, files in enumerate(parts.files, 1)
    ]


def _with_script(kit: Kit, models: dict[str, bytes], pack: Pack) -> tuple[Kit, dict[str, bytes]]:
    """A kit, and its files by name: models, list and script."""
    files = dict(models)
    files[LIST] = msgspec.json.format(msgspec.json.encode(kit), indent=1) + b"\n"
    if kit.way == "partitions":
        files[SCRIPT] = scripts.ON_CAMERA.replace("DEVICE", pack.device).encode()
    elif kit.way == "times":
        files[SCRIPT] = scripts.timed(pack.device, (ON_DLPU, ON_CPU)).encode()
    elif kit.way == "table":
        files[SCRIPT] = scripts.BY_COMPILER.encode()
    elif kit.way == "toolchain":
        files[SCRIPT] = toolchain.script_of(pack, files[kit.on_dlpu]).encode()
        files |= toolchain.images()
    return kit, files


def _beside(made: Micro, maker: MicroMaker | FloatMicroMaker) -> dict[str, bytes]:
    """The model that a probe needs, by its file; empty for none."""
    if not (isinstance(made, FloatMicro) and isinstance(maker, FloatMicroMaker) and made.needs):
        return {}
    return {toolchain.beside_file(made.needs): maker.beside(made.needs)}


def _file_name(entry: Entry, kit: Kit, others: Container[str]) -> str:
    """A file of its own for each entry: rows of one kind have one id."""
    plain = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in entry.id)
    suffix = Path(kit.on_dlpu).suffix
    name = f"{plain}{suffix}"
    return f"{plain}-{entry.position + 1}{suffix}" if name in others else name
