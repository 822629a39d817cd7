"""A Keras model as the bytes of a TFLite file."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dlpulint.basics.errors import UsageError
from dlpulint.conversion.exported.training_code import Example, Exported, refused, sizes_of

_ANY_VALUE = 0.01


def tflite_of(model: Any, example: Example) -> Exported:  # Any: tensorflow may be missing.
    """Float TFLite of a model, of Keras 3 on TensorFlow or of `tf_keras`; an open batch is 1."""
    import tensorflow

    inputs = example if example is not None else getattr(model, "inputs", None)
    if inputs is None:
        raise UsageError(
            f"{type(model).__name__} does not state its inputs: give an example, or a shape such "
            "as (1, 224, 224, 3)"
        )
    try:
        specs = _specs(tensorflow, inputs, fixed=example is not None)
        if example is None and len(specs) == 1:
            (specs,) = specs
        called = tensorflow.function(lambda given: model(given, training=False))
        function = called.get_concrete_function(specs)
        lite = tensorflow.lite.TFLiteConverter
        with _without_zeros(model), _without_advice():
            data = bytes(lite.from_concrete_functions([function]).convert())
    except (ModuleNotFoundError, UsageError):
        raise
    except Exception as error:  # What tracing runs is the user's code.
        raise refused(model, "TensorFlow", error) from error
    name, version = type(model).__name__, tensorflow.__version__
    return Exported(data, f"the Keras model {name} (TensorFlow {version})")


def _specs(tensorflow: Any, inputs: Any, *, fixed: bool) -> Any:
    """Shapes and types of the inputs, in the structure that they are in."""
    sizes = sizes_of(inputs)
    if sizes is not None:
        return tensorflow.TensorSpec(sizes, tensorflow.float32)
    if isinstance(inputs, tuple | list):
        return [_specs(tensorflow, part, fixed=fixed) for part in inputs]
    if isinstance(inputs, dict):
        return {name: _specs(tensorflow, part, fixed=fixed) for name, part in inputs.items()}
    if fixed:
        inputs = tensorflow.convert_to_tensor(inputs)
    shape = tuple(inputs.shape)
    if not fixed:
        # The converter would write 1 for any size that is open.
        if None in shape[1:]:
            raise UsageError(
                f"the input {inputs.name} leaves sizes open, {shape}: give an example, or a shape"
            )
        shape = (1, *shape[1:])
    return tensorflow.TensorSpec(shape, inputs.dtype)


@contextmanager
def _without_zeros(model: Any) -> Iterator[None]:
    """No weights that are all zero, as biases are before training: the converter drops these."""
    zeros = [
        variable
        for variable in model.trainable_variables
        if "float" in str(variable.dtype) and not variable.numpy().any()
    ]
    try:
        for variable in zeros:
            variable.assign(variable.numpy() + _ANY_VALUE)
        yield
    finally:
        for variable in zeros:
            variable.assign(variable.numpy() * 0)


@contextmanager
def _without_advice() -> Iterator[None]:
    """No advice to pass the model as well: its variables would then stay variables."""
    logger = logging.getLogger("absl")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)
