"""Public face data as scikit-learn and torchvision keep it on disk: fetched by them, opened as a source."""

import sys
from pathlib import Path

import numpy as np

from facevae.data.archive import ArraySource, FolderSource, Source

CELEBA_SPLITS = ("train", "validation", "test")


def fetch_olivetti(folder: Path) -> None:
    from sklearn.datasets import fetch_olivetti_faces

    fetch_olivetti_faces(data_home=folder)


def open_olivetti(folder: Path) -> Source:
    """40 people, ten grey pictures of 64 x 64 each."""
    from sklearn.datasets import fetch_olivetti_faces

    faces = fetch_olivetti_faces(data_home=folder, download_if_missing=False)
    pixels = np.round(faces.images * 255).astype(np.uint8)[..., None].repeat(3, axis=-1)
    pictures, rows = {}, {}
    for number, (picture, person) in enumerate(zip(pixels, faces.target, strict=True)):
        path = f"s{person + 1:02d}/{number:03d}.png"
        pictures[path], rows[path] = picture, {"identity": f"s{person + 1:02d}"}
    return ArraySource("Olivetti faces", pictures, rows)


def fetch_lfw(folder: Path) -> None:
    from sklearn.datasets import fetch_lfw_people

    # The files are what is wanted; asking for the one person with 500 pictures keeps the arrays small.
    fetch_lfw_people(data_home=folder, min_faces_per_person=500, resize=0.1)


def open_lfw(folder: Path) -> Source:
    """13,233 pictures of 250 x 250, one folder a person, with the benchmark's protocol."""
    top = folder / "lfw_home"
    pictures = sorted((top / "lfw_funneled").glob("*/*.jpg"))
    return FolderSource(top, iter([*pictures, *sorted(top.glob("pairs*.txt"))]))


def fetch_celeba(folder: Path) -> None:
    from torchvision.datasets import CelebA

    CelebA(folder, split="all", download=True)


def open_celeba(folder: Path) -> Source:
    """202,599 aligned pictures of 178 x 218 with identities, 40 attributes and the published splits."""
    from torchvision.datasets import CelebA

    faces = CelebA(folder, split="all", target_type=["attr", "identity"], download=False)
    splits = [
        int(line.split()[1])
        for line in (Path(faces.root) / faces.base_folder / "list_eval_partition.txt").open()
    ]
    names = [name for name in faces.attr_names if name]
    pictures = Path(faces.root) / faces.base_folder / "img_align_celeba"
    source = FolderSource(pictures, (pictures / name for name in faces.filename))
    for name, person, split, attributes in zip(
        faces.filename, faces.identity[:, 0].tolist(), splits, faces.attr.tolist(), strict=True
    ):
        row = dict(zip(map(str.lower, names), attributes, strict=True))
        source.rows[name] = row | {"identity": f"{person:05d}", "split": CELEBA_SPLITS[split]}
    source.name = "CelebA"
    return source


def fetch_cifar10(folder: Path) -> None:
    from torchvision.datasets import CIFAR10

    CIFAR10(folder, download=True)


def open_cifar10(folder: Path) -> Source:
    """60,000 pictures of 32 x 32 in ten classes: no faces, the example of many introductions."""
    from torchvision.datasets import CIFAR10

    pictures, rows = {}, {}
    for split, train in (("train", True), ("test", False)):
        part = CIFAR10(folder, train=train, download=False)
        for number, (picture, label) in enumerate(zip(part.data, part.targets, strict=True)):
            path = f"{split}/{number:05d}.png"
            pictures[path], rows[path] = picture, {"class": part.classes[label], "split": split}
    return ArraySource("CIFAR-10", pictures, rows)


if __name__ == "__main__":  # a process of its own, so that a download can be cancelled
    {"olivetti": fetch_olivetti, "lfw": fetch_lfw, "celeba": fetch_celeba, "cifar10": fetch_cifar10}[
        sys.argv[1]
    ](Path(sys.argv[2]))
