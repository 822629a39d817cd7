"""Coverage-guided fuzzing of one of the readers of dlpulint.

    python -m tests.fuzzing.fuzz TARGET FOLDER [-max_total_time=600] [libFuzzer's options]

Needs `pip install atheris`. TARGET is one of `tests/fuzzing/targets/`. What it learns goes into
FOLDER, which begins with the target's seeds; an input that escapes is left in the working directory
as crash-*, timeout-* or oom-*, and `python -m tests.fuzzing.replay TARGET FILE` reads it again.
"""

import struct
import sys
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["dlpulint", "tflite", "flatbuffers"]):
    from tests.fuzzing.registry import target
    from tests.fuzzing.words import write_words
    from tests.mutations import flatbuffers, protobufs
    from tests.mutations.plain import PLAIN
    from tests.mutations.watching import prepare

    NAME = sys.argv[1] if len(sys.argv) > 1 else "tflite"
    TARGET = target(NAME)
    prepare()  # What is imported where it is used is instrumented too.

LARGEST = 80_000
"""Bytes of the largest input."""

KNOWING = {"tflite": flatbuffers.KNOWING, "onnx": protobufs.KNOWING}


def mutated(data: bytes, most: int, seed: int) -> bytes:
    """Damage that knows the format by turns with libFuzzer's own."""
    random = Random(seed)
    try:
        if data and random.random() < 0.5:
            return random.choice((*KNOWING[NAME], *PLAIN))(data, random)[:most]
    except (struct.error, IndexError, KeyError, ValueError):
        pass  # The bytes are too damaged for what knows the format.
    return bytes(atheris.Mutate(data, most))


def main() -> None:
    """Begin with the seeds and go on until told to stop."""
    corpus = Path(sys.argv[2])
    corpus.mkdir(parents=True, exist_ok=True)
    for name, content in TARGET.seeds():
        (corpus / f"{name}{TARGET.SUFFIX}").write_bytes(content)
    words = corpus.with_name(f"{corpus.name}.words")
    options = [sys.argv[0], str(corpus), f"-max_len={LARGEST}", "-timeout=20"]
    options += [f"-dict={words}"] if write_words(NAME, words) else []
    knowing = {"custom_mutator": mutated} if NAME in KNOWING else {}
    atheris.Setup([*options, *sys.argv[3:]], TARGET.TestOneInput, **knowing)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
