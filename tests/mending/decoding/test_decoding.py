"""The contract and the decode function, found together."""

from pathlib import Path

from dlpulint.facts.cutting import last_layers, outputs_with
from dlpulint.loader.open_model import load
from dlpulint.mending.decoding.contract import contract_of
from dlpulint.mending.decoding.decoding import decoding_of
from dlpulint.mending.decoding.numpy_function import decode_function

FIXTURE = Path(__file__).parents[3] / "fixtures" / "silu_detector_int8.tflite"


def test_together_they_are_the_same() -> None:
    model, data = load(FIXTURE), FIXTURE.read_bytes()
    ends = outputs_with(last_layers(model), model)
    expected = (contract_of(model, data, ends), decode_function(model, data, ends))
    assert decoding_of(model, data, ends) == expected
