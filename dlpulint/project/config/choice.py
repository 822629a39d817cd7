"""What can be said of a run or of some of its files: on the command line, and in a config."""

from pathlib import Path

from msgspec import Struct

from dlpulint.basics.terms import Scheme
from dlpulint.basics.version import Version
from dlpulint.model.input_shapes import InputShape

ALL = "all"
"""What stands for every target."""


class Choice(Struct, frozen=True, kw_only=True):
    """What one place says; what it leaves out somebody else may say.

    Each of a run's settings has the value of the first place that gives one: the command line, the
    last [[models]] that names the file, the config's other keys, and what holds if nobody speaks.
    """

    where: str
    """The place, as people are told it."""
    targets: tuple[str, ...] = ()
    """Those of cameras included."""
    axis_os: tuple[Version, ...] = ()
    """One version, or the two ends of a range."""
    runtime: Version | None = None
    edgetpu_runtime: Version | None = None
    compiler: Version | None = None
    as_if: Scheme | None = None
    shapes: tuple[InputShape, ...] = ()
    rules: tuple[Path, ...] = ()
    """Folders of further packs."""
    fail_on: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


DEFAULT = Choice(where="default", fail_on=("error",))
"""What holds where nobody says otherwise."""

COMMAND_LINE = Choice(where="command line")
"""A command line that says nothing."""
