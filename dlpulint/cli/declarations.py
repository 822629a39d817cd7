"""The command line's options as click declares them: names, help and completion."""

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import click

from dlpulint.basics.build import code_build
from dlpulint.basics.errors import UsageError
from dlpulint.basics.files import write_stdout
from dlpulint.basics.terms import GATES
from dlpulint.basics.version import __version__
from dlpulint.cli import completion
from dlpulint.cli.options import Options
from dlpulint.report.gates import EXAMPLES
from dlpulint.reporters.formats import FORMATS

Decorator: TypeAlias = Callable[[Callable[..., int]], Callable[..., int]]
Completer: TypeAlias = Callable[..., Any]


def _split(_context: click.Context, _option: click.Parameter, values: Sequence[str]) -> Any:
    """Words of an option that takes several, with commas or one per option."""
    words = (word.strip() for value in values for word in value.split(","))
    return tuple(word for word in words if word)


def _folders(_context: click.Context, _option: click.Parameter, names: Sequence[str]) -> Any:
    """Folders that are there. Raises UsageError for another."""
    folders = tuple(Path(name) for name in names)
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"--rules {folder}: there is no such folder")
    return folders


def _flag(names: str, help: str) -> Decorator:
    return click.option(*names.split(), is_flag=True, help=help)


def _version_text(_: click.Context) -> str:
    """Version and build: the JSON report has both, and a wheel the build of its commit."""
    return f"dlpulint {__version__}, build {code_build()}"


def _printed(names: str, help: str, text: Callable[[click.Context], str]) -> Decorator:
    """A flag that prints a text and ends; click's own say nothing of a text that is lost."""

    def show(context: click.Context, _: click.Parameter, wanted: bool) -> None:
        if wanted and not context.resilient_parsing:
            write_stdout(f"{text(context)}\n")
            context.exit()

    flag: dict[str, Any] = {"is_flag": True, "is_eager": True, "expose_value": False}
    return click.option(*names.split(), **flag, callback=show, help=help)


def _text(form: str, help: str, complete: Completer | None = None) -> Decorator:
    """An option with a value; `form` is its names and the value's word: `--output -o FILE`."""
    *names, word = form.split()
    return click.option(*names, metavar=word, shell_complete=complete, help=help)


def _words(form: str, help: str, complete: Completer) -> Decorator:
    """An option that takes several words, with commas or one per option."""
    *names, word = form.split()
    several: dict[str, Any] = {"multiple": True, "callback": _split, "metavar": f"{word}[,{word}]"}
    return click.option(*names, shell_complete=complete, help=help, **several)


_OPTIONS = (
    click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=completion.files),
    _words(
        "--target -t NAME",
        "Chips to check for, or `all`. Any spelling works: artpec8, ARTPEC-8, a8, edgetpu.  "
        "[default: all]",
        completion.targets,
    ),
    _words(
        "--camera NAME",
        "Check for the chip of a camera, such as Q1656-LE. Without a model: print its chip.",
        completion.cameras,
    ),
    click.option(
        "--format",
        "-f",
        multiple=True,
        metavar="FORMAT[=FILE]",
        shell_complete=completion.one_of(FORMATS),
        help=f"One of {', '.join(FORMATS)}. Repeat it to write several files in one run.",
    ),
    _text("--output -o FILE", "Write the report to a file.", completion.files),
    _flag("--open", "Open the HTML report in the browser as well; its file is printed to stderr."),
    _text(
        "--fail-on WHAT",
        f"Exit with 1 for any of {', '.join((*GATES, *EXAMPLES))}; separate several with commas.  "
        "[default: error]",
        completion.several_of((*GATES, *EXAMPLES)),
    ),
    _flag("--exit-zero", "Exit with 0 instead of 1. Exit code 2 stays 2."),
    _flag("--full", "Show every finding, operator, reason and source."),
    _flag(
        "--quiet -q",
        "Print errors only: no text or summary on standard output, not even with --format text.",
    ),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Use colors. `auto` follows the terminal, FORCE_COLOR and NO_COLOR.  [default: auto]",
    ),
    click.option(
        "--as-if",
        type=click.Choice(["int8-per-tensor", "int8-per-channel"]),
        help="Check a float model as if it were quantized this way, before you quantize or train.",
    ),
    click.option(
        "--input-shape",
        multiple=True,
        metavar="[NAME=]SIZES",
        help="Set the shape of an ONNX input with open dimensions: images=1,3,224,224.",
    ),
    _text(
        "--axis-os VERSION[,VERSION]",
        "AXIS OS of the camera, such as 12.11.72; two versions are the ends of a range.",
    ),
    _text("--runtime VERSION", "TFLite runtime of the camera, such as 2.3.1."),
    _text("--edgetpu-runtime VERSION", "Edge TPU runtime of the camera, such as 13."),
    _text("--compiler VERSION", "Edge TPU compiler that you use, such as 16."),
    click.option(
        "--diff",
        nargs=2,
        metavar="OLD NEW",
        shell_complete=completion.files,
        help="Compare two results; each is a model, a folder or an earlier JSON report.",
    ),
    _flag(
        "--fix",
        "Write a mended copy of each .tflite file beside it, MODEL.CHIP.tflite, where that is "
        "better for the chip.",
    ),
    _text("--fix-to DIR", "Folder for the mended copies.", completion.folders),
    _words("--fix-only EDIT", "Make only these edits.", completion.edits),
    _flag("--lossy", "With --fix: also make edits that change the results, within limits."),
    _flag(
        "--fix-tail-python",
        "With --fix: write the decoding that was cut off as a Python function as well.",
    ),
    _text(
        "--verify-fix FILE",
        "Compare a mended copy with its original again; FILE is its certificate, .fix.json.",
        completion.files,
    ),
    click.option(
        "--log",
        multiple=True,
        metavar="FILE",
        shell_complete=completion.files,
        help="Explain a log of a compiler, camera or converter, and compare it with the "
        "prediction; the verdict follows it. - is standard input. Repeat it for several.",
    ),
    click.option(
        "--try",
        "try_on",
        metavar="USER@CAMERA",
        help="Copy the model to a temporary folder of a camera by ssh, run it with larod-client, "
        "remove it, and compare the log with the prediction.",
    ),
    _flag("--dry-run", "With --try: print the command and do not run it."),
    _text(
        "--write-confirmation NAME",
        "With --log or --try: keep a test on a camera in dlpulint.toml; NAME is the tester's.",
    ),
    _text(
        "--probe TARGET",
        "Write small models to the folder of --output that settle on a camera what the rules of a "
        "target do not know; with --log, read the result.",
        completion.target,
    ),
    click.option(
        "--part",
        type=click.IntRange(min=1),
        metavar="NUMBER",
        help="With --probe: the kit to write where a target needs several.  [default: 1]",
    ),
    _text(
        "--explain WORD",
        "Explain a rule, an operator, a term (partition, NCHW), a problem (slow) or a camera's "
        "error message, and exit.",
        completion.explained,
    ),
    click.option(
        "--report-mistake",
        nargs=2,
        metavar="MODEL RULE",
        shell_complete=completion.files,
        help="Print an issue about a wrong finding, without the model and its names, and exit. For "
        "a wrong verdict, give its target as RULE.",
    ),
    _flag("--list-targets", "List the targets and exit."),
    _flag("--list-cameras", "List the known cameras with their chips (of --target) and exit."),
    _flag("--list-rules", "List the rules (of --target) and exit."),
    _text(
        "--show-target NAME", "Print the operator table of a target and exit.", completion.target
    ),
    _words(
        "--select RULE",
        "Run only these rules: ids, or globs such as `artpec8/*`.",
        completion.rules,
    ),
    _words("--ignore RULE", "Skip these rules.", completion.rules),
    click.option(
        "--rules",
        multiple=True,
        callback=_folders,
        metavar="DIR",
        shell_complete=completion.folders,
        help="Folder with your own packs; they override shipped packs of the same name.",
    ),
    _text("--check-pack FILE", "Check a pack and its examples and exit.", completion.files),
    _text(
        "--config FILE",
        "Config to use instead of the nearest dlpulint.toml or pyproject.toml.",
        completion.files,
    ),
    _flag("--isolated", "Use no config."),
    _text(
        "--show-config MODEL",
        "Print the settings of a model, each with the place that sets it, and exit.",
        completion.files,
    ),
    _text(
        "--baseline FILE",
        "Accept the findings in this file: only new or additional ones fail the run.",
        completion.files,
    ),
    _text(
        "--write-baseline FILE",
        "Write all findings of the run to this file and accept them.",
        completion.files,
    ),
    _text(
        "--prune-baseline FILE",
        "Accept the findings in this file and delete those that are gone.",
        completion.files,
    ),
    click.option(
        "--jobs",
        "-j",
        type=click.IntRange(min=1),
        metavar="NUMBER",
        help="Processes that check models at once.  [default: as many as save time, up to 8]",
    ),
    _flag("--no-cache", "Check every model anew, and keep no results for the next run."),
    _text("--category NAME", "Category that separates SARIF results of several runs."),
    _printed("--version", "Show version and build and exit.", _version_text),
    _printed("-h --help", "Show this message and exit.", click.Context.get_help),
)


def with_options(command: Callable[[Options], int]) -> Callable[..., int]:
    """The command with all options, called with the struct of their values."""

    @functools.wraps(command)
    def parsed(**values: Any) -> int:
        return command(Options(**values))

    decorated: Callable[..., int] = parsed
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated
