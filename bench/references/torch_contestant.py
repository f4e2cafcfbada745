"""PyTorch at the benchmark's jobs, written as PyTorch's users write it for a processor: channels last, inference mode, workers."""

import os
import time

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.io import ImageReadMode, decode_image
from torchvision.transforms import v2

from protocol import job, serve
from torch_networks import CLASSES, Network, weight_count

torch.manual_seed(1)
WORKERS = os.cpu_count() or 1


def synthetic(count, edge):
    photographs = torch.randint(0, 256, (count, 3, edge, edge), dtype=torch.uint8)
    return photographs.to(memory_format=torch.channels_last), torch.randint(0, CLASSES, (count,))


def learner(model, learning_rate):
    optimizer = torch.optim.Adam([weight for weight in model.parameters() if weight.requires_grad], learning_rate)
    objective = nn.CrossEntropyLoss()

    def learn(photographs, labels):
        logits = model(photographs)
        loss = objective(logits, labels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        return loss.item(), (logits.argmax(1) == labels).sum().item()

    return learn


def train(task):
    batch_size, steps = task["batchSize"], task["steps"]
    model = Network(task["architecture"]).to(memory_format=torch.channels_last).train()
    learn = learner(model, 1e-4)
    photographs, labels = synthetic(batch_size * steps, task["imageSize"])

    def epoch(times):
        for step in range(times):
            span = slice(step * batch_size, (step + 1) * batch_size)
            learn(photographs[span], labels[span])
        return times * batch_size

    serve(weight_count(model), {"eager": (lambda: epoch(steps), lambda: epoch(steps))})


def predict(task):
    batch_size, calls = task["batchSize"], task["calls"]
    model = Network(task["architecture"]).to(memory_format=torch.channels_last).eval()
    photographs, _ = synthetic(batch_size, task["imageSize"])
    with torch.inference_mode():
        traced = torch.jit.freeze(torch.jit.trace(model, photographs))

    def run(way, times):
        with torch.inference_mode():
            for _ in range(times):
                way(photographs).softmax(1).numpy()
        return times * batch_size

    serve(
        weight_count(model),
        {name: (lambda way=way: run(way, 3), lambda way=way: run(way, calls)) for name, way in [("eager", model), ("frozen", traced)]},
    )


class Photographs(Dataset):
    """Decoded once and kept where a transform is not wanted before that."""

    def __init__(self, photographs, task, transform=None):
        self.photographs = photographs
        self.transform = transform
        self.resize = v2.Resize((task["imageSize"], task["imageSize"])) if task["resizes"] else None

    def __len__(self):
        return len(self.photographs)

    def __getitem__(self, index):
        photograph = self.photographs[index]
        image = decode_image(photograph["path"], ImageReadMode.RGB)
        if self.resize is not None:
            image = self.resize(image)
        return (image if self.transform is None else self.transform(image)), photograph["label"]


def batches(dataset, task, shuffles):
    return DataLoader(dataset, batch_size=task["batchSize"], shuffle=shuffles, num_workers=WORKERS, persistent_workers=True)


def frozen(task):
    """The script of PyTorch's tutorial on transfer learning: the frozen backbone inside the model."""
    epochs = task["epochs"]

    def whole():
        started = time.perf_counter()
        model = Network(task["architecture"], frozen=True).to(memory_format=torch.channels_last)
        learn = learner(model, 1e-3)
        split = len(task["photographs"]) * 4 // 5
        training = batches(Photographs(task["photographs"][:split], task), task, True)
        validation = batches(Photographs(task["photographs"][split:], task), task, False)
        ends = []
        for _ in range(task["epochsMeasured"]):
            model.train()
            for photographs, labels in training:
                learn(photographs.contiguous(memory_format=torch.channels_last), labels)
            model.eval()
            with torch.inference_mode():
                for photographs, _labels in validation:
                    model(photographs.contiguous(memory_format=torch.channels_last)).softmax(1)
            ends.append(time.perf_counter())
        later = (ends[-1] - ends[0]) / max(1, len(ends) - 1)
        return len(task["photographs"]), ends[0] - started + later * (epochs - 1)

    serve(weight_count(Network(task["architecture"])), {"eager": (lambda: None, whole)})


def pipeline(task):
    transform = v2.Compose(
        [
            v2.RandomHorizontalFlip(),
            v2.RandomVerticalFlip(),
            v2.RandomAffine(20, translate=(0.1, 0.1), scale=(0.9, 1.1), interpolation=v2.InterpolationMode.BILINEAR),
            v2.ColorJitter(brightness=0.1, contrast=0.1),
        ]
    )

    def passes():
        done = 0
        loader = batches(Photographs(task["photographs"], task, transform), task, True)
        for _ in range(task["epochs"]):
            for photographs, _labels in loader:
                done += len(photographs)
        return done

    serve(0, {"DataLoader": (passes, passes)})


task = job()
{"train": train, "predict": predict, "frozen": frozen, "pipeline": pipeline}[task["kind"]](task)
