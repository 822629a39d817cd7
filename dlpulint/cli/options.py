"""The values of the command line's options, and what follows from several of them."""

from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct

from dlpulint.basics.errors import UsageError
from dlpulint.basics.terms import Scheme
from dlpulint.engine.resources import Resources
from dlpulint.project.baseline import BaselineUse, How

_BASELINE_OPTIONS: dict[How, str] = {
    "hold": "--baseline",
    "write": "--write-baseline",
    "prune": "--prune-baseline",
}


Color: TypeAlias = Literal["auto", "always", "never"]
"""Values of `--color`."""


class Options(Struct, frozen=True, kw_only=True):
    """Values of the options, each under the name of its option."""

    paths: tuple[str, ...]
    target: tuple[str, ...]
    camera: tuple[str, ...]
    format: tuple[str, ...]
    output: str | None
    open: bool
    fail_on: str | None
    category: str | None
    exit_zero: bool
    full: bool
    quiet: bool
    color: Color
    rules: tuple[Path, ...]
    axis_os: str | None
    runtime: str | None
    edgetpu_runtime: str | None
    compiler: str | None
    as_if: Scheme | None
    input_shape: tuple[str, ...]
    diff: tuple[str, str] | None
    list_targets: bool
    list_cameras: bool
    list_rules: bool
    explain: str | None
    show_target: str | None
    check_pack: str | None
    report_mistake: tuple[str, str] | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    config: str | None
    isolated: bool
    jobs: int | None
    no_cache: bool
    show_config: str | None
    fix: bool
    fix_to: str | None
    fix_only: tuple[str, ...]
    lossy: bool
    fix_tail_python: bool
    verify_fix: str | None
    log: tuple[str, ...]
    write_confirmation: str | None
    probe: str | None
    part: int | None
    try_on: str | None
    dry_run: bool
    baseline: str | None
    write_baseline: str | None
    prune_baseline: str | None

    @property
    def asks_nothing_else(self) -> bool:
        """Whether neither a model is named nor a run asked for that needs no name of one."""
        named = self.paths or self.diff or self.show_config or self.verify_fix
        kept = self.baseline or self.write_baseline or self.prune_baseline
        return not (named or kept or self.fix or self.log or self.try_on or self.open)

    @property
    def resources(self) -> Resources:
        """The cache and the processes that a run may use; those of a run that mends are its own."""
        return Resources(cached=not (self.no_cache or self.fix), processes=self.jobs)

    @property
    def baseline_use(self) -> BaselineUse | None:
        """The baseline to use, and how; `None` leaves it to the config.

        Raises UsageError for two of them.
        """
        files = zip(
            (self.baseline, self.write_baseline, self.prune_baseline),
            _BASELINE_OPTIONS,
            strict=True,
        )
        uses = [BaselineUse(Path(file), how) for file, how in files if file]
        if len(uses) > 1:
            named = " and ".join(_BASELINE_OPTIONS[use.how] for use in uses)
            raise UsageError(f"{named} do not go together: each reads its file already")
        return uses[0] if uses else None

    @property
    def config_file(self) -> Path | None:
        """The config to use: the one that is named, or else the nearest; `None` without any.

        Raises UsageError for a file that is not there.
        """
        if self.config is not None and self.isolated:
            raise UsageError("--config and --isolated contradict each other")
        if self.config is not None and not Path(self.config).is_file():
            raise UsageError(f"--config {self.config}: there is no such file")
        if self.isolated:
            return None
        if self.config is not None:
            return Path(self.config)
        from dlpulint.project.config.locate import config_file

        return config_file(Path.cwd())


def refuse_without_fix(options: Options) -> None:
    """Raises UsageError for an option of `--fix` without it, and for options that exclude it."""
    of_fix = {
        "--fix-to": options.fix_to,
        "--fix-only": options.fix_only,
        "--lossy": options.lossy,
        "--fix-tail-python": options.fix_tail_python,
    }
    for name, value in of_fix.items():
        if value and not options.fix:
            raise UsageError(f"{name} goes with --fix")
    if options.log and (options.fix or options.diff is not None):
        raise UsageError("--log goes with a plain check, not with --fix or --diff")
    if options.try_on is not None and (options.fix or options.diff is not None):
        raise UsageError("--try goes with a plain check, not with --fix or --diff")
    if options.dry_run and options.try_on is None:
        raise UsageError("--dry-run goes with --try")
    if options.part is not None and options.probe is None:
        raise UsageError("--part goes with --probe")
    if options.write_confirmation is not None and not (options.log or options.try_on):
        raise UsageError("--write-confirmation goes with --log or --try")
    if options.fix and options.diff is not None:
        raise UsageError("--fix and --diff do not go together: mend first, then compare")
