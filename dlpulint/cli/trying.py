"""`--try`: a model runs on a camera, by the system's ssh, and the log comes back."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from dlpulint.basics.errors import UsageError
from dlpulint.basics.shell import as_path
from dlpulint.engine.model_files import STDIN
from dlpulint.logs.read import read_log
from dlpulint.logs.records import Log
from dlpulint.project.run import RunResult
from dlpulint.report.report import ModelReport

_CAMERA = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*@[A-Za-z0-9][A-Za-z0-9_.:-]*")

_ROUNDS = "-R 100 -w 5"


def tried(camera: str, result: RunResult) -> ModelReport:
    """The report of the model to try: the only one, of a target whose larod loads the file itself.

    Raises UsageError for any other run.
    """
    if _CAMERA.fullmatch(camera) is None:
        raise UsageError(f"--try {camera}: expected USER@CAMERA, such as root@192.168.0.90")
    reports = result.report.reports
    if len(reports) != 1:
        raise UsageError("--try runs one model on one chip: name both")
    (report,) = reports
    if report.path == STDIN:
        raise UsageError("--try copies a file to the camera, not standard input")
    if report.error is not None or report.model is None:
        raise UsageError(f"--try: {report.path} could not be read")
    compiled = report.target != "artpec7" or _is_compiled(report)
    if report.foreign or report.format != "tflite" or not report.device or not compiled:
        raise UsageError(f"--try: larod on {report.target} does not load this file as it is")
    return report


def command_of(camera: str, report: ModelReport) -> list[str]:
    """The command that copies the model, runs it and removes it again, in one session of ssh."""
    # A login shell may be another one than sh.
    return ["ssh", "-T", camera, f"sh -c {shlex.quote(_script(report))}"]


def shown_command(camera: str, report: ModelReport) -> str:
    """The command for a shell, as it could be typed."""
    return f"{shlex.join(command_of(camera, report))} < {shlex.quote(as_path(report.path))}"


def log_of_try(camera: str, report: ModelReport) -> Log:
    """The log of the model on the camera. Raises UsageError where ssh fails."""
    if shutil.which("ssh") is None:
        raise UsageError("--try needs the program ssh")
    command = command_of(camera, report)
    # Standard error is the terminal's: ssh reports problems there, and asks for a password itself.
    with (
        Path(report.file).open("rb") as model,
        subprocess.Popen(command, stdin=model, stdout=subprocess.PIPE) as process,
    ):
        log = read_log(cast(BinaryIO, process.stdout), camera)  # A pipe of bytes, by its arguments.
    if process.returncode:
        raise UsageError(f"--try {camera}: ssh ended with {process.returncode}")
    return log


def _script(report: ModelReport) -> str:
    """The script that the camera's shell runs; the model is its standard input."""
    name = shlex.quote(as_path(PurePosixPath(report.path).name))
    inputs = " ".join("-i ''" for _ in (() if report.model is None else report.model.inputs))
    client = f"larod-client -g {name} -c {shlex.quote(report.device)} {_ROUNDS} {inputs}".rstrip()
    return "\n".join(
        (
            "folder=$(mktemp -d /tmp/dlpulint.XXXXXX) || exit 1",
            "trap 'rm -rf \"$folder\"' EXIT",
            "trap 'exit 1' HUP INT TERM",
            'cd "$folder" || exit 1',
            f"cat > {name} || exit 1",
            "for key in Brand.ProdNbr Properties.Firmware.Version Properties.System.Soc; do",
            '  parhandclient getgroup "root.$key" 2>/dev/null',
            "done",
            "begin=$(date +%s)",
            f"echo {shlex.quote(client)}",
            f"{client} 2>&1",
            'journalctl -u larod --since "@$begin" 2>/dev/null',
            "exit 0",
        )
    )


def _is_compiled(report: ModelReport) -> bool:
    placed = () if report.placement is None else report.placement.operators
    return any("edgetpu" in operator.op for operator in placed)
