"""Runs a recorded session of Nevus and tells where its time and memory go: <folder> <threads, 0: all> <calls> <lines>."""

import collections
import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf
from tensorflow.core.protobuf import saved_model_pb2

folder, threads, calls, top = sys.argv[1], *map(int, sys.argv[2:5])
v1 = tf.compat.v1


def read(name):
    path = os.path.join(folder, f"{name}.json")
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as file:
        call = json.load(file)
    feeds = {}
    for given in call["inputs"]:
        kind = tf.as_dtype(given["dataType"]).as_numpy_dtype
        feeds[given["name"]] = np.fromfile(os.path.join(folder, given["file"]), kind).reshape(given["shape"])
    return call["outputs"], feeds


def peak(nodes):
    """Most bytes that were held at once, and by what."""
    moments = []
    for node, kind in nodes:
        for memory in node.memory:
            for record in memory.allocation_records:
                moments.append((record.alloc_micros, record.alloc_bytes, kind, node.node_name))
    moments.sort(key=lambda moment: moment[0])
    held = largest = 0
    live, most = collections.Counter(), collections.Counter()
    for _, size, kind, _ in moments:
        held += size
        live[kind] += size
        if held > largest:
            largest, most = held, live.copy()
    return largest, most


model = saved_model_pb2.SavedModel()
with open(os.path.join(folder, "saved_model.pb"), "rb") as file:
    model.ParseFromString(file.read())
session = v1.Session(
    graph=tf.Graph(),
    config=v1.ConfigProto(inter_op_parallelism_threads=threads, intra_op_parallelism_threads=threads),
)
with session.graph.as_default():
    tf.import_graph_def(model.meta_graphs[0].graph_def, name="")
start = read("start")
if start is not None:
    session.run(*start)
call = read("call")
session.run(*call)
options = v1.RunOptions(trace_level=v1.RunOptions.FULL_TRACE, output_partition_graphs=True)
micros, counts = collections.Counter(), collections.Counter()
single = collections.Counter()
for index in range(calls):
    metadata = v1.RunMetadata()
    session.run(*call, options=options, run_metadata=metadata)
    kinds = {node.name: node.op for graph in metadata.partition_graphs for node in graph.node}
    inputs = {node.name: list(node.input) for graph in metadata.partition_graphs for node in graph.node}
    nodes = [(node, kinds.get(node.node_name, "?")) for device in metadata.step_stats.dev_stats for node in device.node_stats]
    for node, kind in nodes:
        spent = node.op_end_rel_micros - node.op_start_rel_micros
        micros[kind] += spent
        single[node.node_name, kind] += spent
        counts[kind] += 1
with open(os.path.join(folder, "graph.json"), "w", encoding="utf-8") as file:
    json.dump({name: [kinds[name], inputs[name], single[name, kinds[name]] / calls] for name in kinds}, file)
whole = sum(micros.values())
largest, most = peak(nodes)
lines = [f"{whole / calls / 1e3:.1f} ms in operations a call, {sum(counts.values()) // calls} operations; {largest / 1e6:.0f} MB held at most", ""]
lines += [f"{100 * spent / whole:5.1f} %  {spent / calls / 1e3:9.2f} ms  {counts[kind] // calls:5}  {kind}" for kind, spent in micros.most_common(top)]
lines += ["", "the longest"]
lines += [f"{spent / calls / 1e3:9.2f} ms  {kind}  {name}" for (name, kind), spent in single.most_common(top)]
lines += ["", "at the peak, MB"]
lines += [f"{size / 1e6:9.1f}  {kind}" for kind, size in most.most_common(10)]
with open(os.path.join(folder, "profile.txt"), "w", encoding="utf-8") as file:
    file.write("\n".join(lines) + "\n")
