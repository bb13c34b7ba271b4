"""How sure and how fast the shipped detector is, beside the teacher whose answers it learned.

    python -m tests.faces.measure --data FOLDER --yunet FILE [--count 300] [--seed 0] [--card FOLDER]

FOLDER holds `lfw.zip` and `london.zip`. Measured on LFW's people who are held out and on London, nobody of
whom was trained on. YuNet answers for the picture as it is; its answers are moved with the distortion. Found:
a face of which YuNet is sure, with an intersection over union above 0.5. False alarm: a face where YuNet sees
nothing, not even unsurely. Landmarks: mean distance from YuNet's, in eye distances.
"""

import argparse
import csv
import io
import time
import zipfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from facevae import home
from facevae.data import archive, plan
from facevae.faces import align
from facevae.faces.decode import decode
from facevae.faces.detection import Detector, Face
from facevae.faces.shipped import Shipped
from facevae.faces.yunet import YuNet
from facevae.training.detector import lessons
from tests.faces.distortions import DISTORTIONS
from tests.faces.empty import pictures as empty_pictures
from tests.faces.scores import Score

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


def told(name: str, score: Score) -> str:
    return (
        f"{name:<26} {score.faces:>6} {100 * score.recall:>8.2f} {score.alarms_in_100:>8.2f} "
        f"{100 * score.error:>10.2f}"
    )


def by_distortion(detector: Detector, known: list[Known], seed: int) -> tuple[Score, np.ndarray]:
    """Prints a row for each distortion; the sum of all, and (distortions, pictures) what was found."""
    total, found = Score(), []
    print(f"{'':<26} {'faces':>6} {'found %':>8} {'alarms':>8} {'landmarks %':>10}")
    for name in DISTORTIONS:
        score, hits = judged(detector, distorted(known, name, seed))
        print(told(name, score), flush=True)
        total, found = total + score, [*found, hits]
    print(told("all of these", total))
    return total, np.array(found)


def groups(file: Path, paths: list[str], found: np.ndarray) -> dict[str, tuple[int, float]]:
    """Looks and share found by the columns of a zip's labels."""
    with zipfile.ZipFile(file) as opened:
        labels = {row["file"]: row for row in csv.DictReader(io.TextIOWrapper(opened.open("labels.csv")))}
    told = {}
    for column in ("ethnicity", "gender"):
        for value in sorted({labels[path][column] for path in paths}):
            own = found[:, [labels[path][column] == value for path in paths]]
            told[f"{column} {value}"] = (own.size, float(own.mean()))
    return told


def portraits(detector: Detector, pictures: list[np.ndarray]) -> int:
    """How many pictures give exactly one face, with both its eyes in the crop."""
    found = [detector.detect(picture) for picture in pictures]
    return sum(len(faces) == 1 and in_crop(np.array(faces[0].eyes), faces[0]) for faces in found)


def middles(detector: Detector, pictures: list[np.ndarray]) -> float:
    """Share of the pictures whose middle lies in a found face."""
    return float(np.mean([central(detector.detect(picture), picture) is not None for picture in pictures]))


def pace(work: Callable[[list], object], items: list, threads: int) -> float:
    """Items a second, taken in batches by some threads."""
    batches = [items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE)]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, batches[:threads]))
        began = time.perf_counter()
        list(pool.map(work, batches))
    return len(items) / (time.perf_counter() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--yunet", type=Path, required=True)
    parser.add_argument("--count", type=int, default=300, help="of LFW's held-out people's pictures")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--teacher-too", action="store_true", help="measure YuNet under the distortions as well"
    )
    parser.add_argument("--card", type=Path, metavar="FOLDER", help="put the figures into this card.json")
    given = parser.parse_args()
    cv2.setNumThreads(1)

    shipped, teacher = Shipped(), YuNet(given.yunet, lessons.LEAST)
    stored = {
        "LFW": sample(list(contents(given.data / "lfw.zip", True).values()), given.count, given.seed),
        "London": list(contents(given.data / "london.zip").values()),
    }
    pictures = {name: [decode(content) for content in own] for name, own in stored.items()}
    figures = []

    def note(name: str, value: float, unit: str, n: int, where: str, **more) -> None:
        figures.append({"name": name, "value": round(value, 3), "unit": unit, "n": n, "set": where} | more)

    for name, own in pictures.items():
        known = taught(teacher, own)
        where = f"{name}{', held-out people' * (name == 'LFW')}, under {len(DISTORTIONS)} distortions"
        for detector in (shipped, *([YuNet(given.yunet)] if given.teacher_too else [])):
            print(f"\n{where}: {detector.name}")
            total, found = by_distortion(detector, known, given.seed)
            if detector is shipped:
                note("YuNet's faces found", 100 * total.recall, "%", total.faces, where)
                note("False alarms", total.alarms_in_100, "in 100 pictures", total.pictures, where)
                note(
                    "Landmarks' mean distance from YuNet's",
                    100 * total.error,
                    "% of the eye distance",
                    len(total.errors),
                    where,
                )
    paths = sorted(contents(given.data / "london.zip"))
    print()
    for group, (looks, share) in groups(given.data / "london.zip", paths, found).items():
        print(f"London, {group:<24} {looks:>6} looks, {100 * share:.2f} % found")
        note(f"Found, {group}", 100 * share, "%", looks, where)
    one = portraits(shipped, pictures["London"])
    note("Portraits with exactly one face, both eyes in the crop", one, "of 204", 204, "London")
    middle = middles(shipped, pictures["LFW"])
    note("Face in the middle found", 100 * middle, "%", len(pictures["LFW"]), "LFW, held-out people")
    scenes = empty_pictures(given.count * 2, given.seed)
    alarms = sum(
        len(faces)
        for start in range(0, len(scenes), AT_ONCE)
        for faces in shipped.detect_all(scenes[start : start + AT_ONCE])
    )
    note(
        "False alarms without a face",
        100 * alarms / len(scenes),
        "in 100 pictures",
        len(scenes),
        "windows of scikit-image's photographs, 320 px",
    )
    shown = [cv2.resize(picture, (320, 320), interpolation=cv2.INTER_CUBIC) for picture in pictures["LFW"]]
    for threads in (1, 2):
        note(
            f"Pictures of 320 px, {threads} thread{'s' * (threads > 1)}",
            pace(shipped.detect_all, shown, threads),
            "a second",
            len(shown),
            "LFW, enlarged",
        )
    for figure in figures:
        print(
            f"{figure['name']:<58} {figure['value']:>9} {figure['unit']}, n = {figure['n']} ({figure['set']})"
        )
    if given.card:
        card = home.read_json(given.card / "card.json")
        home.write_json(
            given.card / "card.json",
            card | {"figures": figures, "measured_by": "python -m tests.faces.measure"},
        )


if __name__ == "__main__":
    main()
