"""Packages of the Edge TPU compiler, as the operator that holds them describes them."""

import random

import pytest

from dlpulint.loader.tflite.edgetpu_package import package_attributes
from dlpulint.loader.tflite.file import model_from_tflite
from tests.loader import edgetpu_files as edgetpu
from tests.loader import tflite_files as file
from tests.places import CORPUS

CACHED = edgetpu.Executable(edgetpu.PARAMETER_CACHING, parameters=315_840)
RUN = edgetpu.Executable(edgetpu.EXECUTION_ONLY, parameters=251_072, scratch=64)


def read(options: bytes) -> dict[str, object]:
    return dict(package_attributes(memoryview(options)))


def test_cached_and_streamed_parameters_are_told_apart() -> None:
    assert read(edgetpu.options(RUN, CACHED)) == {
        "edgetpu_runtime": 13,
        "executables": 2,
        "cached_bytes": 315_840,
        "streamed_bytes": 251_072,
        "scratch_bytes": 64,
    }


def test_parameters_of_an_executable_that_stands_alone_are_streamed() -> None:
    found = read(edgetpu.options(edgetpu.Executable(edgetpu.STAND_ALONE, parameters=100)))
    assert (found["cached_bytes"], found["streamed_bytes"]) == (0, 100)


def test_a_package_that_names_no_runtime_tells_the_rest() -> None:
    assert "edgetpu_runtime" not in read(edgetpu.options(RUN, runtime=0))
    assert "edgetpu_runtime" not in read(edgetpu.options(RUN, runtime=-1))
    assert read(edgetpu.options(RUN, runtime=0))["executables"] == 1


@pytest.mark.parametrize(
    "options",
    [
        b"",
        b"\x00",
        bytes(64),
        b"\xff" * 64,
        edgetpu.options(),
        edgetpu.options(RUN, key="3"),
        edgetpu.options(RUN).replace(b"DWN1", b"DWN2"),
        edgetpu.options(*[edgetpu.Executable()] * 65),
    ],
)
def test_what_is_no_package_tells_nothing(options: bytes) -> None:
    assert read(options) == {}


def test_no_damage_makes_the_reader_fall_over() -> None:
    whole = edgetpu.options(edgetpu.Executable(parameters=16), edgetpu.Executable(1, parameters=16))
    for length in range(len(whole)):
        read(whole[:length])
    chance = random.Random(1)
    for _ in range(2000):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.choice((0, 1, 4, 127, 128, 255))
        found = read(bytes(damaged))
        assert all(isinstance(size, int) and size >= 0 for size in found.values())


def compiled(custom: str, options: bytes) -> dict[str, object]:
    graph = file.Graph(
        tensors=[file.Tensor("x"), file.Tensor("y")],
        operators=[file.Operator([0], [1], custom=options)],
        inputs=[0],
        outputs=[1],
    )
    model = model_from_tflite(file.write(graph, codes=[file.Code("CUSTOM", custom=custom)]))
    return dict(model.operators[0].attributes)


def test_the_compilers_operator_is_described() -> None:
    assert compiled("edgetpu-custom-op", edgetpu.options(CACHED))["cached_bytes"] == 315_840


def test_a_damaged_package_leaves_the_model_readable() -> None:
    assert compiled("edgetpu-custom-op", b"\x05\x25\x01") == {}


def test_the_options_of_other_custom_operators_are_not_opened() -> None:
    assert compiled("Mine", edgetpu.options(CACHED)) == {}


@pytest.mark.slow
@pytest.mark.skipif(CORPUS is None, reason="DLPULINT_MODELS names no folder of models")
@pytest.mark.parametrize(
    ("name", "runtime", "cached", "streamed"),
    [
        ("LibrEdgeTPU__color_blue_128x128", 14, 1_344, 524_288),
        ("LibrEdgeTPU__dense_512", 14, 266_240, 0),
        ("test_data__deeplabv3_mnv2_dm05_pascal_quant", 12, 766_720, 0),
        (
            "test_data__mobilenet_v1_0.25_128_quant_cocompiled_with_3quant",
            12,
            315_840,
            251_072,
        ),
        ("test_data__split_concat", 13, 192, 0),
    ],
)
def test_published_compiled_files_are_described(
    name: str, runtime: int, cached: int, streamed: int
) -> None:
    assert CORPUS is not None
    data = (CORPUS / "edgetpu-compiled" / f"{name}_edgetpu.tflite").read_bytes()
    model = model_from_tflite(memoryview(data))
    (operator,) = (o for o in model.operators if o.kind == "custom:edgetpu-custom-op")
    assert operator.attributes == {
        "edgetpu_runtime": runtime,
        "executables": 2,
        "cached_bytes": cached,
        "streamed_bytes": streamed,
        "scratch_bytes": 0,
    }
