"""An ONNX model as a converter would write it: 8-bit TFLite, as far as that can be told.

What is said here was seen of onnx2tf 1.29 and of 2.6 (`-tb tf_converter`) with TensorFlow 2.21.
Scales are not known before calibration; an operator whose conversion is not known is carried over
and has no device.
"""

from msgspec.structs import replace

from dlpulint.basics.errors import ModelFileError
from dlpulint.conversion.as_if import Scheme, as_if
from dlpulint.conversion.onnx2tf.draft import Draft, View, channels_last, kept
from dlpulint.conversion.onnx2tf.in_front import note_in_front
from dlpulint.conversion.onnx2tf.islands import with_islands
from dlpulint.conversion.onnx2tf.merging import merged
from dlpulint.conversion.onnx2tf.writers import write
from dlpulint.facts.facts import Facts
from dlpulint.model.graph import Metadata, Model, Operator, Subgraph, Tensor

SCHEME: Scheme = "int8-per-tensor"
"""How the converted model is taken to be quantized."""


def converted(model: Model) -> Model:
    """The 8-bit TFLite model that conversion will give; operators keep their node's index.

    Raises ModelFileError for a node that does not fit the shapes that it is given.
    """
    return with_islands(as_if(Facts(_in_tflite(model)), SCHEME))


def _in_tflite(model: Model) -> Model:
    """The graph in TFLite's operators, still in real numbers."""
    draft = Draft(model)
    for operator in model.operators:
        if not operator.outputs:
            continue  # Nothing comes of it, and nothing is made of it.
        try:
            if _is_known_beforehand(operator, draft):
                _fold(operator, draft)
            else:
                write(operator, draft)
                note_in_front(operator, draft)
        except (IndexError, ValueError, ZeroDivisionError) as error:
            # Writers take dimensions to be where ONNX says that they are. Caught here, and not in
            # each of them: what was written for half a node is of no use.
            raise ModelFileError(
                f"{operator.native} at {operator.index} does not fit the shapes that it is given"
            ) from error
    subgraphs = [
        Subgraph(
            subgraph.name,
            tuple(draft.view(tensor).tensor for tensor in subgraph.inputs),
            tuple(_output(tensor, draft) for tensor in subgraph.outputs),
        )
        for subgraph in model.subgraphs
    ]
    outputs = [tensor for subgraph in subgraphs for tensor in subgraph.outputs]
    return Model.build(
        format="tflite",
        layout="channels-last",
        operators=merged(draft.operators, outputs),
        subgraphs=subgraphs,
        metadata=Metadata(),
    )


def _is_known_beforehand(operator: Operator, draft: Draft) -> bool:
    """Whether a converter works the result out once and for all."""
    if operator.kind in ("shape", "size"):
        return operator.input is not None and operator.input.elements is not None
    if operator.outputs and all(tensor.values is not None for tensor in operator.outputs):
        return True
    inputs = [tensor for tensor in operator.inputs if tensor is not None]
    return bool(inputs) and all(draft.view(tensor).tensor.constant for tensor in inputs)


def _fold(operator: Operator, draft: Draft) -> None:
    for place, tensor in enumerate(operator.outputs):
        order = kept(tensor.rank or 0)
        result = replace(draft.result(operator, order, place), constant=True, values=tensor.values)
        draft.finish(operator, View(result, order), place)


def _output(tensor: Tensor, draft: Draft) -> Tensor:
    """An output as it comes; one that the ONNX or onnx2tf turns around is turned."""
    view = draft.view(tensor)
    writer = draft.model.producer(tensor)
    as_it_comes = view.order in (channels_last(len(view.order)), kept(len(view.order)))
    if writer is None or (as_it_comes and not draft.is_in_front(tensor)):
        return view.tensor
    return draft.ordered(tensor, kept(len(view.order)), writer)
