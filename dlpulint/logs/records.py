"""Contents of a log as plain data."""

from collections.abc import Mapping

from msgspec import Struct

MAPPED = "Mapped to Edge TPU"
"""Status of an operator that runs on the Edge TPU."""


class LoggedLine(Struct, frozen=True, kw_only=True):
    """A known line, which may stand in the log several times."""

    known: str
    """Id of the known line."""
    number: int
    """Its first line in the log, from 1."""
    text: str
    """The first one, made printable and cut."""
    values: Mapping[str, str]
    """Values by the names of the pattern's groups."""
    model: str = ""
    """File that the lines before it are about; empty where they name none."""
    device: str = ""
    """larod device that the lines before it are about; empty where they name none."""
    time: str = ""
    """Date and time of the first one as the log has them; empty without any."""
    count: int = 1


class TableRow(Struct, frozen=True):
    """A row of the compiler's operator table."""

    op: str
    count: int
    status: str

    @property
    def mapped(self) -> bool:
        """Whether these operators run on the Edge TPU."""
        return self.status == MAPPED


class CompilerRun(Struct, frozen=True, kw_only=True):
    """A run of Google's Edge TPU compiler."""

    number: int
    """Its first line in the log, from 1."""
    version: str = ""
    model: str = ""
    """The file that was compiled; empty where the log does not name it."""
    rows: tuple[TableRow, ...] = ()
    """The operator table; empty without one."""
    subgraphs: int | None = None
    operators: int | None = None
    on_tpu: int | None = None
    on_cpu: int | None = None
    memory_used: str = ""
    """On-chip memory for parameters."""
    memory_left: str = ""
    memory_streamed: str = ""
    """Parameters in off-chip memory."""
    succeeded: bool | None = None
    """`None` where the log does not state it."""


class Step(Struct, frozen=True):
    """A step of a toolchain that has ended."""

    name: str
    exit: int
    """Its exit code."""
    by_model: bool = True
    """Whether nothing in its output shows another cause."""


class Compilation(Struct, frozen=True):
    """A model that a kit's script gave to a toolchain."""

    model: str
    steps: tuple[Step, ...]


class CameraFacts(Struct, frozen=True, kw_only=True):
    """What a log states about the camera."""

    product: str = ""
    axis_os: str = ""
    soc: str = ""
    time: str = ""
    """Date and time of the first line that has them."""


class Log(Struct, frozen=True, kw_only=True):
    """A log that was read."""

    name: str
    """The file, as the user reaches it; `-` for standard input."""
    lines: tuple[LoggedLine, ...]
    runs: tuple[CompilerRun, ...]
    camera: CameraFacts
    kinds: tuple[str, ...]
    """Programs whose lines were found, in alphabetical order."""
    left_out: int = 0
    """Different known lines beyond the bound."""
    compilations: tuple[Compilation, ...] = ()
    """Models of a kit of probes that a toolchain compiled or refused."""
