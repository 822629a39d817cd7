"""The package in the custom operator of files that the Edge TPU compiler wrote.

The bytes are the operator's options, in a file that is sound around them.
"""

from collections.abc import Iterator

from tests.fuzzing.linting import lint
from tests.loader.edgetpu_files import PARAMETER_CACHING, Executable, options
from tests.loader.tflite_files import Code, Graph, Operator, Tensor, write
from tests.mutations.watching import must_not_escape

SUFFIX = ".package"


def seeds() -> Iterator[tuple[str, bytes]]:
    """Packages of one and of two executables, and the options around them."""
    run = Executable(parameters=64, scratch=100)
    yield "one", options(run)
    yield "two", options(Executable(PARAMETER_CACHING, 999), run)


def read(data: bytes) -> None:
    """Lint a compiled file with these options."""
    tensors = [Tensor("x", "uint8", (1, 8, 8, 3)), Tensor("y", "uint8", (1, 10))]
    graph = Graph(tensors, [Operator((0,), (1,), custom=data)], (0,), (1,))
    lint(bytes(write(graph, codes=[Code("CUSTOM", custom="edgetpu-custom-op")])))


def TestOneInput(data: bytes) -> None:
    """Raise AssertionError if the bytes do harm."""
    must_not_escape(read, data)
