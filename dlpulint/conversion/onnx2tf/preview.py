"""An ONNX model as a converter would write it: 8-bit TFLite, as far as that is known.

All of this was observed on onnx2tf 1.29 and 2.6 (`-tb tf_converter`) with TensorFlow 2.21. Scales
are unknown before calibration. An operator whose conversion is unknown is carried over without a
device.
"""

from msgspec.structs import replace

from dlpulint.basics.errors import ModelFileError
from dlpulint.conversion.as_if import Scheme, as_if
from dlpulint.conversion.onnx2tf.channels_first import note_channels_first
from dlpulint.conversion.onnx2tf.draft import Draft, View, channels_last, kept
from dlpulint.conversion.onnx2tf.islands import with_islands
from dlpulint.conversion.onnx2tf.merging import merged
from dlpulint.conversion.onnx2tf.writers import write
from dlpulint.facts.facts import Facts
from dlpulint.model.graph import Metadata, Model, Operator, Subgraph, Tensor

SCHEME: Scheme = "int8-per-tensor"
"""Assumed quantization of the converted model."""


_WRITTEN, _WRITTEN_PER_NODE = 20_000, 20
"""Most operators of a preview, in all and for each node: a Sum of many inputs becomes as many
additions, and a small file may repeat it."""


def converted(model: Model) -> Model:
    """The 8-bit TFLite model that conversion will give; operators keep their node's index.

    Raises ModelFileError for a node that does not fit the shapes of its inputs.
    """
    return with_islands(as_if(Facts(_in_tflite(model)), SCHEME))


def _in_tflite(model: Model) -> Model:
    """The graph in TFLite's operators, still in real numbers."""
    draft = Draft(model)
    most = _WRITTEN + _WRITTEN_PER_NODE * len(model.operators)
    for operator in model.operators:
        if len(draft.operators) > most:
            raise ModelFileError(f"the conversion would write more than {most:,} operators")
        if not operator.outputs:
            continue  # Without outputs it writes nothing.
        try:
            if _is_known_beforehand(operator, draft):
                _fold(operator, draft)
            else:
                write(operator, draft)
                note_channels_first(operator, draft)
        except (IndexError, ValueError, ZeroDivisionError) as error:
            # Writers rely on the dimensions that ONNX states. Caught here, not in each of them: a
            # node that is half written is of no use.
            raise ModelFileError(
                f"{operator.native} #{operator.index} does not fit the shapes that it is given"
            ) from error
    subgraphs = [
        Subgraph(
            graph.name,
            tuple(draft.view(tensor).tensor for tensor in graph.inputs),
            tuple(_output(tensor, draft) for tensor in graph.outputs),
        )
        for graph in model.subgraphs
    ]
    outputs = [tensor for graph in subgraphs for tensor in graph.outputs]
    return Model.build(
        format="tflite",
        layout="channels-last",
        operators=merged(draft.operators, outputs),
        subgraphs=subgraphs,
        metadata=Metadata(made_by=model.metadata.made_by, origin="preview"),
    )


def _is_known_beforehand(operator: Operator, draft: Draft) -> bool:
    """Whether a converter computes the result as a constant."""
    if operator.kind in ("shape", "size"):
        return operator.input is not None and operator.input.elements is not None
    if operator.outputs and all(tensor.values is not None for tensor in operator.outputs):
        return True
    inputs = [tensor for tensor in operator.inputs if tensor is not None]
    return bool(inputs) and all(draft.view(tensor).tensor.constant for tensor in inputs)


def _fold(operator: Operator, draft: Draft) -> None:
    for index, tensor in enumerate(operator.outputs):
        order = kept(tensor.rank or 0)
        result = replace(draft.result(operator, order, index), constant=True, values=tensor.values)
        draft.finish(operator, View(result, order), index)


def _output(tensor: Tensor, draft: Draft) -> Tensor:
    """An output of the model; transposed if the ONNX or onnx2tf holds it in another order."""
    view = draft.view(tensor)
    writer = draft.model.producer(tensor)
    plain = view.order in (channels_last(len(view.order)), kept(len(view.order)))
    if writer is None or (plain and not draft.is_channels_first(tensor)):
        return view.tensor
    return draft.ordered(tensor, kept(len(view.order)), writer)
