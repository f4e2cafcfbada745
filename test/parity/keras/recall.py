"""Tells Keras's Recall of one-hot targets and probabilities, as it adds up over batches.

Usage: recall.py input.json output.json; see recall.test.ts, which asks."""

import json
import sys

import keras
import numpy as np

with open(sys.argv[1], encoding="utf-8") as file:
    cases = json.load(file)

answers = []
for case in cases:
    labels = np.array(case["labels"], np.int32)
    probabilities = np.array(case["probabilities"], np.float32)
    targets = np.eye(probabilities.shape[1], dtype=np.float32)[labels]
    recall = keras.metrics.Recall()
    for start in range(0, len(labels), 7):
        recall.update_state(targets[start : start + 7], probabilities[start : start + 7])
    answers.append(float(recall.result()))

with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump(answers, file)
