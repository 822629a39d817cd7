"""Bytes of the weights of layers, which the model does not hold."""

import struct
from collections.abc import Iterator

from dlpulint.basics.errors import ModelFileError
from dlpulint.loader.tflite.contents import Contents
from dlpulint.model.graph import Model, Tensor
from dlpulint.model.stored_weights import StoredWeights


def stored_weights(data: memoryview, model: Model) -> Iterator[StoredWeights]:
    """The operators of the main graph with constant weights, each with the bytes of these.

    Args:
        data: The bytes of a TFLite file.
        model: The model that was read from them.

    Raises:
        ModelFileError: The file's lists overlap, or it is not the model's.
    """
    try:
        contents = Contents(data)
        # Each tensor once, because the reader limits how much is read in all.
        found: dict[Tensor, memoryview] = {}
        for operator in model.operators:
            weights = operator.weights
            if operator.subgraph != 0 or weights is None or not weights.constant:
                continue
            if weights not in found:
                position = operator.inputs.index(weights)
                found[weights] = contents.constant(operator, position)
            yield StoredWeights(operator, found[weights])
    except (struct.error, IndexError):
        raise ModelFileError("damaged or truncated TFLite file (a table runs out of it)") from None
