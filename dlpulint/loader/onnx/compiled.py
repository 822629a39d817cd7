"""The functions of the onnx package's compiled part: schemas, shape inference, inlining."""

from typing import TYPE_CHECKING

from dlpulint.loader.onnx.package import EXTENSION as _EXTENSION
from dlpulint.loader.onnx.protos import AttributeProto, ModelProto

if TYPE_CHECKING:
    from onnx.checker import ValidationError
    from onnx.defs import OpSchema, SchemaError
    from onnx.shape_inference import InferenceError
else:
    ValidationError = _EXTENSION.checker.ValidationError
    OpSchema, SchemaError = _EXTENSION.defs.OpSchema, _EXTENSION.defs.SchemaError
    InferenceError = _EXTENSION.shape_inference.InferenceError

__all__ = [
    "InferenceError",
    "OpSchema",
    "SchemaError",
    "ValidationError",
    "all_schemas",
    "default_of",
    "inferred_shapes",
    "newest_opset",
    "schema_of",
    "with_functions_inlined",
]


def newest_opset() -> int:
    """The newest opset of the standard domain that the package knows."""
    versions: dict[str, tuple[int, int]] = _EXTENSION.defs.schema_version_map()
    return versions[""][1]


def schema_of(operator: str, version: int, domain: str) -> OpSchema:
    """The schema of an operator. Raises SchemaError, and TypeError for a number too large for C."""
    schema: OpSchema = _EXTENSION.defs.get_schema(operator, version, domain)
    return schema


def all_schemas() -> list[OpSchema]:
    """The newest schema of every operator."""
    schemas: list[OpSchema] = _EXTENSION.defs.get_all_schemas()
    return schemas


def default_of(attribute: "OpSchema.Attribute") -> AttributeProto:
    """The default value of an attribute; without a type if there is none."""
    # `onnx.defs` makes the public `default_value` of it, in Python.
    serialized: bytes = attribute._default_value  # type: ignore[attr-defined]
    value: AttributeProto = AttributeProto.FromString(serialized)
    return value


def inferred_shapes(model: ModelProto, *, strict: bool) -> ModelProto:
    """The model with the types that shape inference finds; `strict` checks them as well.

    Raises:
        InferenceError, RuntimeError, ValueError: Inference fails; the message is the reason.
    """
    try:
        found: bytes = _EXTENSION.shape_inference.infer_shapes(
            model.SerializeToString(), strict, strict, False
        )
    except (IndexError, OverflowError) as error:
        # A mistake of the inference itself, which is no reason to refuse the node.
        raise InferenceError from error
    inferred: ModelProto = ModelProto.FromString(found)
    return inferred


def with_functions_inlined(model: ModelProto) -> ModelProto:
    """The model with its local functions written out where they are called.

    Raises:
        ValidationError, RuntimeError, ValueError: The functions are invalid.
    """
    try:
        whole: bytes = _EXTENSION.inliner.inline_local_functions(model.SerializeToString(), False)
    except (IndexError, OverflowError) as error:
        raise ValidationError from error
    inlined: ModelProto = ModelProto.FromString(whole)
    return inlined
