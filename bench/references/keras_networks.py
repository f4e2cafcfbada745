"""The networks of the benchmark in Keras, written as Keras's users write them."""

import keras
from keras import layers

CLASSES = 7


def hmnist_cnn(edge):
    return keras.Sequential(
        [
            layers.Input((edge, edge, 3)),
            layers.Rescaling(1 / 127.5, offset=-1),
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.BatchNormalization(),
            layers.Conv2D(32, 3, activation="relu"),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.BatchNormalization(),
            layers.Conv2D(128, 3, activation="relu"),
            layers.Conv2D(256, 3, activation="relu"),
            layers.Flatten(),
            layers.Dropout(0.2),
            layers.Dense(256, activation="relu"),
            layers.BatchNormalization(),
            layers.Dropout(0.2),
            layers.Dense(128, activation="relu"),
            layers.BatchNormalization(),
            layers.Dense(64, activation="relu"),
            layers.BatchNormalization(),
            layers.Dropout(0.2),
            layers.Dense(32, activation="relu"),
            layers.BatchNormalization(),
            layers.Dense(CLASSES, activation="softmax"),
        ]
    )


def backbone(architecture, edge):
    options = {"include_top": False, "weights": None, "input_shape": (edge, edge, 3), "pooling": "avg"}
    match architecture:
        case "mobilenet-v1":
            return keras.applications.MobileNet(**options), layers.Rescaling(1 / 127.5, offset=-1)
        case "resnet50-v2":
            return keras.applications.ResNet50V2(**options), layers.Rescaling(1 / 127.5, offset=-1)
        case "densenet121":
            deviations = (0.229, 0.224, 0.225)
            means = (0.485, 0.456, 0.406)
            scales = [1 / (255 * deviation) for deviation in deviations]
            offsets = [-mean / deviation for mean, deviation in zip(means, deviations)]
            return keras.applications.DenseNet121(**options), layers.Rescaling(scales, offset=offsets)
    raise ValueError(architecture)


def network(architecture, edge, frozen=False):
    if architecture == "hmnist-cnn":
        return hmnist_cnn(edge)
    trunk, preprocessing = backbone(architecture, edge)
    trunk.trainable = not frozen
    photographs = layers.Input((edge, edge, 3))
    # A frozen backbone runs in inference mode, as Keras's guide to transfer learning tells.
    features = trunk(preprocessing(photographs), training=False) if frozen else trunk(preprocessing(photographs))
    hidden = layers.Dense(128, activation="relu")(layers.Dropout(0.3)(features))
    return keras.Model(photographs, layers.Dense(CLASSES, activation="softmax")(layers.Dropout(0.3)(hidden)))
