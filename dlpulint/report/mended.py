"""What `--fix` has made of a file, as reports show it."""

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from dlpulint.report.report import ModelReport


class MendedEdit(Struct, frozen=True, kw_only=True):
    """An edit that was made."""

    edit: str
    """Its name, for `--fix-only`."""
    description: str
    application: tuple[str, ...]
    """Changes that the application has to make: sentences; none where nothing changes."""


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
    """Content of an output of a cut graph; empty for ends whose content is the same as before."""
    code: tuple[str, ...] = ()
    """NumPy code, step by step, from the former input `x` to this one, or from this output `x` to
    the former one; none where they are the same."""


class MendedFile(Struct, frozen=True, kw_only=True):
    """A file that `--fix` has written."""

    path: str
    certificate: str
    """The file that states what was changed and how it was compared."""
    tail: str | None
    """The file with the operators that were cut off, for larod's cpu-tflite."""
    tail_command: str | None = None
    """The command that times the tail on the camera; none where its time depends on the scores."""
    tail_reason: str = ""
    """Why there is none although something was cut off."""
    decode: str | None = None
    """The Python file with the decoding in NumPy."""
    decode_reason: str = ""
    """Why there is none although it was wanted: a clause."""
    edits: tuple[MendedEdit, ...]
    inputs: tuple[NewEnd, ...]
    outputs: tuple[NewEnd, ...]
    decoding: tuple[str, ...] = ()
    """Computations that the outputs of a cut graph still need: sentences in order."""
    proof: str
    """The comparison with the original and its result: a sentence."""
    compared: bool
    """Whether both files ran on the same inputs."""
    report: "ModelReport"
    """Report on the mended file."""

    @property
    def cut(self) -> bool:
        """Whether operators were cut off, which the application or a tail file computes."""
        return self.tail is not None or bool(self.tail_reason)


class Mending(Struct, frozen=True, kw_only=True):
    """Result of `--fix` for a file and a target."""

    file: MendedFile | None
    reason: str = ""
    """Why nothing was written: a sentence."""
    not_made: tuple[RefusedEdit, ...] = ()
