"""The command line: options in, exit code out."""

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from dlpulint.basics.errors import DlpulintError, UsageError
from dlpulint.basics.terms import GATES
from dlpulint.basics.version import __version__
from dlpulint.cli import completion
from dlpulint.cli.options import ProjectOptions, project_options, words_of
from dlpulint.report.gates import EXAMPLES
from dlpulint.reporters.formats import DRAWN, FORMATS, category_of, outputs_of, refuse_uncompared

if TYPE_CHECKING:
    from dlpulint.basics.terms import Scheme
    from dlpulint.compare.data import Difference
    from dlpulint.project.config.choice import Choice
    from dlpulint.project.config.config import Project
    from dlpulint.project.run import RunResult

EXIT_FOUND = 1
EXIT_FAILED = 2

COMPLETE = "_DLPULINT_COMPLETE"
"""The variable by which a shell asks for completions."""


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=completion.files)
@click.option(
    "--target",
    "-t",
    "targets",
    multiple=True,
    metavar="NAME[,NAME]",
    shell_complete=completion.targets,
    help="Chips to lint for, or `all`.",
)
@click.option(
    "--format",
    "-f",
    "formats",
    multiple=True,
    metavar="FORMAT[=FILE]",
    shell_complete=completion.one_of(FORMATS),
    help=f"One of {', '.join(FORMATS)}; may be given several times, each with its own file.",
)
@click.option(
    "--output",
    "-o",
    "file",
    metavar="FILE",
    shell_complete=completion.files,
    help="Where the only format goes, instead of standard output.",
)
@click.option(
    "--fail-on",
    metavar="WHAT",
    shell_complete=completion.several_of((*GATES, *EXAMPLES)),
    help=f"What gives exit code 1: {', '.join((*GATES, *EXAMPLES))}; several with commas.  "
    "[default: error]",
)
@click.option(
    "--category",
    metavar="NAME",
    help="Keeps SARIF results apart from those of other runs for the same target.",
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
    shell_complete=completion.folders,
    help="A folder with further packs, which come before those shipped.",
)
@click.option(
    "--axis-os",
    metavar="VERSION[,VERSION]",
    help="The camera's AXIS OS, such as 12.11.72; of two, from the one to the other.",
)
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
@click.option(
    "--diff",
    "sides",
    nargs=2,
    metavar="OLD NEW",
    shell_complete=completion.files,
    help="Tell what has changed: each a model, a folder, or an earlier JSON report.",
)
@click.option("--list-targets", is_flag=True, help="List the targets and exit.")
@click.option("--list-rules", is_flag=True, help="List the rules (of --target, if given) and exit.")
@click.option(
    "--explain",
    metavar="RULE|OPERATOR",
    shell_complete=completion.explained,
    help="Tell all about one rule, limit or row, or what is said of an operator, and exit.",
)
@click.option(
    "--show-target",
    metavar="NAME",
    shell_complete=completion.target,
    help="Print a target's operator table and exit.",
)
@click.option(
    "--check-pack",
    metavar="FILE",
    shell_complete=completion.files,
    help="Check a pack file and its examples and exit.",
)
@project_options
@click.version_option(__version__, prog_name="dlpulint")
def command(
    paths: tuple[str, ...],
    targets: tuple[str, ...],
    formats: tuple[str, ...],
    file: str | None,
    fail_on: str | None,
    category: str | None,
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
    sides: tuple[str, str] | None,
    list_targets: bool,
    list_rules: bool,
    explain: str | None,
    show_target: str | None,
    check_pack: str | None,
    project: ProjectOptions,
) -> int:
    """Tell whether neural networks will run on the DLPU of an Axis camera, and why not.

    PATH is a .tflite or .onnx file, a folder, a glob, or - for standard input. Without any,
    the models of the config's folder are linted.

    Exit code: 0 nothing found, 1 something found (see --fail-on), 2 dlpulint could not do its job.
    """
    names = words_of(targets)
    rules = _folders(folders)
    asked = (explain, show_target, check_pack)
    if list_targets or list_rules or any(one is not None for one in asked):
        from dlpulint.cli import questions as answers

        library = answers.library_of(rules, project.file)
        if check_pack is not None:
            click.echo(answers.proof(Path(check_pack), library))
        elif explain is not None:
            click.echo(answers.explanation(explain, names, library))
        elif show_target is not None:
            click.echo(answers.table(show_target, library))
        else:
            click.echo(answers.listed(names, library, rules=list_rules))
        return 0
    outputs = outputs_of(formats, file)
    own_category = "" if category is None else category_of(category)
    from dlpulint.cli.outputs import write_difference, write_report
    from dlpulint.cli.terminal.progress import progress_on_stderr
    from dlpulint.loader import stream
    from dlpulint.project.config.command_line import choice_of_options
    from dlpulint.project.run import files_of, project_of, run

    said = choice_of_options(
        targets=names,
        cameras=project.cameras,
        axis_os=axis_os,
        runtime=runtime,
        edgetpu_runtime=edgetpu_runtime,
        compiler=compiler,
        as_if=scheme,
        input_shapes=shapes,
        rules=rules,
        fail_on=fail_on,
        select=project.select,
        ignore=project.ignore,
    )
    own = project_of(project.file, rules)
    if project.show_config is not None:
        return _print_config(project.show_config, own, said)
    if sides is not None:
        from dlpulint.cli.compare import linted_and_compared

        if paths:
            raise UsageError(f"--diff takes OLD and NEW, and no further file: {paths[0]}")
        refuse_uncompared(outputs)
        with progress_on_stderr(quiet=quiet) or nullcontext() as on_progress:
            found = linted_and_compared(sides, own, said, on_progress=on_progress)
        write_difference(found, outputs, full=full, quiet=quiet)
        return _exit_code_of_difference(found, zero=exit_zero)
    baseline = project.baseline
    files = files_of(paths, own)
    with progress_on_stderr(quiet=quiet) or nullcontext() as on_progress:
        outcome = run(
            files,
            own,
            said,
            stdin=stream.read(sys.stdin.buffer) if "-" in files else None,
            outlined=any(output.format in DRAWN for output in outputs),
            baseline=baseline,
            on_progress=on_progress,
            whole=not paths,
        )
    gates = outcome.settings.fail_on.value
    write_report(outcome.report, outputs, gates, full=full, quiet=quiet, category=own_category)
    return _exit_code(outcome, zero=exit_zero)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run dlpulint and leave the process with its exit code."""
    # A run makes many objects and few cycles among them: looking for those as often as Python does
    # unasked took an eighth of the time.
    gc.set_threshold(250_000)
    if os.environ.get(COMPLETE, "").startswith("fish"):
        from dlpulint.cli.fish import complete_in_fish

        complete_in_fish()
    try:
        code = command.main(
            arguments, prog_name="dlpulint", complete_var=COMPLETE, standalone_mode=False
        )
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
        from dlpulint.basics.printable import crash_text

        _complain(crash_text(error))
        code = EXIT_FAILED
    # The process ends: what is alive need not be searched for cycles once more, which Python does.
    gc.freeze()
    sys.exit(code)


def _complain(text: str) -> None:
    from dlpulint.basics.files import without_commands

    for line in text.splitlines():
        click.echo(without_commands(f"dlpulint: {line}"), err=True)


def _folders(names: Sequence[str]) -> tuple[Path, ...]:
    folders = tuple(Path(name) for name in names)
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"--rules {folder}: there is no such folder")
    return folders


def _exit_code(outcome: "RunResult", *, zero: bool) -> int:
    """What a run is answered with; what the report itself does not tell of that is said here."""
    from dlpulint.report.gates import exceeded, fails

    report, gates = outcome.report, outcome.settings.fail_on.value
    for path, reason in dict.fromkeys((r.path, r.error) for r in report.reports if r.error):
        _complain(f"{path}: {reason}")
    for fault in outcome.faults:
        _complain(f"strict: {fault}")
    for one in report.reports:
        for sentence in exceeded(report, one, gates):
            _complain(f"{one.path} on {one.target}: {sentence}")
    if report.unreadable or outcome.faults:
        return EXIT_FAILED
    return EXIT_FOUND if fails(report, gates) and not zero else 0


def _exit_code_of_difference(found: "Difference", *, zero: bool) -> int:
    from dlpulint.cli.compare import complaints

    for complaint in complaints(found):
        _complain(complaint)
    if found.unreadable:
        return EXIT_FAILED
    return EXIT_FOUND if found.fails and not zero else 0


def _print_config(model: str, project: "Project", said: "Choice") -> int:
    from dlpulint.project.config.show import config_text

    click.echo(config_text(model, project, said))
    return 0
