"""Tensors copied into one safetensors file in host memory, so that training goes on while it is written."""

import json

import torch
from torch import Tensor

# Names of the format, https://github.com/huggingface/safetensors#format
NAMES = {
    torch.float64: "F64",
    torch.float32: "F32",
    torch.float16: "F16",
    torch.bfloat16: "BF16",
    torch.int64: "I64",
    torch.int32: "I32",
    torch.uint8: "U8",
    torch.bool: "BOOL",
}


class HostCopy:
    """A file's bytes with a place for each tensor; made once and filled again at every snapshot.

    Args:
        tensors: those that will be copied; names, types and shapes must stay.
        pinned: in memory that a GPU writes to by itself.
    """

    def __init__(self, tensors: dict[str, Tensor], pinned: bool = False):
        self.layout = layout(tensors)
        order = sorted(tensors, key=lambda name: -tensors[name].element_size())  # so that each lies aligned
        entries, place = {}, 0
        for name in order:
            end = place + tensors[name].nbytes
            kind, shape = self.layout[name]
            entries[name] = {"dtype": NAMES[kind], "shape": shape, "data_offsets": [place, end]}
            place = end
        header = json.dumps(entries).encode()
        header += b" " * (-len(header) % 8)
        start = 8 + len(header)
        self.content = torch.empty(start + place, dtype=torch.uint8, pin_memory=pinned)
        self.content[:start] = torch.frombuffer(
            bytearray(len(header).to_bytes(8, "little") + header), dtype=torch.uint8
        )
        self.views = {
            name: self.content[start + entry["data_offsets"][0] : start + entry["data_offsets"][1]]
            .view(tensors[name].dtype)
            .view(entry["shape"])
            for name, entry in entries.items()
        }

    def fill(self, tensors: dict[str, Tensor]) -> None:
        """Copy the tensors as they are now. What a GPU copies is there only once it has come so far."""
        for name, value in tensors.items():
            self.views[name].copy_(value.detach(), non_blocking=True)

    @property
    def file(self) -> memoryview:
        return memoryview(self.content.numpy())

    def finite(self, prefixes: tuple[str, ...]) -> bool:
        """Whether the tensors whose names begin so are made of finite numbers."""
        return all(
            bool(value.isfinite().all()) for name, value in self.views.items() if name.startswith(prefixes)
        )


def layout(tensors: dict[str, Tensor]) -> dict[str, tuple[torch.dtype, list[int]]]:
    """Type and shape of each tensor."""
    return {name: (value.dtype, list(value.shape)) for name, value in tensors.items()}
