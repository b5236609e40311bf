"""Makes the images and expectations of this folder with Pillow (9.4 was used). The tests do not need Python; run this only to add cases:

    python3 make_fixtures.py

formats/       small images of every awkward kind, and one line each in formats.txt: file, mode in Pillow, SHA-256 of the RGB bytes of convert("RGB")
resampling.txt images of tests/fixtures/preprocess through torchvision's Resize and CenterCrop: file, resize, crop, filter, SHA-256 of the RGB bytes
"""
import hashlib
import os
import random
import struct
import zlib

from PIL import Image, ImageCms

HERE = os.path.dirname(os.path.abspath(__file__))
FORMATS = os.path.join(HERE, "formats")
SOURCES = os.path.join(HERE, "..", "..", "fixtures", "preprocess")
FILTERS = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC, "lanczos": Image.LANCZOS}


def sha(image):
    return hashlib.sha256(image.tobytes()).hexdigest()


def resize_and_crop(image, size, crop, resample):
    """torchvision.transforms.Resize(size, antialias) and CenterCrop(crop), without torchvision."""
    w, h = image.size
    short, long = (w, h) if w <= h else (h, w)
    new_short, new_long = size, int(size * long / short)
    new_w, new_h = (new_short, new_long) if w <= h else (new_long, new_short)
    if (w, h) != (new_w, new_h):
        image = image.resize((new_w, new_h), resample)
    top, left = int(round((new_h - crop) / 2.0)), int(round((new_w - crop) / 2.0))
    return image.crop((left, top, left + crop, top + crop))


def png(width, height, depth, colour, rows, extra=b""):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + extra + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + r for r in rows))) + chunk(b"IEND", b"")


def make_formats():
    os.makedirs(FORMATS, exist_ok=True)
    noise = random.Random(20)

    def path(name):
        return os.path.join(FORMATS, name)

    def write(name, data):
        with open(path(name), "wb") as f:
            f.write(data)

    photo = Image.open(os.path.join(SOURCES, "420-landscape.jpg")).convert("RGB").resize((60, 45))
    alpha = photo.convert("RGBA")
    alpha.putalpha(Image.frombytes("L", photo.size, noise.randbytes(60 * 45)))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"tmpX").replace(b"gXYZ", b"rXYZ").replace(b"tmpX", b"gXYZ")

    photo.save(path("lossy.webp"), quality=80)
    photo.save(path("lossless.webp"), lossless=True)
    alpha.save(path("alpha.webp"), lossless=True, exact=True)
    photo.save(path("profile.webp"), icc_profile=swapped)
    photo.save(path("rgb.bmp"))
    alpha.save(path("rgba.bmp"))
    photo.convert("L").save(path("grey.bmp"))
    photo.quantize(64).save(path("palette.gif"))
    photo.save(path("animated.gif"), save_all=True, append_images=[photo.rotate(180)])
    photo.save(path("icon.ico"))
    photo.convert("L").save(path("grey.png"))
    photo.convert("1").save(path("bilevel.png"))
    photo.convert("LA").save(path("grey-alpha.png"))
    photo.convert("L").quantize(16).save(path("palette-4-bit.png"), bits=4)
    photo.quantize(32).save(path("palette-transparent.png"), transparency=3)
    photo.save(path("rgb-transparent.png"), transparency=photo.getpixel((5, 5)))
    photo.save(path("profile.png"), icc_profile=swapped)
    photo.resize((160, 120)).save(path("profile.jpg"), quality=90, icc_profile=swapped)
    photo.resize((160, 120)).convert("CMYK").save(path("cmyk-progressive.jpg"), quality=85, progressive=True)
    gamma = struct.pack(">I", 4) + b"gAMA" + struct.pack(">I", 20000)
    gamma += struct.pack(">I", zlib.crc32(gamma[4:]))
    write("gamma.png", png(50, 40, 8, 2, [noise.randbytes(150) for _ in range(40)], gamma))
    write("rgb-16-bit.png", png(50, 40, 16, 2, [noise.randbytes(300) for _ in range(40)]))
    write("rgba-16-bit.png", png(50, 40, 16, 6, [noise.randbytes(400) for _ in range(40)]))
    write("grey-alpha-16-bit.png", png(50, 40, 16, 4, [noise.randbytes(200) for _ in range(40)]))
    write("grey-2-bit.png", png(50, 40, 2, 0, [noise.randbytes(13) for _ in range(40)]))

    with open(os.path.join(HERE, "formats.txt"), "w") as out:
        for name in sorted(os.listdir(FORMATS)):
            image = Image.open(path(name))
            out.write(f"{name} {image.mode} {sha(image.convert('RGB'))}\n")


def make_resampling():
    choose = random.Random(21)
    with open(os.path.join(HERE, "resampling.txt"), "w") as out:
        for name in ["420-odd.jpg", "tall.jpg", "panorama.jpg", "small-upscaled.jpg", "exact-256.jpg", "large.jpg", "cmyk.jpg", "palette.png", "rgba.png"]:
            image = Image.open(os.path.join(SOURCES, name)).convert("RGB")
            for filter_name, resample in FILTERS.items():
                recipes = [(256, 224), (224, 224), (min(image.size), 97), (37, 37)]
                recipes += [(s, choose.randint(1, s)) for s in (choose.randint(2, 500) for _ in range(3))]
                for size, crop in recipes:
                    crop = min(crop, size)
                    out.write(f"{name} {size} {crop} {filter_name} {sha(resize_and_crop(image, size, crop, resample))}\n")


make_formats()
make_resampling()
