"""Places to end a graph: at its last layers, or before some of its operators."""

from collections.abc import Collection, Iterable, Set

from dlpulint.facts.macs import MAC_KINDS, channels
from dlpulint.facts.steps import computed_inputs
from dlpulint.model.graph import Model, Operator, Tensor

_BINS = 16
"""Bins of the distributions that YOLOv8 and its successors predict for each side of a box."""

_STEPS = 4
"""Operators between the Softmax of such a distribution and the convolution that decodes it."""

STATEFUL = frozenset(
    {"CALL_ONCE", "VAR_HANDLE", "READ_VARIABLE", "ASSIGN_VARIABLE", "HASHTABLE",
     "HASHTABLE_IMPORT", "IF", "WHILE", "STABLEHLO_WHILE"}
)  # fmt: skip
"""Operators that may keep a state, or run other graphs."""


DECODERS = frozenset(
    {
        "custom:TFLite_Detection_PostProcess",
        "custom:PosenetDecoderOp",
        "custom:posenet-decoder",
        "non-max-suppression",
    }
)
"""Kinds that turn maps of scores and boxes into a list of detections."""


def last_layers(model: Model) -> tuple[Tensor, ...]:
    """Results of the last weighted layers before the outputs, in file order.

    A convolution that decodes distributions (DFL) is no such layer.
    """
    found: dict[Tensor, None] = {}
    seen: set[Operator] = set()
    waiting = list(model.outputs)
    for tensor in waiting:
        operator = model.producer(tensor)
        if operator is None or operator in seen:
            continue
        seen.add(operator)
        weighted = operator.kind in MAC_KINDS and operator.weights is not None
        if weighted and not _decodes_distributions(operator, model):
            found[tensor] = None
        else:
            waiting.extend(t for t in operator.inputs if t is not None and not t.constant)
    return tuple(sorted(found, key=lambda tensor: _index(tensor, model)))


def before(operators: Collection[Operator], model: Model) -> tuple[Tensor, ...]:
    """The computed inputs of the last of some operators that joins several tensors, else of all."""
    joining = [operator for operator in operators if len(_inputs(operator, model)) > 1]
    chosen = joining[-1:] or operators
    return tuple(dict.fromkeys(t for operator in chosen for t in _inputs(operator, model)))


def outputs_with(cuts: tuple[Tensor, ...], model: Model) -> tuple[Tensor, ...]:
    """Outputs of a graph that ends at some tensors: these, and outputs that do not need them."""
    ends = set(cuts)
    needed = needed_tensors(model.outputs, model, ends)
    kept = [output for output in model.outputs if not _reaches(output, ends, model)]
    return tuple(dict.fromkeys((*(cut for cut in cuts if cut in needed), *kept)))


def remaining(outputs: Iterable[Tensor], model: Model) -> frozenset[Operator]:
    """The operators that are needed for some tensors."""
    found = (model.producer(tensor) for tensor in needed_tensors(outputs, model, set()))
    return frozenset(operator for operator in found if operator is not None)


def tail(model: Model) -> frozenset[Operator]:
    """The operators of the main graph that are left out where it ends at its last layers.

    There are none where one of them may do more than write its outputs.
    """
    ends = outputs_with(last_layers(model), model)
    left_out = remaining(model.outputs, model) - remaining(ends, model)
    stateful = any(operator.native in STATEFUL for operator in left_out)
    return frozenset() if stateful else left_out


def needed_tensors(outputs: Iterable[Tensor], model: Model, ends: set[Tensor]) -> set[Tensor]:
    """Tensors that some outputs are computed from, themselves included; none before `ends`."""
    waiting = list(dict.fromkeys(outputs))
    found = set(waiting)
    add, producer = found.add, model.producer
    for tensor in waiting:
        if tensor in ends:
            continue
        operator = producer(tensor)
        if operator is not None:
            for source in operator.inputs:
                if source is not None and source not in found:
                    add(source)
                    waiting.append(source)
    return found


def _reaches(output: Tensor, cuts: Set[Tensor], model: Model) -> bool:
    """Whether an output is computed from one of the cuts, or is one."""
    waiting = [output]
    found = {output}
    for tensor in waiting:
        if tensor in cuts:
            return True
        operator = model.producer(tensor)
        if operator is not None:
            for source in operator.inputs:
                if source is not None and source not in found:
                    found.add(source)
                    waiting.append(source)
    return False


def _inputs(operator: Operator, model: Model) -> tuple[Tensor, ...]:
    return tuple(t for t in operator.inputs if t is not None and model.producer(t) is not None)


def _decodes_distributions(operator: Operator, model: Model) -> bool:
    """Whether a convolution is the weighted mean of a distribution over bins."""
    weights, output = operator.weights, operator.output
    if weights is None or output is None or weights.elements != _BINS:
        return False
    if channels(output, model.layout) != 1:
        return False
    source = operator
    for _ in range(_STEPS):
        before_it = [p for t in computed_inputs(source, model) if (p := model.producer(t))]
        if len(before_it) != 1:
            return False
        source = before_it[0]
        if source.kind == "softmax":
            return True
    return False


def _index(tensor: Tensor, model: Model) -> int:
    operator = model.producer(tensor)
    return -1 if operator is None else operator.index
