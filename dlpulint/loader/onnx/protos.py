"""The messages of an ONNX file, as the onnx package has them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnx import (
        IR_VERSION,
        AttributeProto,
        FunctionProto,
        GraphProto,
        ModelProto,
        NodeProto,
        SparseTensorProto,
        TensorProto,
        TensorShapeProto,
        TypeProto,
        ValueInfoProto,
    )
else:
    from dlpulint.loader.onnx.package import MESSAGES as _MESSAGES

    IR_VERSION = _MESSAGES.IR_VERSION
    AttributeProto = _MESSAGES.AttributeProto
    FunctionProto = _MESSAGES.FunctionProto
    GraphProto = _MESSAGES.GraphProto
    ModelProto = _MESSAGES.ModelProto
    NodeProto = _MESSAGES.NodeProto
    SparseTensorProto = _MESSAGES.SparseTensorProto
    TensorProto = _MESSAGES.TensorProto
    TensorShapeProto = _MESSAGES.TensorShapeProto
    TypeProto = _MESSAGES.TypeProto
    ValueInfoProto = _MESSAGES.ValueInfoProto

__all__ = [
    "IR_VERSION",
    "AttributeProto",
    "FunctionProto",
    "GraphProto",
    "ModelProto",
    "NodeProto",
    "SparseTensorProto",
    "TensorProto",
    "TensorShapeProto",
    "TypeProto",
    "ValueInfoProto",
]
