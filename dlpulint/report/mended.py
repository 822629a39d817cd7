"""What `--fix` has made of a file, as reports show it."""

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from dlpulint.report.report import ModelReport


class MendedEdit(Struct, frozen=True, kw_only=True):
    """An edit that was made."""

    edit: str
    """Its name, as `--fix-only` takes it."""
    description: str
    application: tuple[str, ...]
    """What the application has to do differently: sentences; none where nothing changes."""


class RefusedEdit(Struct, frozen=True, kw_only=True):
    """An edit that applies and was not made."""

    edit: str
    reason: str


class NewEnd(Struct, frozen=True, kw_only=True):
    """An input or output of the mended file."""

    name: str
    dtype: str
    shape: tuple[int | None, ...]
    scale: float | None
    zero_point: int | None
    meaning: str = ""
    """What an output of a cut graph holds; empty for ends that mean what they meant before."""
    code: str = ""
    """NumPy code from the former input `x` to this one, or from this output `x` to the former one;
    empty where they are the same."""


class MendedFile(Struct, frozen=True, kw_only=True):
    """A file that `--fix` has written."""

    path: str
    certificate: str
    """The file that states what was changed and how it was compared."""
    tail: str | None
    """The file with what was cut off, for larod's cpu-tflite."""
    tail_reason: str = ""
    """Why there is none although something was cut off."""
    decode: str | None = None
    """The Python file with the decoding in NumPy."""
    edits: tuple[MendedEdit, ...]
    inputs: tuple[NewEnd, ...]
    outputs: tuple[NewEnd, ...]
    decoding: tuple[str, ...] = ()
    """What is to be computed from the outputs of a cut graph: sentences in order."""
    proof: str
    """How it was compared with the original, and with what result: a sentence."""
    compared: bool
    """Whether both files ran on the same inputs."""
    report: "ModelReport"
    """Report on the mended file."""


class Mending(Struct, frozen=True, kw_only=True):
    """Result of `--fix` for a file and a target."""

    file: MendedFile | None
    reason: str = ""
    """Why nothing was written: a sentence."""
    not_made: tuple[RefusedEdit, ...] = ()
