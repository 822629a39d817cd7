"""Sizes that a TFLite file stores as placeholders."""

from pathlib import Path

from dlpulint.facts.preparation.settled import settled
from dlpulint.loader.open_model import load

FIXTURES = Path(__file__).parents[3] / "fixtures"


def test_a_size_that_the_graph_computes_is_unknown() -> None:
    stored = load(FIXTURES / "flatten_open_batch_int8.tflite")
    model = settled(stored)
    (reshape,) = (o for o in model.operators if o.native == "RESHAPE")
    (before,) = (o for o in stored.operators if o.native == "RESHAPE")
    assert before.outputs[0].shape == (1, 512)
    assert reshape.outputs[0].shape == (None, 512)
    (conv, *_) = (o for o in model.operators if o.native == "CONV_2D")
    assert conv.outputs[0].shape == (1, 16, 16, 8)


def test_readers_see_the_same_tensor_as_the_writer() -> None:
    model = settled(load(FIXTURES / "flatten_open_batch_int8.tflite"))
    (reshape,) = (o for o in model.operators if o.native == "RESHAPE")
    (reader,) = model.consumers(reshape.outputs[0])
    assert reader.native == "FULLY_CONNECTED"


def test_a_model_of_fixed_sizes_stays_as_it_is() -> None:
    model = load(FIXTURES / "mobilenet_int8_io.tflite")
    assert settled(model) is model
