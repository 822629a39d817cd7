"""`--try`: a model runs on a camera by ssh, here on a stand-in; nothing of it stays there."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.confrontation.test_confront import PLAIN
from tests.places import FIXTURES
from tests.probing.standin import NEEDS_SHELL, stand_in
from tests.running import run, run_json

pytestmark = NEEDS_SHELL

CAMERA = "root@camera"

LOADED = """\
2026-11-29T10:00:01.000 Model {} loaded
2026-11-29T10:00:02.000 Mean execution time for job: 4.20 ms
"""
REFUSED = "2026-11-29T10:00:01.000 Could not load model: Could not allocate tensors\n"


@pytest.fixture
def camera(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the programs of a camera, and an `ssh` that runs the command here."""
    stand_in(tmp_path / "bin")
    (tmp_path / "answers").mkdir()
    (tmp_path / "bin" / "ssh").write_text('#!/bin/sh\nshift 2\nexec sh -c "$*"\n')
    (tmp_path / "bin" / "ssh").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("ANSWERS", str(tmp_path / "answers"))
    answer(tmp_path, LOADED.format(PLAIN))
    shutil.copyfile(FIXTURES / PLAIN, tmp_path / PLAIN)
    return tmp_path


def answer(camera: Path, text: str) -> None:
    (camera / "answers" / f"{PLAIN}.client").write_text(text)
    (camera / "answers" / f"{PLAIN}.journal").write_text("")


def arguments(*more: str) -> tuple[str, ...]:
    return (PLAIN, "--target", "artpec8", "--isolated", "--no-cache", "--try", CAMERA, *more)


def left() -> set[Path]:
    """Temporary folders of a try."""
    return set(Path("/tmp").glob("dlpulint.??????"))


def test_the_times_and_the_camera_come_back_and_the_folder_goes(camera: Path) -> None:
    before = left()
    (report,) = run_json(*arguments("-q"), cwd=camera)["reports"]
    found = report["confrontation"]
    assert (found["answer"], found["latency_ms"], found["loads"]) == ("agrees", 4.2, True)
    assert (found["camera"], found["axis_os"]) == ("P3267-LVE", "12.11.72")
    assert left() == before


def test_the_command_is_shown_before_it_runs(camera: Path) -> None:
    result = run(*arguments(), cwd=camera)
    assert result.returncode == 0
    assert result.stderr.startswith(b"dlpulint: running: ssh -T root@camera ")


def test_a_model_that_the_camera_refuses_fails_the_run(camera: Path) -> None:
    answer(camera, REFUSED)
    assert run(*arguments(), cwd=camera).returncode == 1


def test_a_dry_run_prints_the_command_and_runs_nothing(camera: Path) -> None:
    (camera / "bin" / "ssh").write_text("#!/bin/sh\ntouch ran\n")
    result = run(*arguments("--dry-run"), cwd=camera)
    assert result.returncode == 0
    text = result.stdout.decode()
    assert text.startswith("ssh -T root@camera ")
    assert "larod-client -g mobilenet_int8_per_tensor.tflite -c axis-a8-dlpu-tflite" in text
    assert not (camera / "ran").exists()


def test_the_printed_command_does_the_same(camera: Path) -> None:
    command = run(*arguments("--dry-run"), cwd=camera).stdout.decode()
    result = subprocess.run(["sh", "-c", command], cwd=camera, capture_output=True, check=True)
    assert b"Mean execution time for job: 4.20 ms" in result.stdout


def test_a_name_is_no_command(camera: Path) -> None:
    name = "a;touch ran;'$(touch ran)'.tflite"
    shutil.copyfile(FIXTURES / PLAIN, camera / name)
    for end in ("client", "journal"):
        (camera / "answers" / f"{name}.{end}").write_text(
            "Model x loaded\n" if end == "client" else ""
        )
    run(name, *arguments()[1:], cwd=camera)
    assert not (camera / "ran").exists()


@pytest.mark.parametrize("camera_name", ["camera", "-oProxyCommand=x@y", "root@-x", "a b@c"])
def test_what_is_no_camera_is_refused(camera: Path, camera_name: str) -> None:
    words = [word if word != CAMERA else camera_name for word in arguments()]
    words[words.index("--try") : words.index("--try") + 2] = [f"--try={camera_name}"]
    result = run(*words, cwd=camera)
    assert result.returncode == 2
    assert b"expected USER@CAMERA" in result.stderr


def test_ssh_that_fails_is_an_error(camera: Path) -> None:
    (camera / "bin" / "ssh").write_text("#!/bin/sh\nexit 255\n")
    result = run(*arguments("-q"), cwd=camera)
    assert result.returncode == 2
    assert result.stderr == b"dlpulint: --try root@camera: ssh ended with 255\n"


def test_a_file_that_larod_does_not_load_is_not_tried(camera: Path) -> None:
    result = run(PLAIN, "-t", "artpec7", "--isolated", "--try", CAMERA, cwd=camera)
    assert result.returncode == 2
    assert b"larod on artpec7 does not load this file as it is" in result.stderr


SSHD = shutil.which("sshd") or "/usr/sbin/sshd"


@pytest.fixture
def server(camera: Path) -> Iterator[Path]:
    """A real sshd on this machine, and an `ssh` that knows its port and key."""
    for name in ("host", "user"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", camera / name]
        subprocess.run(command, check=True)
    (camera / "keys").write_bytes((camera / "user.pub").read_bytes())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    path = f"{camera / 'bin'}:{os.environ['PATH']}"
    (camera / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {camera / 'host'}\n"
        f"AuthorizedKeysFile {camera / 'keys'}\nStrictModes no\nUsePAM no\n"
        f"PasswordAuthentication no\nPermitRootLogin yes\nPidFile {camera / 'pid'}\n"
        f"SetEnv PATH={path} ANSWERS={camera / 'answers'}\n"
    )
    (camera / "ssh_config").write_text(
        f"Host camera\n HostName 127.0.0.1\n Port {port}\n IdentityFile {camera / 'user'}\n"
        f" StrictHostKeyChecking no\n UserKnownHostsFile {camera / 'known'}\n LogLevel ERROR\n"
    )
    ssh = next(p for p in ("/usr/bin/ssh", "/bin/ssh") if Path(p).exists())
    (camera / "bin" / "ssh").write_text(f'#!/bin/sh\nexec {ssh} -F {camera / "ssh_config"} "$@"\n')
    process = subprocess.Popen(
        [SSHD, "-D", "-e", "-f", camera / "sshd_config"], stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield camera
    finally:
        process.terminate()
        process.wait()


@pytest.mark.skipif(not Path(SSHD).exists(), reason="sshd is not installed")
@pytest.mark.skipif(
    not hasattr(os, "getuid") or os.getuid() != 0, reason="only root may log in as root"
)
def test_it_runs_by_a_real_sshd(server: Path) -> None:
    before = left()
    (report,) = run_json(*arguments("-q"), cwd=server)["reports"]
    found = report["confrontation"]
    assert (found["answer"], found["latency_ms"]) == ("agrees", 4.2)
    assert (found["camera"], found["axis_os"]) == ("P3267-LVE", "12.11.72")
    assert left() == before
