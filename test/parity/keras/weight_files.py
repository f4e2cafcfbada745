"""Writes the same random weights in every form in which Keras and TensorFlow write them, and tells what they are."""

import json
import os
import sys

import h5py
import keras
import numpy as np
import tensorflow as tf
from keras.src.legacy.saving import legacy_h5_format

with open(sys.argv[1]) as asked:
    folder = json.load(asked)["folder"]


def place(name):
    return os.path.join(folder, name)


def randomise(model, random):
    for weight in model.weights:
        low, high = (0.5, 1.5) if "variance" in weight.path else (-1, 1)
        # Numbers that float16 holds exactly, so that all forms are the same.
        weight.assign(random.uniform(low, high, weight.shape).astype("float16").astype("float32"))


def copy_with(source, target, change):
    """An HDF5 file with every array changed, and its attributes kept."""
    with h5py.File(source) as old, h5py.File(target, "w") as new:
        new.attrs.update(old.attrs)

        def visit(name, item):
            if isinstance(item, h5py.Dataset):
                new.create_dataset(name, data=change(np.asarray(item)))
            else:
                new.require_group(name).attrs.update(item.attrs)

        old.visititems(visit)


def save_as_keras_2(model, target):
    """Weights alone, their names with TensorFlow's `:0`, as all published files have them."""
    with h5py.File(target, "w") as file:
        file.attrs["layer_names"] = [layer.name.encode() for layer in model.layers]
        for layer in model.layers:
            group = file.create_group(layer.name)
            # Keras 2 calls it `depthwise_kernel`.
            kernel = "depthwise_kernel" if isinstance(layer, keras.layers.DepthwiseConv2D) else "kernel"
            names = [f"{layer.name}/{kernel if weight.name == 'kernel' else weight.name}:0" for weight in layer.weights]
            group.attrs["weight_names"] = [name.encode() for name in names]
            for name, weight in zip(names, layer.weights):
                group[name] = weight.numpy()


def forget_names(source, target):
    """As the first versions of Keras 3 wrote them."""
    copy_with(source, target, lambda values: values)
    with h5py.File(target, "a") as file:
        file.visititems(lambda name, item: item.attrs.clear())


random = np.random.default_rng(7)
model = keras.applications.MobileNet(weights=None, include_top=False, alpha=0.25, input_shape=(32, 32, 3))
randomise(model, random)
model.save(place("whole.h5"))
with h5py.File(place("weights.h5"), "w") as file:
    legacy_h5_format.save_weights_to_hdf5_group(file, model)
save_as_keras_2(model, place("keras2.h5"))
model.save_weights(place("new.weights.h5"))
forget_names(place("new.weights.h5"), place("nameless.weights.h5"))
model.save(place("model.keras"))
model.export(place("exported"), verbose=False)
tf.saved_model.save(model, place("saved"))
copy_with(place("keras2.h5"), place("half.h5"), lambda values: values.astype("float16"))
copy_with(place("keras2.h5"), place("double.h5"), lambda values: values.astype("float64"))
copy_with(place("keras2.h5"), place("whole-numbers.h5"), lambda values: values.astype("int32"))
nested = keras.Sequential([keras.Input((32, 32, 3)), model, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(3)])
nested.save(place("nested.h5"))
nested.save(place("nested.keras"))

with h5py.File(place("foreign.h5"), "w") as file:
    file["spectrum"] = np.zeros(8)
# One layer renamed: it is missing. One layer wider: it has another shape.
copy_with(place("keras2.h5"), place("missing.h5"), lambda values: values)
with h5py.File(place("missing.h5"), "a") as file:
    file.attrs["layer_names"] = [name for name in file.attrs["layer_names"] if np.bytes_(name) != b"conv_pw_5"]
copy_with(place("keras2.h5"), place("wider.h5"), lambda values: values)
with h5py.File(place("wider.h5"), "a") as file:
    del file["conv_pw_5/conv_pw_5/kernel:0"]
    file["conv_pw_5/conv_pw_5/kernel:0"] = np.zeros((1, 1, 64, 65), "float32")
lenet = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Conv2D(6, 5), keras.layers.Flatten(), keras.layers.Dense(10)])
lenet.save(place("lenet.h5"))

expected = {
    f"{layer.name}/{weight.name}": {"shape": list(weight.shape), "values": weight.numpy().ravel()[:5].tolist(), "sum": float(weight.numpy().astype("float64").sum())}
    for layer in model.layers
    for weight in layer.weights
}
with open(sys.argv[2], "w") as answer:
    json.dump(expected, answer)
