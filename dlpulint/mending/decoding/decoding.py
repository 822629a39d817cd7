"""The contract and the decode function of a cut, from one search for its head."""

from collections.abc import Sequence

from dlpulint.mending.decoding.contract import Contract, contract_for
from dlpulint.mending.decoding.heads.head import head_of
from dlpulint.mending.decoding.numpy_function import DecodeFunction, function_for
from dlpulint.mending.decoding.tail import tail_of
from dlpulint.model.graph import Model, Tensor


def decoding_of(
    model: Model, data: bytes | memoryview, outputs: Sequence[Tensor]
) -> tuple[Contract, DecodeFunction]:
    """Contract and decode function of a TFLite file that was cut.

    As `contract_of` and `decode_function`, in half of their time together.
    """
    tail = tail_of(model, memoryview(data), outputs)
    head = head_of(tail)
    return contract_for(tail, head), function_for(head)
