"""Builds Keras's backbones with random weights, writes each as HDF5, and what it says of two pictures.

Usage: architectures.py input.json output.json; see architectures.test.ts, which asks."""

import json
import os
import sys
import time

import keras
import numpy as np
from keras.src.applications import imagenet_utils


def make_pictures(size):
    """The same as in architectures.test.ts: stripes and patches of whole numbers below 256."""
    return np.fromfunction(
        lambda n, h, w, c: (n * 37 + h * 11 + w * 7 + c * 53 + (h * w) % 13 * 5) % 256, (2, size, size, 3)
    ).astype("float32")


def preprocess(pictures, mode):
    return pictures if mode == "none" else imagenet_utils.preprocess_input(pictures.copy(), mode=mode)


def draw(name, value, layer, gain, random):
    noise = random.uniform(-1, 1, value.shape)
    if name == "gamma":
        return (0.2 if layer.name.endswith("project_bn") else 1) * (1 + 0.3 * noise)
    if name in ("beta", "bias"):
        return 0.2 * noise
    if name == "mean":
        return 0.5 + 0.1 * noise
    if name == "variance":
        return 0.08 + 0.03 * noise
    return value if name == "count" else gain * value


def randomise(model, gain, random):
    for layer in model.layers:
        values = [draw(weight.name, weight.numpy(), layer, gain, random) for weight in layer.weights]
        layer.set_weights(values)
        if isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()


def fit_statistics(model, pictures, spread, random):
    """Gives normalisation the statistics of the pictures, nearly, so that the signal goes through and none of its settings is without effect."""
    normalizations = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    for layer in normalizations:
        layer.momentum = 0.0
    if normalizations:
        model(np.concatenate([pictures, pictures[:, ::-1]]), training=True)
    for layer in normalizations:
        *others, mean, variance = layer.get_weights()
        variance = np.maximum(variance, 0.3 * variance.mean())
        mean = mean + 0.1 * np.sqrt(variance) * random.uniform(-1, 1, mean.shape)
        layer.set_weights([*others, mean, spread * variance * (1 + 0.3 * random.uniform(-1, 1, variance.shape))])


def level_features(model, names, pictures):
    """Means of the last maps and of those before, then the deviations of all, largest maps first."""
    maps = [output.numpy() for output in keras.Model(model.input, [model.get_layer(name).output for name in names])(pictures, training=False)]
    means = [one.mean((1, 2)) for one in (maps[-1], *maps[:-1])]
    deviations = [np.sqrt(one.var((1, 2)) + 1e-6) for one in maps]
    return np.concatenate([*means, *deviations], -1).ravel().tolist()


def answer(network, folder):
    started = time.time()
    keras.utils.clear_session()
    keras.utils.set_random_seed(7)
    random = np.random.default_rng(7)
    size = network["imageSize"]
    model = getattr(keras.applications, network["keras"])(
        include_top=False, weights=None, input_shape=(size, size, 3), pooling=network["pooling"], **network.get("arguments", {})
    )
    pictures = preprocess(make_pictures(size), network["mode"])
    randomise(model, network.get("gain", 1), random)
    fit_statistics(model, pictures, network.get("spread", 1), random)
    features = model(pictures, training=False).numpy()
    levels = level_features(model, network["levels"], pictures) if "levels" in network else []
    model.save(os.path.join(folder, network["architecture"] + ".h5"))
    return {"weightCount": model.count_params(), "features": features.ravel().tolist(), "levels": levels, "seconds": time.time() - started}


with open(sys.argv[1]) as asked:
    task = json.load(asked)
answers = {network["architecture"]: answer(network, task["folder"]) for network in task["networks"]}
with open(sys.argv[2], "w") as answered:
    json.dump(answers, answered)
