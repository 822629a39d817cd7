"""Inputs of a fuzz target read once more, without atheris.

    python -m tests.fuzzing.replay TARGET [FILES OR FOLDERS]

Without files these are the target's seeds. Prints every escape and ends with 1 if there is one.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.fuzzing.registry import target
from tests.mutations.watching import prepare


def escapes(name: str, inputs: Iterator[tuple[str, bytes]]) -> Iterator[str]:
    """The inputs that escape, each with the reason."""
    one_input = target(name).TestOneInput
    for label, data in inputs:
        try:
            one_input(data)
        except AssertionError as error:
            yield f"{label}: {error}"


def stored(paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """The files of these paths and of the folders among them: names and contents."""
    for path in map(Path, paths):
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                yield str(file), file.read_bytes()


def main() -> None:
    """Read all inputs."""
    name, *paths = sys.argv[1:]
    prepare()
    found = list(escapes(name, stored(paths) if paths else target(name).seeds()))
    print("\n".join([*found, f"escapes: {len(found)}"]))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
