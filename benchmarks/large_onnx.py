"""Linting a 1.5 GB ONNX file beside one of 1.5 MB: time and peak memory of whole processes.

Its weights are in the file and again in an external data file. `onnx.load` loads them all.
"""

import hashlib
import os
import sys
import time
from pathlib import Path
from typing import BinaryIO

from onnx import TensorProto, helper

from benchmarks.measuring import costs
from benchmarks.tables import Line, Table, compared

LAYERS = 64
ROUNDS = 3
"""How often each is measured; the shortest time counts."""
CHUNK = os.urandom(1 << 20)


def varint(number: int) -> bytes:
    """A whole number as protobuf writes it."""
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])


def field(number: int, length: int) -> bytes:
    """What stands before the bytes of a field."""
    return varint(number << 3 | 2) + varint(length)


def make(path: Path, size: int, *, side_file: bool) -> None:
    """Write a chain of matrix products with weights of `size` bytes in all.

    Written piece by piece: a whole model of this size takes gigabytes in memory.
    """
    width = int((size / LAYERS / 4) ** 0.5) // 16 * 16
    nodes, tensors = [], []
    side = path.with_suffix(".weights")
    for number in range(LAYERS):
        source = "x" if number == 0 else f"y{number - 1}"
        nodes.append(helper.make_node("MatMul", [source, f"w{number}"], [f"y{number}"]))
        tensor = TensorProto(name=f"w{number}", data_type=TensorProto.FLOAT, dims=[width, width])
        if side_file:
            tensor.data_location = TensorProto.EXTERNAL
            tensor.external_data.add(key="location", value=side.name)
            tensor.external_data.add(key="offset", value=str(number * width * width * 4))
            tensor.external_data.add(key="length", value=str(width * width * 4))
        tensors.append(tensor.SerializeToString())
    ends = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, width])
        for name in ("x", f"y{LAYERS - 1}")
    ]
    graph = helper.make_graph(nodes, "chain", ends[:1], ends[1:]).SerializeToString()
    held = 0 if side_file else width * width * 4
    heads = [tensor + (field(9, held) if held else b"") for tensor in tensors]
    whole = len(graph) + sum(len(field(5, len(head) + held)) + len(head) + held for head in heads)
    head = helper.make_model(helper.make_graph([], "", [], []), producer_name="large_onnx")
    head.ClearField("graph")
    with path.open("wb") as file:
        file.write(head.SerializeToString() + field(7, whole) + graph)
        for one in heads:
            file.write(field(5, len(one) + held) + one)
            fill(file, held)
    if side_file:
        with side.open("wb") as file:
            fill(file, LAYERS * width * width * 4)


def fill(file: BinaryIO, length: int) -> None:
    """Write random bytes, so that no file system stores them as a hole."""
    while length > 0:
        file.write(CHUNK[:length])
        length -= len(CHUNK)


def reading(path: Path, *, hashing: bool) -> float:
    """Seconds for going through a file once."""
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        with path.open("rb", buffering=0) as file:
            if hashing:
                hashlib.file_digest(file, "sha256")
            else:
                buffer = bytearray(1 << 18)
                while file.readinto(buffer):
                    pass
        best = min(best, time.perf_counter() - begun)
    return best


def of_large_onnx(folder: Path, gigabytes: float) -> Table:
    """Make the files in a folder, lint them, and delete the large ones again."""
    lint = (sys.executable, "-m", "dlpulint", "--target", "cv25")
    large, small, beside = (folder / f"{name}.onnx" for name in ("large", "small", "beside"))
    size = int(gigabytes * 1e9)
    make(small, 1_500_000, side_file=False)
    make(large, size, side_file=False)
    name, load = f"{gigabytes} GB", f"onnx.load of {gigabytes} GB"
    script = "import sys, onnx; onnx.load(sys.argv[1])"
    commands = {
        "1.5 MB": (*lint, str(small)),
        load: (sys.executable, "-c", script, str(large)),
        name: (*lint, str(large)),
    }
    found = costs(commands, ROUNDS)
    read, hashed = reading(large, hashing=False), reading(large, hashing=True)
    large.unlink()
    make(beside, size, side_file=True)
    found |= costs({"weights in an external data file": (*lint, str(beside))}, ROUNDS)
    beside.with_suffix(".weights").unlink()
    lines = compared(found, {name: load, "weights in an external data file": "1.5 MB"})
    rest = (Line(f"reading {name}", read), Line(f"SHA-256 of {name}", hashed))
    return Table(
        "A large ONNX file",
        "A chain of 64 matrix products for `cv25`, in the page cache.",
        (*lines, *rest),
        "The file is read once, for the SHA-256 in the report; otherwise the run costs as much as "
        "that of the small\none. External data files are never opened. The peak is that of the "
        "imports.",
    )
