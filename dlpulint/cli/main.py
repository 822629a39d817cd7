"""The command line: options in, exit code out."""

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING, NoReturn

import click

from dlpulint.basics.errors import DlpulintError, UsageError
from dlpulint.basics.files import without_commands
from dlpulint.basics.printable import printable_lines
from dlpulint.cli.declarations import with_options
from dlpulint.cli.options import Options, refuse_without_fix
from dlpulint.cli.outputs import in_brief, is_for_people, refuse_clashes, say
from dlpulint.report.ledger import WITH_LEDGER
from dlpulint.reporters.formats import DRAWN, Output, category_of, outputs_of, refuse_uncompared

if TYPE_CHECKING:
    from pathlib import Path

    from dlpulint.compare.data import Difference
    from dlpulint.logs.records import Log
    from dlpulint.project.config.config import Project
    from dlpulint.project.config.settings import Settings
    from dlpulint.project.run import RunResult

EXIT_FOUND = 1
EXIT_FAILED = 2

_SHOWN = 20
"""Models and targets whose failed gates are named on standard error."""

COMPLETE = "_DLPULINT_COMPLETE"
"""The variable by which a shell asks for completions."""


@click.command(context_settings={"help_option_names": [], "max_content_width": 100})
@with_options
def command(options: Options) -> int:
    """Check whether neural networks run on the DLPU of an Axis camera, why not, and what to change.

    PATH is a .tflite or .onnx file, a folder, a glob, or - for standard input; without one,
    the models of the config's folder are checked.

    \b
      dlpulint model.onnx                        all chips in one screen
      dlpulint model.tflite --target artpec8     one chip in detail
      dlpulint --explain partition               a term, a rule or an error message

    Exit code: 0 nothing found, 1 something found (see --fail-on), 2 a file or option is wrong.
    Unknown word in a report? `dlpulint --explain WORD`; `--explain glossary` lists the words.
    """
    from dlpulint.cli.questions import answer

    if (text := answer(options)) is not None:
        say(text)
        return 0
    outputs = outputs_of(options.format, options.output)
    refuse_clashes(outputs)
    category = "" if options.category is None else category_of(options.category)
    from msgspec.structs import replace

    from dlpulint.cli.stated_settings import settings_of_options
    from dlpulint.packs.target_names import ALL
    from dlpulint.project.run import names_no_target, project_of

    if options.verify_fix is not None:
        from dlpulint.cli.fix import verified

        return verified(options.verify_fix)
    settings = settings_of_options(options)
    project = project_of(options.config_file, options.rules)
    if options.fix and names_no_target(project, settings):
        raise UsageError("--fix mends a file for one chip: name it with --target")
    if options.paths and names_no_target(project, settings) and is_for_people(outputs):
        settings = replace(settings, targets=(ALL,))
        outputs = outputs if options.full else [in_brief(output) for output in outputs]
    if options.show_config is not None:
        from dlpulint.project.config.show import config_text

        say(config_text(options.show_config, project, settings))
        return 0
    refuse_without_fix(options)
    if options.diff is not None:
        return _compare(options.diff, options, outputs, project, settings)
    return _lint(options, outputs, project, settings, category)


def _lint(
    options: Options,
    outputs: Sequence[Output],
    project: "Project",
    settings: "Settings",
    category: str,
) -> int:
    from dlpulint.cli.outputs import open_report, write_report
    from dlpulint.cli.terminal.progress import progress_on_stderr
    from dlpulint.loader import stream

    if options.fix:
        from dlpulint.cli.fix import refuse_standard_input, with_mended_files, without_copies

        refuse_standard_input(options)
    from dlpulint.project.run import files_of, run

    baseline = options.baseline_use
    files = files_of(options.paths, project)
    refuse_clashes(outputs, files)
    logs: tuple[Log, ...] = ()
    if options.log:
        from dlpulint.cli.logs import logs_of

        logs = logs_of(options, files)
    remarks: tuple[str, ...] = ()
    if options.fix:
        files, remarks = without_copies(files)
    with progress_on_stderr(quiet=options.quiet) or nullcontext() as on_progress:
        result = run(
            files,
            project,
            settings,
            stdin=stream.read_stdin() if "-" in files else None,
            outlined=_draws(options, outputs),
            baseline=baseline,
            on_progress=on_progress,
            whole=not options.paths,
            resources=options.resources,
        )
        judged = result
        if options.fix:
            result, judged = with_mended_files(
                result,
                project,
                settings,
                options,
                outlined=_draws(options, outputs),
                remarks=remarks,
                on_progress=on_progress,
            )
    if options.try_on is not None:
        from dlpulint.cli.trying import log_of_try, shown_command, tried

        model = tried(options.try_on, result)
        if options.dry_run:
            say(shown_command(options.try_on, model))
            return 0
        if not options.quiet:
            _complain(f"running: {shown_command(options.try_on, model)}")
        logs = (*logs, log_of_try(options.try_on, model))
    if logs:
        from dlpulint.cli.logs import confirmations_of, issues, with_logs

        result = with_logs(result, logs, project, options)
        if options.write_confirmation is not None:
            result = confirmations_of(result, project, options.write_confirmation)
        judged = result
    write_report(result, outputs, options, category)
    if logs and is_for_people(outputs) and not options.quiet:
        for issue in issues(result):
            say(f"\nThis issue, without names of your model, helps to mend the rules:\n\n{issue}")
    if options.open:
        _announce(*open_report(result, outputs), quiet=options.quiet)
    return _exit_code(judged, zero=options.exit_zero)


def _compare(
    sides: tuple[str, str],
    options: Options,
    outputs: Sequence[Output],
    project: "Project",
    settings: "Settings",
) -> int:
    from dlpulint.cli.compare import linted_and_compared
    from dlpulint.cli.outputs import open_difference, write_difference
    from dlpulint.cli.terminal.progress import progress_on_stderr

    if options.paths:
        raise UsageError(f"--diff compares OLD and NEW only; remove {options.paths[0]}")
    refuse_uncompared(outputs)
    with progress_on_stderr(quiet=options.quiet) or nullcontext() as on_progress:
        comparison = linted_and_compared(
            sides,
            project,
            settings,
            outlined=_draws(options, outputs),
            on_progress=on_progress,
            resources=options.resources,
        )
    write_difference(comparison, outputs, options)
    if options.open:
        _announce(*open_difference(comparison, outputs), quiet=options.quiet)
    return _exit_code_of_difference(comparison.difference, zero=options.exit_zero)


def _draws(options: Options, outputs: Sequence[Output]) -> int:
    """Whether an output needs the graphs of the models, and whether their ledgers too."""
    if any(output.format == "ledger" for output in outputs):
        return WITH_LEDGER
    return options.open or any(output.format in DRAWN for output in outputs)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run dlpulint and leave the process with its exit code."""
    # A run makes many objects and few cycles among them: looking for those as often as Python does
    # unasked took an eighth of the time.
    gc.set_threshold(250_000)
    # NumPy, where weights are read, starts a thread per core for products that nobody asks for:
    # half of the time of its import.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
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
        # The reader has gone, as `| head` does: no message would reach anyone.
        sys.stderr.close()
        code = EXIT_FAILED
    except Exception as error:
        from dlpulint.basics.printable import crash_text

        _complain(crash_text(error))
        code = EXIT_FAILED
    # The process ends: what is alive need not be searched for cycles once more, which Python does.
    gc.freeze()
    sys.exit(code)


def _announce(page: "Path", opened: bool, *, quiet: bool) -> None:
    """Print the file of the page: always, where the user has to open it."""
    if not opened:
        _complain(f"no browser could be opened; the report is {page}")
    elif not quiet:
        _complain(f"opened {page}")


def _complain(text: str) -> None:
    for line in printable_lines(text).split("\n"):
        # A standard error that is full or closed changes nothing about the exit code.
        with suppress(OSError):
            click.echo(without_commands(f"dlpulint: {line}"), err=True)


def _exit_code(result: "RunResult", *, zero: bool) -> int:
    """Exit code of a run; prints the reasons that no report has."""
    from dlpulint.report.gates import exceeded, fails, tripped, unchecked

    whole, gates = result.report, result.settings.fail_on
    for path, reason in dict.fromkeys((r.path, r.error) for r in whole.reports if r.error):
        _complain(f"{path}: {reason}")
    for fault in whole.faults:
        _complain(f"strict: {fault}")
    for report in whole.reports:
        for sentence in (*exceeded(report, gates), *unchecked(report, gates)):
            _complain(f"{report.path} on {report.target}: {sentence}")
    by_findings = [(report, text) for report in whole.reports for text in tripped(report, gates)]
    for report, text in by_findings[:_SHOWN]:
        _complain(f"{report.path} on {report.target}: {text}")
    if len(by_findings) > _SHOWN:
        _complain(f"{len(by_findings) - _SHOWN} more fail by findings; the report has them")
    if whole.unreadable or whole.faults:
        return EXIT_FAILED
    return EXIT_FOUND if fails(whole, gates) and not zero else 0


def _exit_code_of_difference(difference: "Difference", *, zero: bool) -> int:
    from dlpulint.cli.compare import complaints

    for complaint in complaints(difference):
        _complain(complaint)
    if difference.unreadable:
        return EXIT_FAILED
    return EXIT_FOUND if difference.fails and not zero else 0
