"""Small models that other faults of scales and weights spoil, or do not, beside the findings.

    TF_USE_LEGACY_KERAS=1 python -m benchmarks.spoilers

Prints a line per file: what LiteRT makes of it, and the rules that object. The figures stand in
docs/per-tensor-risk.md. Needs the packages of `benchmarks.what_helps`, and `ai-edge-quantizer`.
"""

import contextlib
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks import what_helps_network as networks
from benchmarks.what_helps import DECAY, Trial
from dlpulint.api import lint

RULES = ("tflite/saturated-bias", "tflite/crushed-scores", "artpec/input-range")


def converted(model, images, per_tensor=False, calibrated=True):
    """The file of TensorFlow's converter, its ends in float."""
    import tensorflow as tf

    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter._experimental_disable_per_channel = per_tensor
    if calibrated:
        converter.representative_dataset = lambda: ([image[None]] for image in images)
    return converter.convert()


def by_quantizer(model, images, per_tensor=False):
    """The file of ai-edge-quantizer."""
    import tensorflow as tf
    from ai_edge_litert.interpreter import Interpreter
    from ai_edge_quantizer import qtyping, quantizer, recipe_manager

    granularity = qtyping.QuantGranularity
    manager = recipe_manager.RecipeManager()
    manager.add_static_config(
        regex=".*",
        operation_name=qtyping.TFLOperationName.ALL_SUPPORTED,
        activation_num_bits=8,
        weight_num_bits=8,
        weight_granularity=granularity.TENSORWISE if per_tensor else granularity.CHANNELWISE,
    )
    with TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        path = Path(folder, "float.tflite")
        path.write_bytes(tf.lite.TFLiteConverter.from_keras_model(model).convert())
        ((key, signature),) = Interpreter(str(path)).get_signature_list().items()
        one = quantizer.Quantizer(str(path), manager.get_quantization_recipe())
        (name,) = signature["inputs"]
        found = one.calibrate({key: [{name: image[None]} for image in images]})
        return bytes(one.quantize(found).quantized_model)


def by_training(model, images, per_tensor=False, epochs=1):
    """The file after quantization-aware training towards the model's own results."""
    import tensorflow as tf
    import tensorflow_model_optimization.quantization.keras as q

    wanted = model.predict(images, batch_size=1, verbose=0)
    scheme = q.default_8bit.Default8BitQuantizeScheme(disable_per_axis=per_tensor)
    trained = q.quantize_apply(q.quantize_annotate_model(model), scheme)
    trained.compile(tf.keras.optimizers.SGD(1e-5), "mse")
    trained.fit(images, wanted, batch_size=1, epochs=epochs, verbose=0)
    return converted(trained, images, calibrated=False)


def results(content, images):
    """Results in LiteRT, in real numbers, one array per output."""
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

    plain = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    runner = Interpreter(model_content=content, experimental_op_resolver_type=plain)
    runner.allocate_tensors()
    (given,), ends = runner.get_input_details(), runner.get_output_details()
    found = [[] for _ in ends]
    for image in images:
        runner.set_tensor(given["index"], _stored(image[None], given))
        runner.invoke()
        for kept, end in zip(found, ends, strict=True):
            kept.append(_real(runner.get_tensor(end["index"])[0], end))
    return [np.asarray(kept) for kept in found]


def _stored(value, end):
    """Real numbers as an input has them."""
    if end["dtype"] == np.float32:
        return value
    scale, zero_point = end["quantization"]
    limits = np.iinfo(end["dtype"])
    return np.clip(np.rint(value / scale + zero_point), limits.min, limits.max).astype(end["dtype"])


def _real(value, end):
    """Values of an output in real numbers."""
    scale, zero_point = end["quantization"]
    return value if end["dtype"] == np.float32 else (value.astype("f4") - zero_point) * scale


def decibels(wanted, found):
    """Signal-to-noise ratio, where the signal is what varies between pictures."""
    noise = max(((wanted - found) ** 2).mean(), 1e-12)
    return 10 * np.log10(((wanted - wanted.mean(0)) ** 2).mean() / noise)


def objections(content):
    """The rules in question that object to a file on ARTPEC-8."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "model.tflite")
        path.write_bytes(content)
        (report,) = lint([path], ["artpec8"]).reports
        return sorted({finding.rule for finding in report.findings} & set(RULES))


def weak_channel(factor):
    """A network whose first layer has one channel with nearly no weights, but with a bias."""
    import tensorflow as tf

    tf.keras.utils.set_random_seed(1)
    layers = tf.keras.layers
    images = tf.keras.Input((32, 32, 3), batch_size=1)
    first = layers.Conv2D(8, 3, 2, padding="same", activation="relu")
    model = tf.keras.Model(images, layers.Conv2D(4, 1)(first(images)))
    kernel, bias = first.get_weights()
    kernel[..., 0] *= factor
    bias[:] = np.random.default_rng(0).uniform(0.2, 1, bias.shape)
    first.set_weights([kernel, bias])
    return model


def detector(joined):
    """A head that writes boxes in pixels and scores, as one tensor or as two."""
    import tensorflow as tf

    tf.keras.utils.set_random_seed(1)
    layers = tf.keras.layers
    images = tf.keras.Input((32, 32, 3), batch_size=1)
    x = layers.Conv2D(16, 3, 2, padding="same", activation="relu")(images)
    boxes = layers.Reshape((256, 4))(layers.Conv2D(4, 1, activation="sigmoid")(x)) * 640.0
    scores = layers.Reshape((256, 3))(layers.Conv2D(3, 1, activation="sigmoid")(x))
    ends = layers.Concatenate()([boxes, scores]) if joined else [boxes, scores]
    return tf.keras.Model(images, ends)


def with_dead_channels(model):
    """The network with every fourth channel between two layers reduced by a factor of 1e-9."""
    result = networks.copied(model)
    for layer in networks.weighted(result)[:-1]:
        kernel, bias = layer.get_weights()
        axis = 2 if kernel.shape[3] == 1 else 3
        np.moveaxis(kernel, axis, 0)[::4] *= 1e-9
        bias[::4] = 0
        layer.set_weights([kernel, bias])
    return result


def biases(images):
    """Lines on a bias of more than 32 bits."""
    makers = {"TensorFlow": converted, "ai-edge-quantizer": by_quantizer, "tfmot": by_training}
    for factor in (1, 3e-5, 1e-9, 0):
        wanted = weak_channel(factor).predict(images, batch_size=1, verbose=0)
        for name, make in makers.items():
            for per_tensor in (False, True):
                content = make(weak_channel(factor), images, per_tensor)
                (found,) = results(content, images)
                kind = "per tensor" if per_tensor else "per channel"
                ratio = decibels(wanted, found)
                print(f"bias: {factor:g} {name} {kind}: {ratio:.1f} dB", objections(content))


def scores(images):
    """Lines on scores that share a scale with boxes."""
    wanted = detector(joined=False).predict(images, batch_size=1, verbose=0)[1]
    for joined in (True, False):
        content = converted(detector(joined), images)
        found = results(content, images)
        last = found[0][..., 4:] if joined else next(f for f in found if f.shape[-1] == 3)
        ratio, levels = decibels(wanted, last), len(np.unique(last))
        print(f"scores: joined {joined}: {ratio:.1f} dB, {levels} values", objections(content))


def ranges(trial, base):
    """Lines on ranges that are wasted: calibration, a short training, dead channels."""
    images, labels = trial.training
    for factor in (1, 4, 16, 64):
        content = converted(base, factor * trial.images)
        right = (results(content, trial.tests[0])[0].argmax(-1) == trial.tests[1]).mean()
        with_bytes = objections(trial.converted(base, brightness=factor))
        print(f"calibrated with pixels x{factor}: {right:.4f}", objections(content), with_bytes)
    for steps in (1, 10, 100, 1000):
        count = 64 * steps if steps < 100 else 6400
        one = trial.trained_per_tensor(
            networks.copied(base), max(1, steps // 100), images[:count], labels[:count]
        )
        content = trial.converted(one, calibrated=False)
        in_keras = (one.predict(trial.tests[0], verbose=0).argmax(-1) == trial.tests[1]).mean()
        right = trial.part_right(content)
        print(f"trained per tensor, {steps} steps: {right:.4f}, in Keras {in_keras:.4f}")
    dead = with_dead_channels(base)
    for per_tensor in (False, True):
        content = trial.converted(dead, per_tensor=per_tensor)
        exact = trial.part_right(trial.converted(dead, quantized=False))
        print(f"dead channels: {exact:.4f} in float, {trial.part_right(content):.4f}")


def main():
    """Prints all lines; the network that reads digits is trained first."""
    trial = Trial()
    images = trial.images[:100]
    biases(images)
    scores(images)
    ranges(trial, networks.folded(networks.trained(*trial.training, DECAY)))


if __name__ == "__main__":
    main()
