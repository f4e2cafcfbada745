"""Trains one small network with Keras, case after case, from the same weights and batches, and tells the losses and weights.

Usage: training_steps.py input.json output.json; see training-steps.test.ts, which asks."""

import json
import sys

import keras
import numpy as np
import tensorflow as tf


def build_model(weights):
    model = keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            keras.layers.Rescaling(1 / 127.5, offset=-1),
            keras.layers.Conv2D(4, 3, activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(3),
        ]
    )
    model.set_weights([np.reshape(np.array(w, np.float32), v.shape) for w, v in zip(weights, model.weights)])
    return model


def make_optimizer(spec):
    arguments = dict(spec["arguments"])
    return getattr(keras.optimizers, spec["class"])(learning_rate=1e-4, **arguments)


def make_loss(case, shares):
    smoothing = case.get("labelSmoothing", 0.0)
    if case.get("loss") == "focal":
        return keras.losses.CategoricalFocalCrossentropy(
            alpha=1.0, gamma=case["focalGamma"], from_logits=True, label_smoothing=smoothing, reduction=None
        )
    cross_entropy = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=smoothing, reduction=None)
    if case.get("loss") == "logit-adjusted":
        return lambda y, logits: cross_entropy(y, logits + np.log(shares).astype(np.float32))
    return cross_entropy


def distil(losses, distillation, teacher, logits):
    share, temperature = distillation["share"], distillation["temperature"]
    softened = np.reshape(np.array(teacher, np.float32), (-1, 3))
    divergence = keras.losses.KLDivergence(reduction=None)(softened, tf.nn.softmax(logits / temperature))
    return (1 - share) * losses + share * temperature**2 * divergence


def train(case, question):
    model = build_model(question["weights"])
    optimizer = make_optimizer(case["optimizer"])
    optimizer.build(model.trainable_variables)
    loss_of = make_loss(case, question["classShares"])
    answer = {"losses": [], "weights": {}}
    for number, batch in enumerate(question["batches"], start=1):
        photographs = np.reshape(np.array(batch["inputs"], np.float32), (-1, 8, 8, 3))
        target = np.eye(3, dtype=np.float32)[batch["labels"]]
        if case.get("blends"):
            share = np.array(batch["shares"], np.float32)[:, None]
            target = share * target + (1 - share) * np.eye(3, dtype=np.float32)[batch["partners"]]
        sample_weights = np.array(batch["weights"], np.float32)
        optimizer.learning_rate = case["rates"][number - 1]
        if isinstance(optimizer, keras.optimizers.Adam):
            # Keras adds epsilon to the root before correcting it; the paper, PyTorch and Nevus after.
            optimizer.epsilon = 1e-7 * np.sqrt(1 - optimizer.beta_2 ** (int(optimizer.iterations) + 1))
        with tf.GradientTape() as tape:
            logits = model(photographs, training=True)
            losses = loss_of(tf.constant(target), logits)
            if case["distillation"] is not None:
                losses = distil(losses, case["distillation"], batch["teacher"], logits)
            loss = tf.reduce_mean(losses * sample_weights)
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        answer["losses"].append(float(loss))
        if number in case["looks"]:
            shown = [v.numpy() for v in model.trainable_variables]
            averages = [v.numpy() for v in optimizer._model_variables_moving_average] if optimizer.use_ema else []
            answer["weights"][str(number)] = [w.ravel().tolist() for w in shown]
            answer.setdefault("averages", {})[str(number)] = [w.ravel().tolist() for w in averages]
    return answer


def evaluate_schedule(spec):
    # JSON has no 0.0, and of an int Keras makes whole rates.
    arguments = {**spec["arguments"], "initial_learning_rate": float(spec["arguments"]["initial_learning_rate"])}
    schedule = getattr(keras.optimizers.schedules, spec["class"])(**arguments)
    return [float(schedule(np.float32(step))) for step in spec["steps"]]


with open(sys.argv[1]) as file:
    question = json.load(file)
answer = {
    "cases": {case["name"]: train(case, question) for case in question["cases"]},
    "schedules": {spec["name"]: evaluate_schedule(spec) for spec in question["schedules"]},
}
with open(sys.argv[2], "w") as file:
    json.dump(answer, file)
