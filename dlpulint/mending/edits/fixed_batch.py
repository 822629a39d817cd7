"""A batch of one in place of an open batch."""

from dlpulint.facts.preparation.settled import settled
from dlpulint.mending.change import Change
from dlpulint.mending.draft import Draft
from dlpulint.mending.refused import Refused


def fixed_batch(draft: Draft) -> Change | None:
    """Tensors with the sizes that they have when the file is loaded.

    The sizes are those that TFLite computes from inputs with a batch of one.
    """
    model = draft.model
    if len(model.subgraphs) != 1 or not any(t.free_dimensions for t in model.inputs):
        return None
    for tensor in model.inputs:
        opened = [at for at, name in enumerate(tensor.free_dimensions) if name is not None]
        if opened not in ([], [0]) or (opened and tensor.shape is None):
            raise Refused("an input has another open dimension than the batch")
        if opened and tensor.shape is not None and tensor.shape[0] != 1:
            raise Refused("an input is stored with another batch than 1")
    numbers = draft.numbers_of(model)
    sizes = draft.numbers_of(settled(model))
    shapes = {sizes[tensor]: tensor.shape for tensor in sizes}
    opened_tensors = {n for tensor, n in numbers.items() if tensor.free_dimensions}
    for number in opened_tensors:
        shape = shapes[number]
        if shape is None or any(size is None or size < 0 for size in shape):
            raise Refused("a tensor keeps a size that is known only while the model runs")
        draft.tensors[number]["shape"] = tuple(shape)
        draft.tensors[number].remove("shape_signature")
    return Change(
        edit="fixed-batch",
        description="Fixed the batch to 1; the sizes of all tensors are now in the file",
        application=("Run one image at a time; the file no longer accepts larger batches",),
    )
