"""The detector's answers to real pictures, judged by its teacher's."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from facevae.data import archive, plan
from facevae.faces import align
from facevae.faces.detection import Detector, Face
from facevae.faces.merging import overlaps, unmirrored
from facevae.faces.yunet import YuNet
from facevae.training.detector import lessons
from tests.faces.distortions import DISTORTIONS
from tests.faces.scores import SAME, Score

AT_ONCE = 16
Known = tuple[np.ndarray, np.ndarray]  # a picture and the teacher's rows (n, 15) of it


def central(faces: Iterable[Face], picture: np.ndarray) -> Face | None:
    """The face whose box holds the picture's centre (the largest such); None without one."""
    height, width = picture.shape[:2]
    return max(
        (face for face in faces if face.holds(width / 2, height / 2)), key=lambda f: f.area, default=None
    )


def contents(file: Path, held_out: bool = False) -> dict[str, bytes]:
    """Pictures of a zip as stored, by path; with `held_out` only those that its protocol holds out."""
    with archive.open_source(file) as source:
        rows = plan.make(source).files
        return {
            path: source.read(path)
            for path in sorted(rows)
            if not held_out or rows[path].get("split") == "test"
        }


def sample(items: list, count: int, seed: int) -> list:
    chosen = np.random.default_rng(seed).choice(len(items), min(count, len(items)), replace=False)
    return [items[i] for i in chosen]


def in_crop(eyes: np.ndarray, face: Face) -> bool:
    """Whether both eyes (2, 2) lie inside the face's crop."""
    matrix = align.transform(face, 1)
    places = eyes @ matrix[:, :2].T + matrix[:, 2]
    return bool(((places > 0) & (places < 1)).all())


def taught(teacher: YuNet, pictures: Iterable[np.ndarray]) -> list[Known]:
    """The pictures in which the teacher is sure of a face, the largest one first."""
    known = [(picture, lessons.rows(teacher.detect(picture)).astype(np.float64)) for picture in pictures]
    return [(picture, rows) for picture, rows in known if len(rows) and rows[0, 14] >= lessons.SURE]


def steadied(teacher: YuNet, known: list[Known]) -> list[Known]:
    """The same with the largest face's landmarks where the teacher's answers to the picture and to its mirror
    image meet: one answer alone strays from there by 4 % of the eye distance on LFW."""
    return [(picture, _steady(teacher, picture, rows)) for picture, rows in known]


def _steady(teacher: YuNet, picture: np.ndarray, rows: np.ndarray) -> np.ndarray:
    seen = lessons.rows(teacher.detect(picture[:, ::-1])).astype(np.float64)
    others = unmirrored(seen, picture.shape[1])
    overlap = overlaps(rows[0], others)[0] if len(others) else np.zeros(1)
    if overlap.max() <= SAME:
        return rows
    rows = rows.copy()
    rows[0, 4:14] = (rows[0, 4:14] + others[overlap.argmax(), 4:14]) / 2
    return rows


def distorted(known: list[Known], name: str, seed: int) -> list[Known]:
    rng = np.random.default_rng(seed)
    return [DISTORTIONS[name](picture, rows, rng) for picture, rows in known]


def judged(detector: Detector, known: list[Known]) -> tuple[Score, list[bool]]:
    """The score, and for each picture whether its largest face was found."""
    score, hits = Score(), []
    for start in range(0, len(known), AT_ONCE):
        part = known[start : start + AT_ONCE]
        for faces, (_, rows) in zip(detector.detect_all([picture for picture, _ in part]), part, strict=True):
            hits.append(score.add(faces, rows))
    return score, hits


def portraits(detector: Detector, known: list[Known]) -> int:
    """How many pictures give exactly one face, with both its eyes, and the teacher's, in the crop."""
    good = 0
    for picture, rows in known:
        faces = detector.detect(picture)
        eyes = rows[0, 4:8].reshape(2, 2)
        good += len(faces) == 1 and in_crop(np.array(faces[0].eyes), faces[0]) and in_crop(eyes, faces[0])
    return good


def middles(detector: Detector, pictures: list[np.ndarray]) -> float:
    """Share of the pictures whose middle lies in a found face."""
    return float(np.mean([central(detector.detect(picture), picture) is not None for picture in pictures]))


def alarms(detector: Detector, pictures: list[np.ndarray]) -> int:
    """How many faces are found in pictures without one."""
    parts = [pictures[start : start + AT_ONCE] for start in range(0, len(pictures), AT_ONCE)]
    return sum(len(faces) for part in parts for faces in detector.detect_all(part))


def pace(work: Callable[[list], object], items: list, threads: int) -> float:
    """Items a second, taken in batches by some threads."""
    batches = [items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE)]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, batches[:threads]))
        began = time.perf_counter()
        list(pool.map(work, batches))
    return len(items) / (time.perf_counter() - began)
