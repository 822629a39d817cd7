"""Builds the sdist and the wheel of a commit: `python .github/release/build.py FOLDER [COMMIT]`.

The same commit gives the same bytes wherever and whenever it is built with one version of Python.
Needs git and the packages of `requirements.txt` beside this file, and uses no network. The wheel is
built from the sdist, so that one is proof of the other.
"""

import gzip
import hashlib
import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

_ROOT = Path(__file__).parent.parent.parent


def _git(*arguments: str) -> bytes:
    command = ["git", "-c", "core.autocrlf=false", *arguments]
    return subprocess.run(command, cwd=_ROOT, capture_output=True, check=True).stdout


def _uniform(archive: bytes, time: int) -> Iterator[tuple[tarfile.TarInfo, bytes]]:
    """Files of a tar archive in order, without traces of the machine that packed them."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as old:
        members = [member for member in old.getmembers() if member.isfile()]
        for member in sorted(members, key=lambda member: member.name):
            file = tarfile.TarInfo(member.name)
            file.size, file.mtime = member.size, time
            file.mode = 0o755 if member.mode & 0o100 else 0o644
            content = old.extractfile(member)
            assert content is not None
            yield file, content.read()


def _unpack(archive: bytes, folder: Path, time: int) -> None:
    """Write the files of an archive with the permissions and the time that are in it."""
    for file, content in _uniform(archive, time):
        path = folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(file.mode)
        os.utime(path, (time, time))


def _packed(archive: bytes, time: int) -> bytes:
    """The archive, made uniform."""
    target = io.BytesIO()
    with (
        gzip.GzipFile("", "wb", 9, target, time) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as new,
    ):
        for file, content in _uniform(archive, time):
            new.addfile(file, io.BytesIO(content))
    return target.getvalue()


def _built(kind: str, source: Path, folder: Path, time: int) -> Path:
    """What setuptools makes of a folder of sources."""
    folder.mkdir()
    code = f"import setuptools.build_meta as b; b.build_{kind}({str(folder)!r})"
    # Files that the build writes get the permissions that all others have.
    os.umask(0o022)
    subprocess.run(
        [sys.executable, "-c", code],
        cwd=source,
        env={**os.environ, "SOURCE_DATE_EPOCH": f"{time}", "PYTHONHASHSEED": "0", "TZ": "UTC"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    (file,) = folder.iterdir()
    return file


def build(target: Path, commit: str) -> None:
    """Write both into a folder, and print their checksums."""
    time = int(_git("show", "--no-patch", "--format=%ct", f"{commit}^{{commit}}"))
    target.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as name:
        work = Path(name).resolve()
        _unpack(_git("archive", "--format=tar", commit), work / "source", time)
        sdist = _built("sdist", work / "source", work / "sdist", time)
        packed = _packed(sdist.read_bytes(), time)
        _unpack(packed, work / "unpacked", time)
        (source,) = (work / "unpacked").iterdir()
        wheel = _built("wheel", source, work / "wheel", time)
        for file, content in ((sdist.name, packed), (wheel.name, wheel.read_bytes())):
            (target / file).write_bytes(content)
            print(hashlib.sha256(content).hexdigest(), file)


if __name__ == "__main__":
    build(Path(sys.argv[1]), *(sys.argv[2:] or ["HEAD"]))
