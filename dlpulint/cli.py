"""The command line: options in, exit code out."""

import gc
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from dlpulint import __version__
from dlpulint.errors import DlpulintError, UsageError
from dlpulint.formats import DRAWN, FORMATS, Output, outputs_of, parts, rendered

if TYPE_CHECKING:
    from dlpulint.as_if import Scheme
    from dlpulint.packs import Folders
    from dlpulint.report import Gates, Report

GATES = ("error", "warning", "note", "fallback", "slow", "unknown", "never")
"""Levels, and verdicts that a team may not want."""

EXIT_FOUND = 1
EXIT_FAILED = 2


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option(
    "--target",
    "-t",
    "targets",
    multiple=True,
    metavar="NAME[,NAME]",
    help="Chips to lint for, or `all`.",
)
@click.option(
    "--format",
    "-f",
    "formats",
    multiple=True,
    metavar="FORMAT[=FILE]",
    help=f"One of {', '.join(FORMATS)}; may be given several times, each with its own file.",
)
@click.option(
    "--output",
    "-o",
    "file",
    metavar="FILE",
    help="Where the only format goes, instead of standard output.",
)
@click.option(
    "--fail-on",
    default="error",
    show_default=True,
    metavar="WHAT",
    help=f"What gives exit code 1: {', '.join(GATES)}; several with commas.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 instead of 1; 2 stays 2.")
@click.option(
    "--full", is_flag=True, help="Every finding, place, reason and source in the text report."
)
@click.option("--quiet", "-q", is_flag=True, help="Print no text report; only errors.")
@click.option(
    "--rules",
    "folders",
    multiple=True,
    metavar="DIR",
    help="A folder with further packs, which come before those shipped.",
)
@click.option("--axis-os", metavar="VERSION", help="The camera's AXIS OS, such as 12.11.72.")
@click.option("--runtime", metavar="VERSION", help="The TFLite runtime on it, such as 2.3.1.")
@click.option(
    "--edgetpu-runtime", metavar="VERSION", help="The Edge TPU runtime on it, such as 13."
)
@click.option("--compiler", metavar="VERSION", help="The Edge TPU compiler to be used, such as 16.")
@click.option(
    "--as-if",
    "scheme",
    type=click.Choice(["int8-per-tensor", "int8-per-channel"]),
    help="Take float models for quantized in this way: learn before training what will run.",
)
@click.option(
    "--input-shape",
    "shapes",
    multiple=True,
    metavar="[NAME=]SIZES",
    help="Fix an input that an ONNX model leaves open, as in images=1,3,224,224.",
)
@click.option("--list-targets", is_flag=True, help="List the targets and exit.")
@click.option("--list-rules", is_flag=True, help="List the rules (of --target, if given) and exit.")
@click.option("--explain", metavar="RULE", help="Tell all about one rule, limit or row and exit.")
@click.option("--show-target", metavar="NAME", help="Print a target's operator table and exit.")
@click.option("--check-pack", metavar="FILE", help="Check a pack file and its examples and exit.")
@click.version_option(__version__, prog_name="dlpulint")
def command(
    paths: tuple[str, ...],
    targets: tuple[str, ...],
    formats: tuple[str, ...],
    file: str | None,
    fail_on: str,
    exit_zero: bool,
    full: bool,
    quiet: bool,
    folders: tuple[str, ...],
    axis_os: str | None,
    runtime: str | None,
    edgetpu_runtime: str | None,
    compiler: str | None,
    scheme: "Scheme | None",
    shapes: tuple[str, ...],
    list_targets: bool,
    list_rules: bool,
    explain: str | None,
    show_target: str | None,
    check_pack: str | None,
) -> int:
    """Tell whether neural networks will run on the DLPU of an Axis camera, and why not.

    PATH is a .tflite or .onnx file, a folder, a glob, or - for standard input.

    Exit code: 0 nothing found, 1 something found (see --fail-on), 2 dlpulint could not do its job.
    """
    from dlpulint.packs import Folders

    library = Folders(_folders(folders))
    names = [name.strip() for option in targets for name in option.split(",") if name.strip()]
    if check_pack is not None:
        return _check_pack(Path(check_pack), library)
    if explain is not None:
        return _print_explanation(explain, library)
    if show_target is not None:
        return _print_table(show_target, library)
    if list_targets or list_rules:
        return _print_list(names, library, rules=list_rules)
    if not paths:
        raise UsageError("no model: name a .tflite or .onnx file, a folder, or - (see --help)")
    outputs = outputs_of(formats, file)
    gates = _gates(fail_on)
    from dlpulint.version import stated_versions

    versions = stated_versions(
        axis_os=axis_os, runtime=runtime, edgetpu_runtime=edgetpu_runtime, compiler=compiler
    )
    from dlpulint.api import ALL, lint_with, load_packs, model_files
    from dlpulint.input_shapes import parsed
    from dlpulint.loader import stream
    from dlpulint.report import fails
    from dlpulint.terminal.progress import progress_on_stderr

    input_shapes = parsed(shapes)
    packs = load_packs(names, library)
    files = list(model_files(paths))
    stdin = stream.read(sys.stdin.buffer) if "-" in files else None
    with progress_on_stderr(quiet=quiet) or nullcontext() as told:
        report = lint_with(
            files,
            packs,
            stdin=stdin,
            versions=versions,
            as_if=scheme,
            shapes=input_shapes,
            outlined=any(output.format in DRAWN for output in outputs),
            foreign_counts=ALL not in names,
            told=told,
        )
    for output in outputs:
        for part, own in parts(report, output):
            _write(part, own, gates, full=full, quiet=quiet)
    for path, reason in dict.fromkeys((r.path, r.error) for r in report.reports if r.error):
        _complain(f"{path}: {reason}")
    if report.unreadable:
        return EXIT_FAILED
    failed = fails(report, gates)
    return EXIT_FOUND if failed and not exit_zero else 0


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run dlpulint and leave the process with its exit code."""
    # A run makes many objects and few cycles among them: looking for those as often as Python does
    # unasked took an eighth of the time.
    gc.set_threshold(250_000)
    try:
        code = command.main(arguments, prog_name="dlpulint", standalone_mode=False)
    except click.ClickException as error:
        _complain(error.format_message())
        code = EXIT_FAILED
    except click.Abort:
        code = 130
    except DlpulintError as error:
        _complain(str(error))
        code = EXIT_FAILED
    except BrokenPipeError:
        # The reader has gone, as `| head` does: nobody is left to be told anything.
        sys.stderr.close()
        code = EXIT_FAILED
    except Exception as error:
        from dlpulint.lint import crash_text

        _complain(crash_text(error))
        code = EXIT_FAILED
    # The process ends: what is alive need not be searched for cycles once more, which Python does.
    gc.freeze()
    sys.exit(code)


def _complain(text: str) -> None:
    from dlpulint.output import without_commands

    for line in text.splitlines():
        click.echo(without_commands(f"dlpulint: {line}"), err=True)


def _folders(names: Sequence[str]) -> tuple[Path, ...]:
    folders = tuple(Path(name) for name in names)
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"--rules {folder}: there is no such folder")
    return folders


def _gates(text: str) -> tuple[str, ...]:
    from dlpulint.decode import nearest

    gates = tuple(word.strip() for word in text.split(",") if word.strip())
    for gate in gates:
        if gate not in GATES:
            known = nearest(gate, GATES) or f"; known: {', '.join(GATES)}"
            raise UsageError(f"--fail-on {text}: no gate {gate!r}{known}")
    return gates


def _write(report: "Report", output: Output, gates: "Gates", *, full: bool, quiet: bool) -> None:
    from dlpulint.output import without_commands, write_file, write_stdout
    from dlpulint.reporters.style import Style
    from dlpulint.terminal import style_for_stdout

    if output.file is not None:
        write_file(output.file, rendered(report, output, Style(full=full), gates))
    elif not (quiet and output.format in ("text", "summary")):
        text = rendered(report, output, style_for_stdout(full=full), gates)
        write_stdout(text if output.format == "github" else without_commands(text))


def _print_list(names: list[str], library: "Folders", *, rules: bool) -> int:
    from dlpulint import manual
    from dlpulint.api import load_packs

    packs = load_packs(names or ["all"], library)
    click.echo(manual.rules_text(packs) if rules else manual.targets_text(packs))
    return 0


def _print_explanation(id: str, library: "Folders") -> int:
    from dlpulint import manual

    click.echo(manual.explanation(id, library))
    return 0


def _print_table(target: str, library: "Folders") -> int:
    from dlpulint import manual
    from dlpulint.packs import load_pack

    click.echo(manual.table_text(load_pack(target, library)))
    return 0


def _check_pack(path: Path, library: "Folders") -> int:
    from dlpulint.prove import check_pack

    mistakes = check_pack(path, library)
    for mistake in mistakes:
        _complain(f"{path}: {mistake}")
    if mistakes:
        return EXIT_FAILED
    click.echo(f"{path}: a pack without mistakes; its rules, rows and limits are proved")
    return 0
