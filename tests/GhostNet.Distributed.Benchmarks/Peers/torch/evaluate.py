#!/usr/bin/env python3
"""Classifies a folder of images with PyTorch and Pillow: evaluate.py WEIGHTS WIDTH IMAGES. Prints "path<tab>class" lines.

Written to cost little on two cores: a loader process a core decodes, resizes and crops to bytes, so that a quarter of the memory of floats is handed over; one thread infers, since a second one made
images dearer by a tenth, and with OpenMP's way of waiting several times as dear; the network is frozen, with its batch normalisations folded into the convolutions, and its channels come last in
memory, as Pillow's do.

Set MALLOC_MMAP_MAX_=0 and MALLOC_TRIM_THRESHOLD_=100000000000: glibc gives large blocks back to the system after every layer otherwise.
"""
import argparse
import os
import pathlib
import sys

import numpy
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset

# Definition and reader of the weights are those that the sample's model was trained with.
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[4] / "src" / "GhostNet.Distributed.Shapes" / "training"))
import weights
from ghostnet import GhostNet

RESIZE, CROP, CLASSES = 256, 224, 1000
MEAN, STD = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1), torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)


class Pixels(Dataset):
    """224×224×3 bytes of each file, as torchvision's Resize (short side, antialiased bilinear) and CenterCrop make them of Pillow's image."""

    def __init__(self, files):
        self.files = files

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        with Image.open(self.files[index]) as file:
            image = file.convert("RGB")
        width, height = image.size
        size = (RESIZE, RESIZE * height // width) if width <= height else (RESIZE * width // height, RESIZE)
        left, top = (round((side - CROP) / 2) for side in size)
        image = image.resize(size, Image.BILINEAR).crop((left, top, left + CROP, top + CROP))
        return torch.from_numpy(numpy.array(image))


class Classifier(torch.nn.Module):
    """From a batch of bytes, N×3×224×224, to the index of each image's largest logit."""

    def __init__(self, network):
        super().__init__()
        self.network = network
        self.register_buffer("scale", 1 / (255 * STD))
        self.register_buffer("shift", -MEAN / STD)

    def forward(self, pixels):
        return self.network(torch.addcmul(self.shift, pixels.float(), self.scale)).argmax(1)


def as_convolution(layer):
    """The same layer as a 1×1 convolution: those go through oneDNN, and matrix products through the distribution's BLAS, which is the reference implementation."""
    convolution = torch.nn.Conv2d(layer.in_features, layer.out_features, 1)
    convolution.weight, convolution.bias = torch.nn.Parameter(layer.weight[:, :, None, None]), layer.bias
    return torch.nn.Sequential(torch.nn.Unflatten(1, (layer.in_features, 1, 1)), convolution, torch.nn.Flatten())


def load(path, width, batch):
    network = GhostNet(width, CLASSES)
    # Not strict, since the normalisations' counters of training steps are not in the file.
    faults = network.load_state_dict(weights.read(path), strict=False)
    if faults.unexpected_keys or any(not name.endswith("num_batches_tracked") for name in faults.missing_keys):
        sys.exit(f"{path} does not hold the weights of GhostNet {width}×: {faults}")
    network.classifier = as_convolution(network.classifier)
    model = Classifier(network).eval().to(memory_format=torch.channels_last)
    example = torch.zeros(batch, 3, CROP, CROP, dtype=torch.uint8).contiguous(memory_format=torch.channels_last)
    return torch.jit.freeze(torch.jit.trace(model, example, check_trace=False))


def classify(model, pixels, batch):
    """A short batch is filled up: with fewer than 16 images PyTorch takes 1×1 convolutions away from oneDNN, and an image costs eight times as much."""
    count = len(pixels)
    if count < batch:
        pixels = torch.cat([pixels, pixels.new_zeros(batch - count, *pixels.shape[1:])])
    return model(pixels.permute(0, 3, 1, 2))[:count].tolist()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=pathlib.Path, help="a safetensors file under the names of the official checkpoints")
    parser.add_argument("width", type=float, help="the width multiplier")
    parser.add_argument("images", type=pathlib.Path, help="a folder; every *.JPEG below it is taken, in the order of the paths")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--loaders", type=int, default=os.cpu_count(), help="processes that decode")
    parser.add_argument("--threads", type=int, default=1, help="PyTorch's threads")
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    files = sorted(arguments.images.rglob("*.JPEG"))
    loader = DataLoader(Pixels(files), batch_size=arguments.batch, num_workers=arguments.loaders)
    classes = []
    with torch.inference_mode():
        model = load(arguments.weights, arguments.width, arguments.batch)
        for pixels in loader:
            classes += classify(model, pixels, arguments.batch)
    sys.stdout.write("".join(f"{file.relative_to(arguments.images)}\t{top}\n" for file, top in zip(files, classes)))


if __name__ == "__main__":
    main()
