"""The networks of the benchmark in PyTorch; what torchvision lacks is written out."""

import torch
import torchvision
from torch import nn

CLASSES = 7
EPSILON = 1e-3


def hmnist_cnn():
    relu = nn.ReLU
    return nn.Sequential(
        *(nn.Conv2d(3, 16, 3, padding=1), relu(), nn.MaxPool2d(2), nn.BatchNorm2d(16, EPSILON)),
        *(nn.Conv2d(16, 32, 3), relu(), nn.Conv2d(32, 64, 3), relu(), nn.MaxPool2d(2), nn.BatchNorm2d(64, EPSILON)),
        *(nn.Conv2d(64, 128, 3), relu(), nn.Conv2d(128, 256, 3), relu(), nn.Flatten(), nn.Dropout(0.2)),
        *(nn.Linear(256, 256), relu(), nn.BatchNorm1d(256, EPSILON), nn.Dropout(0.2)),
        *(nn.Linear(256, 128), relu(), nn.BatchNorm1d(128, EPSILON)),
        *(nn.Linear(128, 64), relu(), nn.BatchNorm1d(64, EPSILON), nn.Dropout(0.2)),
        *(nn.Linear(64, 32), relu(), nn.BatchNorm1d(32, EPSILON), nn.Linear(32, CLASSES)),
    )


def mobilenet_v1():
    def normalized(convolution):
        return [convolution, nn.BatchNorm2d(convolution.out_channels, EPSILON), nn.ReLU6(inplace=True)]

    steps = normalized(nn.Conv2d(3, 32, 3, stride=2, padding=1, bias=False))
    channels = 32
    for filters, stride in [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1)]:
        steps += normalized(nn.Conv2d(channels, channels, 3, stride=stride, padding=1, groups=channels, bias=False))
        steps += normalized(nn.Conv2d(channels, filters, 1, bias=False))
        channels = filters
    return nn.Sequential(*steps), channels


class PreactivatedBlock(nn.Module):
    """One block of ResNet50 V2 as Keras has it."""

    def __init__(self, channels, filters, stride, projects):
        super().__init__()
        self.before = nn.Sequential(nn.BatchNorm2d(channels, 1.001e-5), nn.ReLU(inplace=True))
        self.projection = nn.Conv2d(channels, 4 * filters, 1, stride=stride) if projects else None
        self.thinning = nn.MaxPool2d(1, stride) if stride > 1 else nn.Identity()
        self.residual = nn.Sequential(
            *(nn.Conv2d(channels, filters, 1, bias=False), nn.BatchNorm2d(filters, 1.001e-5), nn.ReLU(inplace=True)),
            *(nn.Conv2d(filters, filters, 3, stride=stride, padding=1, bias=False), nn.BatchNorm2d(filters, 1.001e-5), nn.ReLU(inplace=True)),
            nn.Conv2d(filters, 4 * filters, 1),
        )

    def forward(self, maps):
        active = self.before(maps)
        shortcut = self.thinning(maps) if self.projection is None else self.projection(active)
        return shortcut + self.residual(active)


def resnet50_v2():
    steps = [nn.Conv2d(3, 64, 7, stride=2, padding=3), nn.ZeroPad2d(1), nn.MaxPool2d(3, 2)]
    channels = 64
    for filters, count, last_stride in [(64, 3, 2), (128, 4, 2), (256, 6, 2), (512, 3, 1)]:
        for block in range(count):
            steps.append(PreactivatedBlock(channels, filters, last_stride if block == count - 1 else 1, block == 0))
            channels = 4 * filters
    return nn.Sequential(*steps, nn.BatchNorm2d(channels, 1.001e-5), nn.ReLU(inplace=True)), channels


def densenet121():
    whole = torchvision.models.densenet121(weights=None)
    return nn.Sequential(whole.features, nn.ReLU(inplace=True)), whole.classifier.in_features


class Network(nn.Module):
    """Photographs as bytes [n, 3, edge, edge] to logits."""

    def __init__(self, architecture, frozen=False):
        super().__init__()
        self.frozen = frozen
        if architecture == "hmnist-cnn":
            self.trunk, self.head = nn.Identity(), hmnist_cnn()
        else:
            trunk, channels = {"mobilenet-v1": mobilenet_v1, "resnet50-v2": resnet50_v2, "densenet121": densenet121}[architecture]()
            self.trunk = nn.Sequential(trunk, nn.AdaptiveAvgPool2d(1), nn.Flatten())
            self.head = nn.Sequential(nn.Dropout(0.3), nn.Linear(channels, 128), nn.ReLU(), nn.Dropout(0.3), nn.Linear(128, CLASSES))
        if frozen:
            self.trunk.requires_grad_(False)

    def train(self, mode=True):
        super().train(mode)
        if self.frozen:
            self.trunk.eval()
        return self

    def forward(self, photographs):
        scaled = photographs.float().mul_(1 / 127.5).sub_(1)
        if self.frozen:
            with torch.no_grad():
                features = self.trunk(scaled)
            return self.head(features)
        return self.head(self.trunk(scaled))


def weight_count(model):
    # PyTorch also counts the batches that a normalisation has seen; the others do not.
    return sum(value.numel() for name, value in model.state_dict().items() if not name.endswith("num_batches_tracked"))
