"""How sure and how fast the detectors are on real photographs.

    python -m tests.faces.measure --london ZIP --lfw ZIP [--yunet FILE] [--count 1000] [--seed 0]

London: photographs with exactly one face, and with both eyes inside the aligned crop (by the detector's own
eyes and, with YuNet, by YuNet's eyes; then also how far apart the two put them, in eye distances).
LFW: pictures whose middle lies in a detected face. Speed: decoding, detecting and aligning LFW's pictures.
"""

import argparse
import time
import zipfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from facevae.faces import align
from facevae.faces.cascades import Cascades
from facevae.faces.decode import decode
from facevae.faces.detection import Detector, Face
from facevae.faces.yunet import YuNet

THREADS = 2


def central(faces: Iterable[Face], picture: np.ndarray) -> Face | None:
    """The face whose box holds the picture's centre (the largest such); None without one."""
    height, width = picture.shape[:2]
    return max(
        (face for face in faces if face.holds(width / 2, height / 2)), key=lambda f: f.area, default=None
    )


def contents(file: Path) -> list[bytes]:
    """Every picture of a zip, as stored."""
    with zipfile.ZipFile(file) as archive:
        return [archive.read(name) for name in sorted(archive.namelist()) if name.startswith("images/")]


def sample(items: list[bytes], count: int, seed: int) -> list[bytes]:
    chosen = np.random.default_rng(seed).choice(len(items), min(count, len(items)), replace=False)
    return [items[i] for i in chosen]


def in_crop(eyes: np.ndarray, face: Face) -> bool:
    """Whether both eyes (2, 2) lie inside the face's crop."""
    matrix = align.transform(face, 1)
    places = eyes @ matrix[:, :2].T + matrix[:, 2]
    return bool(((places > 0) & (places < 1)).all())


def eye_error(eyes: np.ndarray, truth: np.ndarray) -> float:
    """Mean distance of the eyes from the true ones, in distances between the true ones."""
    return float(np.hypot(*(eyes - truth).T).mean() / np.hypot(*(truth[1] - truth[0])))


def portraits(detector: Detector, pictures: list[np.ndarray], truth: list[np.ndarray] | None) -> dict:
    found = [detector.detect(picture) for picture in pictures]
    one = [len(faces) == 1 for faces in found]
    eyes = [np.array(faces[0].eyes) if single else None for faces, single in zip(found, one, strict=True)]
    true_eyes = truth or eyes
    inside = [
        single and in_crop(own, faces[0]) and in_crop(true, faces[0])
        for faces, single, own, true in zip(found, one, eyes, true_eyes, strict=True)
    ]
    errors = [eye_error(own, true) for own, true in zip(eyes, true_eyes, strict=True) if own is not None]
    return {
        "one": f"{sum(one)}/{len(one)}",
        "eyes": f"{sum(inside)}/{len(inside)}",
        "error": f"{np.median(errors):.3f} / {max(errors):.3f}" if truth else "not measured",
    }


def middles(detector: Detector, pictures: list[np.ndarray]) -> str:
    hits = [central(detector.detect(picture), picture) is not None for picture in pictures]
    return f"{100 * np.mean(hits):.1f} % of {len(hits)}"


def pace(detector: Detector, items: list[bytes], threads: int) -> str:
    def whole(content: bytes) -> None:
        picture = decode(content)
        for face in detector.detect(picture)[:1]:
            align.align(picture, face)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(whole, items[:20]))  # each thread opens its files
        began = time.perf_counter()
        list(pool.map(whole, items))
    return f"{len(items) / (time.perf_counter() - began):.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--london", type=Path, required=True)
    parser.add_argument("--lfw", type=Path, required=True)
    parser.add_argument("--yunet", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--opencv-threads", type=int, default=1)
    given = parser.parse_args()
    cv2.setNumThreads(given.opencv_threads)

    london = [decode(content) for content in contents(given.london)]
    chosen = sample(contents(given.lfw), given.count, given.seed)
    lfw = [decode(content) for content in chosen]
    yunet = YuNet(given.yunet) if given.yunet else None
    truth = [np.array(yunet.detect(picture)[0].eyes) for picture in london] if yunet else None
    row = "{:<10} {:>10} {:>12} {:>22} {:>16} {:>12} {:>12}".format
    print(row("", "London", "both eyes", "eye error", "LFW", "pictures/s", "pictures/s"))
    print(
        row(
            "detector", "one face", "in the crop", "median / worst", "face in middle", "1 thread", "2 threads"
        )
    )
    for detector in filter(None, (Cascades(), yunet)):
        seen = portraits(detector, london, truth)
        speed = [pace(detector, chosen, threads) for threads in (1, THREADS)]
        print(row(detector.name, seen["one"], seen["eyes"], seen["error"], middles(detector, lfw), *speed))


if __name__ == "__main__":
    main()
