"""Settings of a run: what one place states, and what holds once all places are merged."""

from pathlib import Path

from msgspec import Struct

from dlpulint.basics.terms import Scheme
from dlpulint.basics.version import Version, Versions
from dlpulint.model.input_shapes import InputShape


class Settings(Struct, frozen=True, kw_only=True):
    """Settings that one place states, or all places merged; an empty value is not stated."""

    place: str
    """The place, as people know it: `command line`, `dlpulint.toml: models[0]`."""
    targets: tuple[str, ...] = ()
    """Those of cameras included."""
    axis_os: tuple[Version, ...] = ()
    """One version, or the two ends of a range."""
    runtime: Version | None = None
    edgetpu_runtime: Version | None = None
    compiler: Version | None = None
    as_if: Scheme | None = None
    input_shape: tuple[InputShape, ...] = ()
    cameras: tuple[str, ...] = ()
    """As the command line names them; their targets are among `targets`."""
    rules: tuple[Path, ...] = ()
    """Folders of further packs."""
    fail_on: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    @property
    def versions(self) -> tuple[Versions, ...]:
        """Versions of camera and tools: once, or for both ends of a range of AXIS OS."""
        return tuple(
            Versions(
                axis_os=axis_os,
                runtime=self.runtime,
                edgetpu_runtime=self.edgetpu_runtime,
                compiler=self.compiler,
            )
            for axis_os in self.axis_os or (None,)
        )


KEYS = Settings.__struct_fields__[1:]
"""Names of the settings, as identifiers."""

DEFAULT = Settings(place="default", fail_on=("error",))
"""Settings where no place states any."""

COMMAND_LINE = Settings(place="command line")
"""A command line without options."""
