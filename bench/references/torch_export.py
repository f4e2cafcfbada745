"""Writes a network for ONNX Runtime. Arguments: architecture, edge, file."""

import sys

import torch

from torch_networks import Network, weight_count

architecture, edge, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
model = Network(architecture).eval()
example = torch.zeros((2, 3, edge, edge), dtype=torch.uint8)
torch.onnx.export(model, (example,), path, dynamo=True, external_data=False, dynamic_shapes=({0: torch.export.Dim("batch")},))
print(weight_count(model))
