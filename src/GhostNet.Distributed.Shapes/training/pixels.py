"""From a dataset's folder to the model's input: the recipe of the Shapes model, over Pillow pixels."""

import numpy
import torch
from PIL import Image

RESIZE, CROP = 146, 128
MEAN = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)


def list_images(folder):
    """Paths in the dataset's order (by file name) and their class indices (by folder, as ImageNet's)."""
    paths = sorted(folder.glob("*/*.JPEG"), key=lambda p: p.name)
    index = {name: i for i, name in enumerate(sorted({p.parent.name for p in paths}))}
    return paths, torch.tensor([index[p.parent.name] for p in paths])


def load(path, crop):
    """torchvision's Resize (short side, antialiased bilinear) and CenterCrop: 3×crop×crop bytes."""
    image = Image.open(path).convert("RGB")
    width, height = image.size
    short, long = min(width, height), max(width, height)
    resized = int(RESIZE * long / short)
    image = image.resize((RESIZE, resized) if width <= height else (resized, RESIZE), Image.BILINEAR)
    left, top = int(round((image.width - crop) / 2.0)), int(round((image.height - crop) / 2.0))
    return torch.from_numpy(numpy.asarray(image.crop((left, top, left + crop, top + crop))).copy()).permute(2, 0, 1)


def load_all(paths, crop):
    return torch.stack([load(path, crop) for path in paths])


def normalise(pixels):
    return (pixels.float() / 255 - MEAN) / STD


@torch.no_grad()
def predict(model, pixels):
    """Logits, N×classes."""
    model.eval()
    return torch.cat([model(normalise(batch)) for batch in pixels.split(100)])


def accuracy(logits, labels, k=1):
    return (logits.topk(k).indices == labels[:, None]).any(1).float().mean().item()
