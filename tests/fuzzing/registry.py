"""The fuzz targets by name."""

import importlib
from collections.abc import Iterator
from typing import Protocol, cast

MODELS = ("tflite", "onnx", "edgetpu")
PROJECTS = ("sketch", "pack", "config", "baseline", "report", "certificate", "log")
TARGETS = (*MODELS, *PROJECTS)


class Target(Protocol):
    """A module of `tests/fuzzing/targets/`."""

    SUFFIX: str

    def seeds(self) -> Iterator[tuple[str, bytes]]:
        """Names and contents of sound inputs."""

    def read(self, data: bytes) -> None:
        """Read an input. Raises DlpulintError for one that is refused."""

    def TestOneInput(self, data: bytes) -> None:
        """Raise AssertionError if the bytes do harm."""


def target(name: str) -> Target:
    """The module of a target, which is imported when it is asked for."""
    return cast(Target, importlib.import_module(f"tests.fuzzing.targets.{name}"))
