"""ONNX Runtime at the benchmark's jobs of inference."""

import numpy as np
import onnxruntime

from protocol import job, serve

task = job()
options = onnxruntime.SessionOptions()
options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
session = onnxruntime.InferenceSession(task["model"], options, providers=["CPUExecutionProvider"])
name = session.get_inputs()[0].name
edge, batch_size = task["imageSize"], task["batchSize"]
photographs = np.random.default_rng(1).integers(0, 256, (batch_size, 3, edge, edge), dtype=np.uint8)


def run(times):
    for _ in range(times):
        session.run(None, {name: photographs})
    return times * batch_size


serve(task["weightCount"], {"session": (lambda: run(3), lambda: run(task["calls"]))})
