"""A small depthwise network on pictures of digits, and what can be done to its weights.

Of Keras 2, which the model optimization toolkit needs (`TF_USE_LEGACY_KERAS=1`).
"""

from itertools import pairwise

import numpy as np

SEED = 20261129
SIDE = 32
_BLOCKS = ((32, 1), (64, 2), (64, 1), (128, 2), (128, 1))
"""Channels and stride of each block: a depthwise convolution and a 1x1 convolution."""


def pictures(digits, labels, count, seed):
    """Scans of digits, enlarged, turned and moved, in two random colours, with noise."""
    from skimage.transform import AffineTransform, warp

    random = np.random.default_rng(seed)
    images, chosen = [], random.integers(len(digits), size=count)
    for at in chosen:
        place = (
            AffineTransform(translation=random.uniform(-3, 3, 2) - SIDE / 2)
            + AffineTransform(rotation=random.uniform(-0.3, 0.3))
            + AffineTransform(scale=1 / random.uniform(2.2, 3.6))
            + AffineTransform(translation=(3.5, 3.5))
        )
        ink = warp(digits[at] / 16, place, output_shape=(SIDE, SIDE))[..., None]
        paper = random.random(3)
        colour = (paper + random.uniform(0.3, 0.7, 3)) % 1
        shade = random.uniform(-0.3, 0.3) * np.linspace(-1, 1, SIDE)[:, None, None]
        image = ink * colour + (1 - ink) * (paper + shade)
        images.append(np.clip(image + random.normal(0, 0.08, image.shape), 0, 1))
    return np.asarray(images, "float32"), np.asarray(labels)[chosen]


def data(training=12000, tests=2000):
    """Pictures and labels to train with and to test with, of different scans (scikit-learn's)."""
    from sklearn.datasets import load_digits

    found = load_digits()
    order = np.random.default_rng(SEED).permutation(len(found.images))
    parts = order[:1400], order[1400:]
    return tuple(
        pictures(found.images[part], found.target[part], count, SEED + count)
        for part, count in zip(parts, (training, tests), strict=True)
    )


def network(normalized, decay=0.0, activation="relu"):
    """The network: with batch normalization and ReLU as layers, or folded as a converter does."""
    import tensorflow as tf

    layers = tf.keras.layers
    ridge = tf.keras.regularizers.l2(decay) if decay else None
    kind = {"use_bias": False} if normalized else {"activation": activation}

    def end(x):
        if not normalized:
            return x
        return layers.ReLU()(layers.BatchNormalization(momentum=0.97, epsilon=1e-5)(x))

    images = tf.keras.Input((SIDE, SIDE, 3), name="images")
    x = layers.Conv2D(16, 3, 2, padding="same", kernel_regularizer=ridge, **kind)(images)
    x = end(x)
    for channels, stride in _BLOCKS:
        x = layers.DepthwiseConv2D(3, stride, padding="same", depthwise_regularizer=ridge, **kind)(
            x
        )
        x = layers.Conv2D(channels, 1, kernel_regularizer=ridge, **kind)(end(x))
        x = end(x)
    x = layers.Flatten()(layers.AveragePooling2D(4)(x))
    return tf.keras.Model(images, layers.Dense(10)(x))


def trained(images, labels, decay, epochs=20):
    """The network with batch normalization after a training from random weights."""
    import tensorflow as tf

    tf.keras.utils.set_random_seed(SEED)
    model = network(normalized=True, decay=decay)
    rate = tf.keras.optimizers.schedules.CosineDecay(0.1, epochs * len(images) // 64)
    fit(model, tf.keras.optimizers.SGD(rate, momentum=0.9), images, labels, epochs)
    return model


def fit(model, optimizer, images, labels, epochs):
    """Trains a model to name the digits."""
    import tensorflow as tf

    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, ["accuracy"])
    model.fit(images, labels, batch_size=64, epochs=epochs, verbose=0)


def weighted(model):
    """Layers with weights, in the order of the data, without batch normalization."""
    return [layer for layer in model.layers if layer.weights and not _normalizes(layer)]


def _normalizes(layer):
    return type(layer).__name__ == "BatchNormalization"


def folded(model):
    """The same network with batch normalization folded into the convolutions."""
    result = network(normalized=False)
    norms = [layer for layer in model.layers if _normalizes(layer)]
    *convolutions, last = weighted(model)
    *targets, end = weighted(result)
    for layer, norm, target in zip(convolutions, norms, targets, strict=True):
        (kernel,) = layer.get_weights()
        gamma, beta, mean, variance = norm.get_weights()
        factor = gamma / np.sqrt(variance + norm.epsilon)
        shape = (-1, 1) if is_depthwise(layer) else (-1,)
        target.set_weights([kernel * factor.reshape(shape), beta - mean * factor])
    end.set_weights(last.get_weights())
    return result


def copied(model, activation="relu"):
    """A copy of a folded network, possibly with another activation."""
    result = network(normalized=False, activation=activation)
    result.set_weights(model.get_weights())
    return result


def rescaled(model, most):
    """The same function with channels between two layers multiplied by 1/most to most.

    The factors are random, and the next layer divides by them: ReLU lets a factor through.
    """
    result = copied(model)
    random = np.random.default_rng(SEED)
    chain = weighted(result)
    for first, second in pairwise(chain):
        count = len(first.get_weights()[1])
        multiply(first, second, most ** random.uniform(-1, 1, count))
    return result


def equalized(model, rounds=30):
    """The same function with equal ranges on both sides of each channel: Nagel et al. 2019."""
    result = copied(model)
    chain = weighted(result)
    for _ in range(rounds):
        for first, second in pairwise(chain):
            written, read = peaks(first, "written"), peaks(second, "read")
            alive = (written > 0) & (read > 0)
            factors = np.sqrt(np.where(alive, read, 1) / np.where(alive, written, 1))
            multiply(first, second, np.where(alive, factors, 1))
    return result


def is_depthwise(layer):
    """Whether a layer is a DepthwiseConv2D, whose kernel has its channels before the last axis."""
    return type(layer).__name__ == "DepthwiseConv2D"


def peaks(layer, side):
    """Largest weight of each channel that a layer writes or reads."""
    kernel = np.abs(layer.get_weights()[0])
    depthwise = is_depthwise(layer)
    channels = kernel.ndim - (2 if depthwise or side == "read" else 1)
    return kernel.max(tuple(axis for axis in range(kernel.ndim) if axis != channels))


def multiply(first, second, factors):
    """Multiplies the channels between two layers, which changes nothing after the second."""
    kernel, bias = first.get_weights()
    depthwise = is_depthwise(first)
    first.set_weights([kernel * (factors[:, None] if depthwise else factors), bias * factors])
    kernel, bias = second.get_weights()
    second.set_weights([kernel / factors[:, None], bias])
