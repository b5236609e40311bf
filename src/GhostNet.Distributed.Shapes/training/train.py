#!/usr/bin/env python3
"""Trains the narrow GhostNet of the Shapes dataset and writes its weights; evaluate.py judges them. See README.md beside this file."""

import argparse
import pathlib
import queue
import threading
import time

import numpy
import PIL
import torch
from torch.nn import functional as F

import weights
from ghostnet import CHEAP_KERNEL, CLASSES, RATIO, WIDTH, GhostNet
from pixels import CROP, MEAN, RESIZE, STD, accuracy, list_images, load_all, predict

# The last training images are kept apart: difficulty and schedule were chosen by them, never by the validation set.
HELD_OUT = 500


def shrink(pixels, size):
    """The same images for a smaller input: everything in the recipe's proportion."""
    side = round(RESIZE * size / CROP)
    return torch.cat([F.interpolate(p.float(), size=(side, side), mode="bilinear", align_corners=False, antialias=True).round().byte() for p in pixels.split(100)])


def augment(pixels, size, random):
    """A random crop, both flips, a quarter turn, and other light: nothing that changes what a shape is."""
    count = len(pixels)
    offsets = torch.randint(0, pixels.shape[-1] - size + 1, (count, 2), generator=random).tolist()
    batch = torch.stack([p[:, y:y + size, x:x + size] for p, (y, x) in zip(pixels, offsets)]).float() / 255
    for dims in ((2,), (3,)):
        flip = torch.rand(count, generator=random) < 0.5
        batch[flip] = batch[flip].flip(dims)
    if torch.rand((), generator=random) < 0.5:
        batch = batch.transpose(2, 3).contiguous()
    gain = 1 + 0.3 * (torch.rand(count, 3, 1, 1, generator=random) - 0.5)
    shift = 0.2 * (torch.rand(count, 1, 1, 1, generator=random) - 0.5)
    return (batch * gain + shift - MEAN) / STD


def batches(pixels, labels, size, batch, seed):
    """One epoch of augmented batches, made ahead on a thread with a random generator of its own, so that its timing changes nothing."""
    made = queue.Queue(4)

    def make():
        random = torch.Generator().manual_seed(seed)
        for chosen in torch.randperm(len(labels), generator=random)[: len(labels) // batch * batch].split(batch):
            made.put((augment(pixels[chosen], size, random), labels[chosen]))
        made.put(None)

    threading.Thread(target=make, daemon=True).start()
    return iter(made.get, None)


def coarse_to_fine(epochs):
    """A small input costs a quarter, and is enough to learn what the classes are."""
    return [64 if epoch < 0.45 * epochs else 96 if epoch < 0.8 * epochs else CROP for epoch in range(epochs)]


def train(model, pixels, labels, held_out, sizes, batch, peak, seed):
    """One cycle of the learning rate; sizes names the input of each epoch."""
    decayed = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    optimizer = torch.optim.AdamW([{"params": decayed, "weight_decay": 0.02}, {"params": others, "weight_decay": 0.0}], lr=peak)
    steps = len(labels) // batch
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=peak, total_steps=len(sizes) * steps, pct_start=0.1)
    sized = {}
    for epoch, size in enumerate(sizes):
        model.train()
        start, losses, right = time.monotonic(), 0.0, 0
        if size not in sized:
            sized = {size: shrink(pixels, size) if size < CROP else pixels}
        for inputs, expected in batches(sized[size], labels, size, batch, seed * 1000 + epoch):
            optimizer.zero_grad(set_to_none=True)
            logits = model(inputs)
            loss = F.cross_entropy(logits, expected, label_smoothing=0.05)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimizer.step()
            schedule.step()
            losses += loss.item()
            right += (logits.argmax(1) == expected).sum().item()
        margin = (sized[size].shape[-1] - size) // 2
        kept = accuracy(predict(model, shrink(held_out[0], size)[:, :, margin:margin + size, margin:margin + size]), held_out[1])
        print(f"epoch {epoch + 1:2}/{len(sizes)}  {size} px  loss {losses / steps:.4f}  training top-1 {right / steps / batch:.4f}  "
              f"held-out top-1 {kept:.4f}  {time.monotonic() - start:.0f} s", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--training", type=pathlib.Path, required=True, help="folder of the training split")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("ghostnet-shapes.safetensors"))
    parser.add_argument("--start", type=pathlib.Path, help="goes on from these weights, with the full input in every epoch")
    parser.add_argument("--images", type=int, default=6500, help="how many of the training images to learn from")
    parser.add_argument("--cache", type=pathlib.Path, help="keeps the decoded training images in this file, for trying another schedule")
    parser.add_argument("--epochs", type=int, default=28)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--peak", type=float, default=4e-3, help="highest learning rate of the cycle")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1, help="1 wastes least: at these sizes a second thread mostly waits")
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    start = time.monotonic()
    paths, labels = list_images(arguments.training)
    paths, labels = paths[: arguments.images], labels[: arguments.images]
    if arguments.cache and arguments.cache.exists():
        pixels = torch.load(arguments.cache)
    else:
        pixels = load_all(paths, RESIZE)
        if arguments.cache:
            torch.save(pixels, arguments.cache)
    print(f"torch {torch.__version__}, Pillow {PIL.__version__}, numpy {numpy.__version__}; {len(paths) - HELD_OUT} training images, {HELD_OUT} held out", flush=True)

    model = GhostNet(WIDTH, CLASSES, RATIO, CHEAP_KERNEL)
    if arguments.start:
        model.load_state_dict(weights.read(arguments.start), strict=False)
    sizes = [CROP] * arguments.epochs if arguments.start else coarse_to_fine(arguments.epochs)
    train(model, pixels[:-HELD_OUT], labels[:-HELD_OUT], (pixels[-HELD_OUT:], labels[-HELD_OUT:]), sizes, arguments.batch, arguments.peak, arguments.seed)

    # Kernels in 16 bits, vectors (biases, normalisation) in 32, and these first, so that values stay aligned.
    tensors = {name: tensor.half() if tensor.ndim > 1 else tensor for name, tensor in model.state_dict().items() if not name.endswith("num_batches_tracked")}
    weights.write(arguments.out, dict(sorted(tensors.items(), key=lambda t: t[1].ndim > 1)), {"format": "pt", "model": "ghostnet-shapes"})
    print(f"{arguments.out}: {arguments.out.stat().st_size} bytes; {time.monotonic() - start:.0f} s in all")


if __name__ == "__main__":
    main()
