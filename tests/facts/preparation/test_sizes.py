"""Sizes of all computed tensors, as TFLite works them out."""

from dlpulint.facts.preparation.prepare import sizes_of
from dlpulint.loader.open_model import load, load_bytes
from tests.mending.models import INT32, Builder
from tests.places import FIXTURES


def sizes(data: bytes) -> dict[str, tuple[int, ...] | None]:
    return {t.name: size for t, size in sizes_of(load_bytes(memoryview(data))).items()}


def test_stored_sizes_of_results_do_not_count() -> None:
    b = Builder()
    image = b.tensor(1, 8, 8, 3)
    inner = b.operator("RELU", [image], b.tensor(1, name="inner"))
    output = b.operator("RELU", [inner], b.tensor(2, 2, name="output"))
    found = sizes(b.file([image], [output]))
    assert found == {"inner": (1, 8, 8, 3), "output": (1, 8, 8, 3)}


def test_sizes_after_one_that_is_known_while_running_are_unknown() -> None:
    b = Builder()
    image, shape = b.tensor(1, 8), b.tensor(2, type=INT32, scale=None)
    first = b.operator("RELU", [image], b.tensor(1, 8, name="first"))
    inner = b.operator("RESHAPE", [first, shape], b.tensor(2, 4, name="inner"), "ReshapeOptions")
    output = b.operator("RELU", [inner], b.tensor(2, 4, name="output"))
    found = sizes(b.file([image, shape], [output]))
    assert found == {"first": (1, 8), "inner": None, "output": None}


def test_other_formats_have_none() -> None:
    assert sizes_of(load(FIXTURES / "mobilenet_opset13.onnx")) == {}
