"""GhostNet (arXiv 1911.11907) as the official PyTorch definition names it, for any width, ratio s and cheap kernel d."""

import math

import torch
from torch import nn
from torch.nn import functional as F

# The Shapes model. Below a width of 0.28 the stem has 4 channels instead of 8, and learns shapes very slowly.
WIDTH, RATIO, CHEAP_KERNEL, CLASSES = 0.3, 2, 3, 10

# (kernel, expansion, out, squeeze and excitation, stride), one list a stage: table 1 of the paper.
STAGES = [
    [(3, 16, 16, False, 1)],
    [(3, 48, 24, False, 2)],
    [(3, 72, 24, False, 1)],
    [(5, 72, 40, True, 2)],
    [(5, 120, 40, True, 1)],
    [(3, 240, 80, False, 2)],
    [(3, 200, 80, False, 1), (3, 184, 80, False, 1), (3, 184, 80, False, 1), (3, 480, 112, True, 1), (3, 672, 112, True, 1)],
    [(5, 672, 160, True, 2)],
    [(5, 960, 160, False, 1), (5, 960, 160, True, 1), (5, 960, 160, False, 1), (5, 960, 160, True, 1)],
]


def make_divisible(channels, divisor=4):
    rounded = max(divisor, int(channels + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * channels else rounded


class GhostModule(nn.Module):
    def __init__(self, inputs, outputs, ratio, cheap_kernel, relu):
        super().__init__()
        self.outputs = outputs
        primary = math.ceil(outputs / ratio)
        cheap = primary * (ratio - 1)

        def activation():
            return nn.ReLU(inplace=True) if relu else nn.Sequential()

        self.primary_conv = nn.Sequential(nn.Conv2d(inputs, primary, 1, bias=False), nn.BatchNorm2d(primary), activation())
        self.cheap_operation = nn.Sequential(
            nn.Conv2d(primary, cheap, cheap_kernel, 1, cheap_kernel // 2, groups=primary, bias=False), nn.BatchNorm2d(cheap), activation())

    def forward(self, x):
        primary = self.primary_conv(x)
        return torch.cat([primary, self.cheap_operation(primary)], dim=1)[:, : self.outputs]


class SqueezeExcite(nn.Module):
    def __init__(self, channels):
        super().__init__()
        reduced = make_divisible(channels * 0.25)
        self.conv_reduce = nn.Conv2d(channels, reduced, 1)
        self.conv_expand = nn.Conv2d(reduced, channels, 1)

    def forward(self, x):
        gate = self.conv_expand(F.relu(self.conv_reduce(F.adaptive_avg_pool2d(x, 1))))
        return x * (F.relu6(gate + 3) / 6)


class GhostBottleneck(nn.Module):
    def __init__(self, inputs, expansion, outputs, kernel, stride, se, ratio, cheap_kernel):
        super().__init__()
        self.ghost1 = GhostModule(inputs, expansion, ratio, cheap_kernel, relu=True)
        if stride > 1:
            self.conv_dw = nn.Conv2d(expansion, expansion, kernel, stride, kernel // 2, groups=expansion, bias=False)
            self.bn_dw = nn.BatchNorm2d(expansion)
        self.stride = stride
        self.se = SqueezeExcite(expansion) if se else None
        self.ghost2 = GhostModule(expansion, outputs, ratio, cheap_kernel, relu=False)
        if inputs == outputs and stride == 1:
            self.shortcut = nn.Sequential()
        else:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, inputs, kernel, stride, kernel // 2, groups=inputs, bias=False), nn.BatchNorm2d(inputs),
                nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.ghost1(x)
        if self.stride > 1:
            y = self.bn_dw(self.conv_dw(y))
        if self.se is not None:
            y = self.se(y)
        return self.ghost2(y) + self.shortcut(x)


class ConvBnAct(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return F.relu(self.bn1(self.conv(x)))


class GhostNet(nn.Module):
    def __init__(self, width, classes, ratio=2, cheap_kernel=3, dropout=0.1):
        super().__init__()
        channels = make_divisible(16 * width)
        self.conv_stem = nn.Conv2d(3, channels, 3, 2, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        stages = []
        for rows in STAGES:
            blocks = []
            for kernel, expansion, out, se, stride in rows:
                hidden, outputs = make_divisible(expansion * width), make_divisible(out * width)
                blocks.append(GhostBottleneck(channels, hidden, outputs, kernel, stride, se, ratio, cheap_kernel))
                channels = outputs
            stages.append(nn.Sequential(*blocks))
        last = make_divisible(960 * width)
        stages.append(nn.Sequential(ConvBnAct(channels, last)))
        self.blocks = nn.Sequential(*stages)
        # The head keeps its 1,280 channels at every width, as in the official definition.
        self.conv_head = nn.Conv2d(last, 1280, 1)
        self.classifier = nn.Linear(1280, classes)
        self.dropout = dropout
        for block in self.modules():
            if isinstance(block, GhostBottleneck) and len(block.shortcut) == 0:
                # Blocks that could be left out begin as if they were: so narrow a net learns nothing for epochs otherwise.
                nn.init.zeros_(block.ghost2.primary_conv[1].weight)
                nn.init.zeros_(block.ghost2.cheap_operation[1].weight)

    def forward(self, x):
        x = self.blocks(F.relu(self.bn1(self.conv_stem(x))))
        x = F.relu(self.conv_head(F.adaptive_avg_pool2d(x, 1))).flatten(1)
        return self.classifier(F.dropout(x, self.dropout, self.training))
