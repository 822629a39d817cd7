"""What onnx's checker does not accept in an ONNX file outside its nodes: names, constants."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from dlpulint.loader.onnx.decoded_text import readable
from dlpulint.loader.onnx.faults import differ
from dlpulint.loader.onnx.protos import (
    IR_VERSION,
    GraphProto,
    ModelProto,
    TensorProto,
    ValueInfoProto,
)
from dlpulint.loader.onnx.scope import Scope
from dlpulint.loader.onnx.tensor_faults import tensor_fault
from dlpulint.loader.onnx.types import shape_in
from dlpulint.model.file_fault import FileFault

_WITH_OPSETS = 3
"""The first IR version whose files state opsets."""
_FREE_CONSTANTS = 4
"""The first IR version whose constants need not be inputs too."""


def file_faults(model: "ModelProto", scopes: Sequence[Scope]) -> Iterator[FileFault]:
    """Everything that is invalid outside the nodes; nothing in a format newer than the package."""
    if model.ir_version > IR_VERSION:
        return
    yield from _opset_faults(model)
    for scope in scopes:
        if scope.proto is not None:
            yield from _name_faults(scope.proto, model.ir_version)
            yield from _constant_faults(scope, scope.proto)
    for word, ends in (("input", model.graph.input), ("output", model.graph.output)):
        for info in ends:
            missing = _missing_of(info)
            if missing is not None:
                yield FileFault("ends", f"its {word} {readable(info.name)} states no {missing}")


def _opset_faults(model: "ModelProto") -> Iterator[FileFault]:
    stated, version = len(model.opset_import), model.ir_version
    if not stated and version >= _WITH_OPSETS:
        yield FileFault("opset", "it states no opset")
    elif stated and version < _WITH_OPSETS:
        yield FileFault("opset", f"it states an opset, which IR version {version} does not have")


def _name_faults(graph: "GraphProto", ir_version: int) -> Iterator[FileFault]:
    if not graph.name:
        yield FileFault("names", "its graph has no name")
    inputs = [info.name for info in graph.input]
    constants = [
        *(tensor.name for tensor in graph.initializer),
        *(tensor.values.name for tensor in graph.sparse_initializer),
    ]
    for word, names in (("input", inputs), ("constant", constants)):
        for name in _repeated(names):
            yield FileFault("names", f"two {word}s have the name {readable(name)}")
        if "" in names:
            yield FileFault("names", f"one {word} has no name")
    if ir_version < _FREE_CONSTANTS:
        alone = next((name for name in constants if name not in inputs), None)
        if alone is not None:
            yield FileFault(
                "names",
                f"its constant {readable(alone)} is no input, as IR version {ir_version} requires",
            )


def _repeated(names: Iterable[str]) -> Iterator[str]:
    return (name for name, times in Counter(names).items() if times > 1 and name)


def _missing_of(info: "ValueInfoProto") -> str | None:
    """What onnx requires of an input or output of the main graph and the file does not state."""
    if not info.name:
        return "name"
    kind = info.type.WhichOneof("value")
    if kind is None:
        return "type"
    if kind not in ("tensor_type", "sparse_tensor_type"):
        return None
    tensor = info.type.tensor_type if kind == "tensor_type" else info.type.sparse_tensor_type
    if not tensor.HasField("elem_type"):
        return "element type"
    return None if tensor.HasField("shape") else "shape"


def _constant_faults(scope: Scope, graph: "GraphProto") -> Iterator[FileFault]:
    for tensor in _tensors_of(scope, graph):
        problem = tensor_fault(tensor)
        if problem is not None:
            name = f"the constant {readable(tensor.name)}" if tensor.name else "a constant"
            yield FileFault("constant", f"{name} {problem}")
    for name, constant in scope.constants.items():
        declared = scope.declared.get(name)
        sizes = shape_in(declared)
        dtype = None if declared is None else declared.tensor_type.elem_type
        text = f"the constant {readable(name)} is stated to be of another"
        if dtype and dtype != constant.dtype:
            yield FileFault("constant", f"{text} type than it is")
        elif sizes is not None and constant.dims is not None and differ(sizes, constant.dims):
            yield FileFault("constant", f"{text} shape than it is")


def _tensors_of(scope: Scope, graph: "GraphProto") -> "Iterator[TensorProto]":
    yield from graph.initializer
    for node in (*scope.nodes, *scope.constant_nodes):
        for attribute in node.attributes.values():
            if attribute.HasField("t"):
                yield attribute.t
            yield from attribute.tensors
