"""Keras on TensorFlow at the benchmark's jobs."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import time

import keras
import numpy as np
import tensorflow as tf

from keras_networks import CLASSES, network
from protocol import job, serve

AUTOTUNE = tf.data.AUTOTUNE


def compiled(model, learning_rate):
    # XLA costs more than it gains on a processor: engine.md measured that XLA hurts on the CPU.
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,
    )
    return model


def synthetic(count, edge):
    random = np.random.default_rng(1)
    photographs = random.integers(0, 256, (count, edge, edge, 3), dtype=np.uint8)
    return photographs, random.integers(0, CLASSES, count, dtype=np.int32)


def train(task):
    edge, batch_size = task["imageSize"], task["batchSize"]
    model = compiled(network(task["architecture"], edge), 1e-4)
    count = batch_size * task["steps"]
    data = tf.data.Dataset.from_tensor_slices(synthetic(count, edge)).cache().batch(batch_size).prefetch(AUTOTUNE)

    def epoch():
        model.fit(data, epochs=1, verbose=0)
        return count

    serve(model.count_params(), {"fit": (epoch, epoch)})


def predict(task):
    edge, batch_size, calls = task["imageSize"], task["batchSize"], task["calls"]
    model = network(task["architecture"], edge)
    photographs, _ = synthetic(batch_size, edge)
    function = tf.function(lambda inputs: model(inputs, training=False))

    def by_predict(times):
        for _ in range(times):
            model.predict(photographs, batch_size=batch_size, verbose=0)
        return times * batch_size

    def by_function(times):
        for _ in range(times):
            function(tf.constant(photographs)).numpy()
        return times * batch_size

    serve(
        model.count_params(),
        {
            "predict": (lambda: by_predict(3), lambda: by_predict(calls)),
            "function": (lambda: by_function(3), lambda: by_function(calls)),
        },
    )


def photographs_of(task):
    paths = [photograph["path"] for photograph in task["photographs"]]
    labels = [photograph["label"] for photograph in task["photographs"]]
    edge = task["imageSize"]

    def read(path, label):
        image = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
        if task["resizes"]:
            image = tf.cast(tf.image.resize(image, (edge, edge)), tf.uint8)
        return tf.ensure_shape(image, (edge, edge, 3)), label

    return tf.data.Dataset.from_tensor_slices((paths, labels)).map(read, num_parallel_calls=AUTOTUNE)


def frozen(task):
    """The script of Keras's guide: the frozen backbone inside the model, decoded photographs cached."""
    batch_size, measured, epochs = task["batchSize"], task["epochsMeasured"], task["epochs"]

    def whole():
        keras.backend.clear_session()
        started = time.perf_counter()
        model = compiled(network(task["architecture"], task["imageSize"], frozen=True), 1e-3)
        split = len(task["photographs"]) * 4 // 5
        data = photographs_of(task)
        training = data.take(split).cache().shuffle(split, seed=1).batch(batch_size).prefetch(AUTOTUNE)
        validation = data.skip(split).cache().batch(batch_size).prefetch(AUTOTUNE)
        ends = []
        at_end = keras.callbacks.LambdaCallback(on_epoch_end=lambda *_: ends.append(time.perf_counter()))
        model.fit(training, validation_data=validation, epochs=measured, verbose=0, callbacks=[at_end])
        return whole_run(len(task["photographs"]), started, ends, epochs)

    model = network(task["architecture"], task["imageSize"], frozen=True)
    serve(model.count_params(), {"fit": (lambda: None, whole)})


def whole_run(count, started, ends, epochs):
    """Epochs after the first do the same work over and over, so some of them stand for all."""
    later = (ends[-1] - ends[0]) / max(1, len(ends) - 1)
    return count, ends[0] - started + later * (epochs - 1)


def pipeline(task):
    augment = keras.Sequential(
        [
            keras.layers.RandomFlip("horizontal_and_vertical", seed=1),
            keras.layers.RandomRotation(20 / 360, fill_mode="reflect", seed=1),
            keras.layers.RandomTranslation(0.1, 0.1, fill_mode="reflect", seed=1),
            keras.layers.RandomZoom(0.1, fill_mode="reflect", seed=1),
            keras.layers.RandomBrightness(0.1, seed=1),
            keras.layers.RandomContrast(0.1, value_range=(0, 255), seed=1),
        ]
    )

    def passes():
        # Augmenting whole batches is Keras's faster way.
        data = photographs_of(task).cache().shuffle(512, seed=1).batch(task["batchSize"])
        data = data.map(lambda images, labels: (augment(images, training=True), labels), num_parallel_calls=AUTOTUNE).prefetch(AUTOTUNE)
        done = 0
        for _ in range(task["epochs"]):
            for images, _labels in data:
                done += images.shape[0]
        return done

    serve(0, {"tf.data": (passes, passes)})


task = job()
{"train": train, "predict": predict, "frozen": frozen, "pipeline": pipeline}[task["kind"]](task)
