"""A model in which computed tensors have the sizes that TFLite works out."""

from msgspec.structs import replace

from dlpulint.facts.preparation.prepare import preparation_of
from dlpulint.model.graph import Model, Shape, Tensor


def settled(model: Model) -> Model:
    """The model, with true sizes where a TFLite file stores placeholders.

    Where the signature of a computed tensor has -1, the size in its shape is what the converter
    put there, mostly 1. Preparation tells the size if it follows from the inputs; else it is
    unknown.
    """
    if model.metadata.origin != "file" or not any(
        tensor.free_dimensions for operator in model.operators for tensor in operator.outputs
    ):
        return model
    known: dict[Tensor, Tensor] = {}
    for tensor, sizes in preparation_of(model).sizes.items():
        shape: Shape | None = sizes
        if sizes is None and tensor.shape is not None:
            pairs = zip(tensor.shape, tensor.free_dimensions, strict=True)
            shape = tuple(None if name is not None else size for size, name in pairs)
        if shape != tensor.shape:
            known[tensor] = replace(tensor, shape=shape)
    if not known:
        return model
    return Model.build(
        format=model.format,
        layout=model.layout,
        operators=[
            replace(
                operator,
                inputs=tuple(None if t is None else known.get(t, t) for t in operator.inputs),
                outputs=tuple(known.get(t, t) for t in operator.outputs),
            )
            for operator in model.operators
        ],
        subgraphs=[
            replace(graph, outputs=tuple(known.get(t, t) for t in graph.outputs))
            for graph in model.subgraphs
        ],
        metadata=model.metadata,
    )
