"""Every edit of --fix on every .tflite file of a folder, judged by LiteRT.

    python -m benchmarks.fixes FOLDER [--processes N]

Each edit that applies to a file is made alone; original and mended file, and the tail of a cut,
run on the same inputs in a child process. Files that LiteRT does not run are listed apart.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from dlpulint.basics.errors import DlpulintError
from dlpulint.loader.open_model import load_bytes
from dlpulint.mending.draft import Draft
from dlpulint.mending.edits.registry import EDITS
from dlpulint.mending.mended import broken_promise, mended_file
from dlpulint.mending.refused import Refused


class Row(Struct, frozen=True):
    """One edit of one file."""

    file: str
    edit: str
    status: str
    """`exact`, `close`, `not written`, `broken`, `refused`, `crash`, `original-fails` or
    `neither-loads`."""
    detail: str
    tail: bool | None
    application: float | None
    """Difference of the stated steps from the file's own, see ProofResult."""


def rows_of(file: Path, name: str) -> Iterator[Row]:
    """A row per edit that applies to a file."""
    data = file.read_bytes()
    try:
        model = load_bytes(memoryview(data))
        if model.format != "tflite":
            return
        Draft(data)
    except DlpulintError:
        return
    for edit in EDITS:
        try:
            draft = Draft(data)
            change = EDITS[edit].apply(draft)
            if change is None:
                continue
            mended, ends = draft.written()
        except Refused as error:
            yield Row(name, edit, "refused", str(error), None, None)
            continue
        except Exception as error:
            yield Row(name, edit, "crash", f"{type(error).__name__}: {error}", None, None)
            continue
        made = mended_file(data, mended, ends, (change,), prove=True)
        proof, reason = made.proof, made.tail_reason
        wrong = broken_promise(proof, (change,))
        status = "exact" if proof.exact else "close"
        if proof.status in ("original-fails", "neither-loads"):
            status = proof.status
        elif wrong:
            # What is not exact by construction is written only after a comparison.
            status = "broken" if change.promise == "exact" else "not written"
        detail = wrong or proof.reason or reason
        if status == "close":
            detail = f"{proof.largest:g} steps"
        yield Row(name, edit, status, detail, proof.tail_exact, proof.application_error)


def main() -> None:
    """Prints a line per row that is not exact, then the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    files = {}
    for file in sorted(options.folder.rglob("*.tflite")):
        files.setdefault(sha256(file.read_bytes()).digest(), file)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    tails: Counter[bool | None] = Counter()
    with ThreadPoolExecutor(options.processes) as pool:
        jobs = [
            pool.submit(lambda f=file: list(rows_of(f, f.relative_to(options.folder).as_posix())))
            for file in sorted(files.values(), key=lambda f: f.stat().st_size)
        ]
        for job in jobs:
            for row in job.result():
                counts[row.edit][row.status] += 1
                if row.edit in ("cut-tail", "cut-postprocess", "split-concat"):
                    tails[row.tail] += 1
                application = row.application or 0
                if row.status != "exact" or row.tail is False or application > 1e-5:
                    print(row.edit, row.status, row.file, row.detail, f"tail {row.tail}",
                          f"application {application:g}", sep="\t", flush=True)  # fmt: skip
    print(f"{len(files)} different files")
    for edit, found in counts.items():
        print(
            f"{edit}: " + ", ".join(f"{count} {status}" for status, count in sorted(found.items()))
        )
    print("tails:", dict(tails))
    if any(found["broken"] or found["crash"] for found in counts.values()):
        sys.exit(1)


if __name__ == "__main__":
    main()
