"""Reads and writes .safetensors. The whole format: length of the header, header, raw little-endian values."""

import json
import struct

import numpy
import torch

DTYPES = {"F16": numpy.float16, "F32": numpy.float32}


def write(path, tensors, metadata):
    header, values = {"__metadata__": metadata}, b""
    for name, tensor in tensors.items():
        raw = tensor.contiguous().numpy().tobytes()
        header[name] = {"dtype": "F16" if tensor.dtype == torch.half else "F32", "shape": list(tensor.shape), "data_offsets": [len(values), len(values) + len(raw)]}
        values += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + values)


def read(path):
    """Every tensor as float32."""
    content = path.read_bytes()
    start = 8 + struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:start])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        raw = numpy.frombuffer(content[start + begin:start + end], DTYPES[entry["dtype"]])
        tensors[name] = torch.from_numpy(raw.astype(numpy.float32).reshape(entry["shape"]))
    return tensors
