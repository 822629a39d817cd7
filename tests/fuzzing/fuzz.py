"""Coverage-guided fuzzing of the loaders, and of all that a lint run does with what they read.

    python -m tests.fuzzing.fuzz tflite|onnx FOLDER [-max_total_time=600] [libFuzzer's options]

Needs `pip install atheris`. What it learns goes into FOLDER, which begins with the fixtures; an
input that escapes is left in the working directory as crash-*, timeout-* or oom-*.
"""

import struct
import sys
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["dlpulint", "tflite", "flatbuffers"]):
    from tests.mutations import flatbuffers, protobufs
    from tests.mutations.plain import PLAIN
    from tests.mutations.watching import prepare, watch

    prepare()  # What is imported where it is used is instrumented too.
from tests.places import FIXTURES

LARGEST = 40_000
"""Bytes of the fixtures that the corpus begins with: larger ones are slow and tell no more."""

KNOWING = {"tflite": flatbuffers.KNOWING, "onnx": protobufs.KNOWING}
FORMAT = sys.argv[1] if len(sys.argv) > 1 else "tflite"


def one_input(data: bytes) -> None:
    """Lint the bytes as a file of the format, for one of the targets."""
    content = data[:4] + b"TFL3" + data[8:] if FORMAT == "tflite" else data
    outcome = watch(content, sum(data[:64]))
    if outcome.escape is not None:
        raise AssertionError(outcome.escape)


def mutated(data: bytes, most: int, seed: int) -> bytes:
    """Damage that knows the format by turns with libFuzzer's own."""
    random = Random(seed)
    try:
        if data and random.random() < 0.5:
            return random.choice((*KNOWING[FORMAT], *PLAIN))(data, random)[:most]
    except (struct.error, IndexError, KeyError, ValueError):
        pass  # The bytes are too damaged for what knows the format.
    return bytes(atheris.Mutate(data, most))


def main() -> None:
    """Begin with the fixtures and go on until told to stop."""
    corpus = Path(sys.argv[2])
    corpus.mkdir(parents=True, exist_ok=True)
    for path in FIXTURES.rglob(f"*.{FORMAT}"):
        if path.stat().st_size < LARGEST:
            (corpus / path.name).write_bytes(path.read_bytes())
    options = [sys.argv[0], str(corpus), f"-max_len={LARGEST * 2}", "-timeout=20", *sys.argv[3:]]
    atheris.Setup(options, one_input, custom_mutator=mutated)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
