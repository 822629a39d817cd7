"""What a command line says, as one of the places that may."""

from collections.abc import Sequence
from pathlib import Path

from dlpulint.basics.errors import UsageError
from dlpulint.basics.terms import Scheme
from dlpulint.basics.version import stated_versions
from dlpulint.model.input_shapes import parsed
from dlpulint.packs.cameras import targets_of
from dlpulint.project.config.axis_os import axis_os_of
from dlpulint.project.config.choice import COMMAND_LINE, Choice
from dlpulint.report.gates import gates_of


def choice_of_options(
    *,
    targets: Sequence[str],
    cameras: Sequence[str],
    axis_os: str | None,
    runtime: str | None,
    edgetpu_runtime: str | None,
    compiler: str | None,
    as_if: Scheme | None,
    input_shapes: Sequence[str],
    rules: Sequence[Path],
    fail_on: str | None,
    select: Sequence[str],
    ignore: Sequence[str],
) -> Choice:
    """The values of options. Raises UsageError that names the option whose value is none."""
    versions = stated_versions(runtime=runtime, edgetpu_runtime=edgetpu_runtime, compiler=compiler)
    try:
        of_cameras = targets_of(cameras) if cameras else ()
    except UsageError as error:
        raise UsageError(f"--camera {','.join(cameras)}: {error}") from None
    try:
        releases = (
            () if axis_os is None else axis_os_of([one.strip() for one in axis_os.split(",")])
        )
    except UsageError as error:
        raise UsageError(f"--axis-os {axis_os}: {error}") from None
    try:
        words = [] if fail_on is None else [word for word in fail_on.split(",") if word.strip()]
        gates = gates_of(words)
    except UsageError as error:
        raise UsageError(f"--fail-on {fail_on}: {error}") from None
    return Choice(
        where=COMMAND_LINE.where,
        targets=tuple(dict.fromkeys((*targets, *of_cameras))),
        axis_os=releases,
        runtime=versions.runtime,
        edgetpu_runtime=versions.edgetpu_runtime,
        compiler=versions.compiler,
        as_if=as_if,
        shapes=parsed(input_shapes),
        rules=tuple(rules),
        fail_on=gates,
        select=tuple(select),
        ignore=tuple(ignore),
    )
