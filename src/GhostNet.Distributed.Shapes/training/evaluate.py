#!/usr/bin/env python3
"""Judges the stored weights on the validation split, and writes the fixtures that hold our own pixels and graphs to this definition. See README.md beside this file."""

import argparse
import pathlib

import numpy
import torch

import weights
from ghostnet import CHEAP_KERNEL, CLASSES, RATIO, WIDTH, GhostNet
from pixels import CROP, accuracy, list_images, load_all, predict


def fixed_input():
    """2×3×128×128 in [−2, 2): one hashed value a block of 8×8, exact in any language's float32."""
    blocks = numpy.arange(2 * 3 * 16 * 16, dtype=numpy.uint64)
    hashed = (blocks * numpy.uint64(2654435761) % numpy.uint64(2**32)) >> numpy.uint64(8)
    values = hashed.astype(numpy.float32) / numpy.float32(2**22) - numpy.float32(2)
    return torch.from_numpy(values.reshape(2, 3, 16, 16).repeat(8, axis=2).repeat(8, axis=3))


@torch.no_grad()
def write_logits_fixture(model, folder):
    inputs = fixed_input()
    logits = model(inputs)
    inputs.numpy().astype("<f4").tofile(folder / "input_2x3x128x128.f32")
    logits.numpy().astype("<f4").tofile(folder / "ghostnet-shapes.logits.f32")
    exact = model.double()(inputs.double())
    model.float()
    print(f"logits of the fixed input: standard deviation {logits.std():.3f}, largest {logits.abs().max():.3f}, float32 against float64 {(logits - exact).abs().max():.1e}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=pathlib.Path, default=pathlib.Path("ghostnet-shapes.safetensors"))
    parser.add_argument("--validation", type=pathlib.Path, required=True, help="folder of the validation split")
    parser.add_argument("--fixtures", type=pathlib.Path, help="folder to write the fixtures to")
    arguments = parser.parse_args()

    model = GhostNet(WIDTH, CLASSES, RATIO, CHEAP_KERNEL)
    model.load_state_dict(weights.read(arguments.weights), strict=False)
    model.eval()
    paths, labels = list_images(arguments.validation)
    logits = predict(model, load_all(paths, CROP))
    predicted = logits.argmax(1)
    print(f"{len(paths)} images: top-1 {accuracy(logits, labels):.4f}, top-5 {accuracy(logits, labels, 5):.4f}")

    confusion = torch.zeros(CLASSES, CLASSES, dtype=torch.int)
    for label, prediction in zip(labels, predicted):
        confusion[label, prediction] += 1
    print("rows: label; columns: predicted class\n" + "\n".join(" ".join(f"{n:3}" for n in row) for row in confusion.tolist()))

    if arguments.fixtures:
        arguments.fixtures.mkdir(parents=True, exist_ok=True)
        lines = [f"{path.parent.name}/{path.name} {prediction}\n" for path, prediction in zip(paths, predicted)]
        (arguments.fixtures / "validation.predictions.txt").write_text("".join(lines))
        margins = logits.topk(2).values
        print(f"smallest distance between the first and the second class: {(margins[:, 0] - margins[:, 1]).min():.1e}")
        write_logits_fixture(model, arguments.fixtures)


if __name__ == "__main__":
    main()
