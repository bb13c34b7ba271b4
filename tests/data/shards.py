"""Tar shards as WebDataset writes them."""

import io
import json
import tarfile
from pathlib import Path

import numpy as np

from tests.data.conftest import encoded


def tar_of(path: Path, files: dict[str, bytes]) -> Path:
    """A plain tar of these members."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


def shard(path: Path, pictures: np.ndarray, labels: list[dict] | None = None) -> Path:
    """One shard of pictures (N, S, S, 3) as PNG with their labels as JSON."""
    files: dict[str, bytes] = {}
    for number, pixels in enumerate(pictures):
        files[f"{number:06d}.png"] = encoded(pixels)
        if labels:
            files[f"{number:06d}.json"] = json.dumps(labels[number]).encode()
    return tar_of(path, files)
