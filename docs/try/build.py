"""Builds the page to try dlpulint in a browser: `python docs/try/build.py --to FOLDER`.

Writes static files that any server can serve, and that need no other address. Needs pip and npm;
`requirements.txt` and `package-lock.json` pin what they fetch. The wheel is made of the files that
git tracks, as they are now; `--wheel FILE` uses one that is there.
"""

import argparse
import base64
import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from parts import CORE, EXAMPLES, LIBRARY, NOTICE, ONNX, PYODIDE, WHEEL_TARGETS  # noqa: E402

ROOT = HERE.parent.parent
PAGES = ("index.html", "style.css", "page.js", "python.js", "offline.js", "icon.svg")
SCRIPT = re.compile(r"<script>(.*?)</script>", re.S)
Files = dict[str, bytes]


def run(*command: str | Path, folder: Path = ROOT) -> None:
    """Runs a program, which says nothing unless it fails."""
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")


def pip(command: str, *options: str | Path) -> None:
    """Runs a command of pip."""
    run(sys.executable, "-m", "pip", command, "--quiet", "--disable-pip-version-check", *options)


def own_wheel(work: Path) -> Path:
    """Our wheel, built of the tracked files in a folder of its own."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        if name.startswith(("dlpulint/", "rules/")) or "/" not in name:
            target = work / "source" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target)
    pip("wheel", "--no-deps", "--wheel-dir", work / "own", work / "source")
    return next((work / "own").glob("*.whl"))


def fetched(work: Path) -> tuple[list[Path], Path]:
    """The wheels of others, and the folder of Pyodide."""
    lock = ("--require-hashes", "--requirement", HERE / "requirements.txt")
    pip("download", "--no-deps", *lock, "--dest", work / "wheels", *WHEEL_TARGETS)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, work)
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", folder=work)
    return sorted((work / "wheels").iterdir()), work / "node_modules" / "pyodide"


def contents(wheels: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """The files of wheels, with their names."""
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist())


def packed(files: Files) -> bytes:
    """A zip archive, the same for the same files."""
    from io import BytesIO

    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            # The time of all is the first that an archive can state.
            archive.writestr(zipfile.ZipInfo(name), files[name], zipfile.ZIP_DEFLATED, 9)
    return target.getvalue()


def code_build(files: Files) -> str:
    """Id of dlpulint's Python files, as `dlpulint.basics.build` works it out of all of them."""
    code = {}
    for name, text in files.items():
        inside = name.removeprefix("dlpulint/")
        if inside != name and name.endswith(".py") and not inside.startswith("rules/"):
            # As os.path.relpath writes the package's own folder.
            code[inside if "/" in inside else f"./{inside}"] = text.replace(b"\r\n", b"\n")
    digest = hashlib.sha256()
    for name in sorted(code):
        for text in (name.encode(), code[name]):
            digest.update(len(text).to_bytes(8, "big") + text)
    return digest.hexdigest()[:16]


def report_script_hash(wheel: Path) -> str:
    """Hash of the script of HTML reports, which is the only inline script that may run."""
    code = "import sys; sys.path.insert(0, sys.argv[1]); from dlpulint.reporters.html import page"
    code += "; t = page._template(); print(t.environment.globals['script_hash'])"
    done = subprocess.run(
        [sys.executable, "-c", code, str(wheel)], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def digest_of(files: Files) -> str:
    """Version of the site: it changes with any byte."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    return base64.b32encode(digest.digest()).decode().lower()[:12]


def site(work: Path, wheel: Path | None) -> Files:
    """The files of the site."""
    wheels, pyodide = fetched(work)
    own = wheel or own_wheel(work)
    ours, theirs = dict(contents([own])), dict(contents(wheels))
    notices = {name: theirs[name] for name in theirs if NOTICE.search(name)}
    bridge = (HERE / "bridge.py").read_text("utf-8").replace("@BUILD@", code_build(ours))
    arrays = (HERE / "small_arrays.py").read_bytes()
    core = {name: data for name, data in {**ours, **theirs}.items() if CORE.kept(name)}
    core |= {"bridge.py": bridge.encode(), "numpy.py": arrays}
    onnx = {name: data for name, data in theirs.items() if ONNX.kept(name)}
    with zipfile.ZipFile(pyodide / "python_stdlib.zip") as archive:
        library = {name: archive.read(name) for name in archive.namelist() if LIBRARY.kept(name)}
    files = {"core.zip": packed(core), "onnx.zip": packed(onnx)}
    files |= {f"pyodide/{name}": (pyodide / name).read_bytes() for name in PYODIDE}
    files["pyodide/python_stdlib.zip"] = packed(library)
    lock = json.loads((pyodide / "pyodide-lock.json").read_bytes())
    # The packages of its own server are never asked for.
    files["pyodide/pyodide-lock.json"] = json.dumps({**lock, "packages": {}}).encode()
    files |= {f"examples/{name}": (ROOT / "fixtures" / name).read_bytes() for name in EXAMPLES}
    licences = [(HERE / "NOTICE.txt").read_bytes(), (ROOT / "LICENSE").read_bytes()]
    licences += [f"{name}\n\n".encode() + data for name, data in sorted(notices.items())]
    files["licenses.txt"] = b"\n\n----\n\n".join(licences)
    return files | pages(files, report_script_hash(own))


def pages(files: Files, script_hash: str) -> Files:
    """The page and its scripts, which know the policy's hash, the version and all files."""
    texts = {name: (HERE / name).read_text("utf-8") for name in PAGES}
    encoded = {name: text.encode() for name, text in texts.items()}
    slots = {
        "@REPORT_SCRIPT@": f"'{script_hash}'",
        "@VERSION@": digest_of({**files, **encoded}),
        "@FILES@": json.dumps(sorted({*files, *PAGES} - {"index.html", "offline.js"})),
        "@EXAMPLES@": json.dumps(EXAMPLES),
    }
    for slot, value in slots.items():
        texts = {name: text.replace(slot, value) for name, text in texts.items()}
    return {name: text.encode() for name, text in texts.items()}


def main() -> None:
    """Write the site, and print its size."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--to", type=Path, required=True, help="the folder to write")
    options.add_argument("--wheel", type=Path, help="a wheel of dlpulint that is there")
    chosen = options.parse_args()
    if chosen.to.exists() and any(chosen.to.iterdir()):
        if not (chosen.to / "offline.js").exists():
            raise SystemExit(f"{chosen.to}: has other files in it; name a new folder")
        shutil.rmtree(chosen.to)
    with TemporaryDirectory() as work:
        files = site(Path(work), chosen.wheel)
    for name, data in files.items():
        path = chosen.to / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    sizes = (len(d if n.endswith(".zip") else gzip.compress(d, 9)) for n, d in files.items())
    print(f"{chosen.to}: {len(files)} files, {sum(sizes):,} bytes as sent")


if __name__ == "__main__":
    main()
