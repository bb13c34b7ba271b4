"""How sure and how fast the shipped detector is, beside the teacher whose answers it learned.

    python -m tests.faces.measure --data FOLDER --yunet FILE [--count 300] [--seed 0] [--card FOLDER]

FOLDER holds `lfw.zip` and `london.zip`. Measured on LFW's people who are held out and on London, nobody of
whom was trained on. YuNet answers for the picture as it is; its answers are moved with the distortion. Found:
a face of which YuNet is sure, with an intersection over union above 0.5. False alarm: a face where YuNet sees
nothing, not even unsurely. Landmarks: mean distance, in eye distances, from where its answers to a picture
and to its mirror image meet; beside it from the one answer, and how far its two answers are from each other.
"""

import argparse
import csv
import io
import zipfile
from pathlib import Path

import cv2
import numpy as np

from facevae import home
from facevae.faces.decode import decode
from facevae.faces.detection import Detector
from facevae.faces.shipped import Shipped
from facevae.faces.yunet import YuNet
from facevae.training.detector.lessons import LEAST
from tests.faces import empty, kinds
from tests.faces.distortions import DISTORTIONS
from tests.faces.judging import (
    Known,
    alarms,
    contents,
    distorted,
    judged,
    middles,
    pace,
    portraits,
    sample,
    steadied,
    taught,
)
from tests.faces.scores import Score, landmark_error

GROUPS = ("ethnicity", "gender")


class Report:
    """Figures as a card has them."""

    def __init__(self):
        self.figures: list[dict] = []
        self.distortions: dict[str, dict] = {}

    def note(self, name: str, value: float, unit: str, n: int, where: str) -> None:
        print(f"{name}: {value:.2f} {unit}, n = {n:,} ({where})", flush=True)
        self.figures.append({"name": name, "value": round(value, 2), "unit": unit, "n": n, "set": where})

    def score(self, score: Score, where: str) -> None:
        self.note("YuNet's faces found", 100 * score.recall, "%", score.faces, where)
        self.note("False alarms", score.alarms_in_100, "in 100 pictures", score.pictures, where)
        self.landmarks(
            "Landmarks' mean distance from YuNet's, mean of a picture and its mirror image", score, where
        )

    def landmarks(self, name: str, score: Score, where: str) -> None:
        self.note(name, 100 * score.error, "% of the eye distance", len(score.errors), where)


def by_distortion(detector: Detector, known: list[Known], seed: int) -> tuple[Score, np.ndarray, dict]:
    """The sum of all, (distortions, pictures) whether the face was found, and a row for each; printed."""
    total, found, rows = Score(), [], {}
    print(f"{'':<24} {'faces':>6} {'found %':>8} {'alarms':>7} {'landmarks %':>12}")
    for name in DISTORTIONS:
        score, hits = judged(detector, distorted(known, name, seed))
        values = 100 * score.recall, score.alarms_in_100, 100 * score.error
        print(
            f"{name:<24} {score.faces:>6} {values[0]:>8.2f} {values[1]:>7.2f} {values[2]:>12.2f}", flush=True
        )
        total, found = total + score, [*found, hits]
        told = zip(("found", "alarms", "landmarks"), values, strict=True)
        rows[name] = {"n": score.faces} | {key: round(value, 2) for key, value in told}
    return total, np.array(found), rows


def labelled(file: Path, paths: list[str]) -> dict[str, list[str]]:
    """The columns of a zip's labels by which groups are told."""
    with zipfile.ZipFile(file) as opened:
        rows = {row["file"]: row for row in csv.DictReader(io.TextIOWrapper(opened.open("labels.csv")))}
    return {column: [rows[path][column] for path in paths] for column in GROUPS}


def looks(known: list[Known]) -> dict[str, list[str]]:
    """How the pictures show their faces."""
    return {
        "skin shown": [kinds.tone(picture, rows[0]) for picture, rows in known],
        "turned": [kinds.turn(rows[0]) for _, rows in known],
    }


def groups(columns: dict[str, list[str]], found: np.ndarray) -> dict[str, tuple[int, float]]:
    """Pictures looked at and the share of their largest faces found, by each value of each column."""
    told = {}
    for column, values in columns.items():
        for value in sorted(set(values)):
            own = found[:, np.array(values) == value]
            told[f"{column} {value}"] = (own.size, float(own.mean()))
    return told


def own_distance(known: list[Known], steady: list[Known]) -> Score:
    """How far the teacher's two answers are from each other: twice as far as one is from where they meet."""
    score = Score()
    for (_, (row, *_)), (_, (meeting, *_)) in zip(known, steady, strict=True):
        if (row != meeting).any():
            one, middle = row[4:14].reshape(5, 2), meeting[4:14].reshape(5, 2)
            score.errors.append(2 * landmark_error(middle, one))
    return score


def measure(given: argparse.Namespace) -> Report:
    report, shipped, teacher = Report(), Shipped(), YuNet(given.yunet, LEAST)
    lfw = contents(given.data / "lfw.zip", held_out=True)
    london = contents(given.data / "london.zip")
    paths = {
        "LFW, held-out people": sample(list(lfw), given.count, given.seed),
        "London": sample(list(london), given.portraits, given.seed),
    }
    known = {
        name: taught(teacher, [decode((lfw | london)[path]) for path in chosen])
        for name, chosen in paths.items()
    }
    columns = {"LFW, held-out people": looks(known["LFW, held-out people"])}
    columns["London"] = labelled(given.data / "london.zip", paths["London"])
    for name, own in known.items():
        where = f"{name}, {len(own)} pictures under {len(DISTORTIONS)} distortions"
        steady = steadied(teacher, own)
        total, found, report.distortions[name] = by_distortion(shipped, steady, given.seed)
        report.score(total, where)
        as_it_is = f"{name}, {len(own)} pictures as they are"
        report.landmarks("The same from YuNet's one answer", judged(shipped, own)[0], as_it_is)
        report.landmarks("YuNet's two answers from each other", own_distance(own, steady), as_it_is)
        for group, (size, share) in groups(columns[name], found).items():
            report.note(f"Found, {group}", 100 * share, "%", size, where)
        if given.yunet_too:
            print("the same by YuNet")
            by_distortion(YuNet(given.yunet), own, given.seed)
    faces, portrayed = (list(own) for own in known.values())
    one = portraits(shipped, portrayed)
    report.note("One face, both eyes in the crop", 100 * one / len(portrayed), "%", len(portrayed), "London")
    pictures = [picture for picture, _ in faces]
    middle = 100 * middles(shipped, pictures)
    report.note("Face in the middle found", middle, "%", len(pictures), "LFW, held-out people")
    scenes = empty.pictures(given.count, given.seed)
    where = "windows of scikit-image's photographs without a face, 320 px"
    found = 100 * alarms(shipped, scenes) / len(scenes)
    report.note("False alarms without a face", found, "in 100 pictures", len(scenes), where)
    enlarged = [cv2.resize(picture, (320, 320), interpolation=cv2.INTER_CUBIC) for picture in pictures]
    for threads in (1, 2):
        speed = pace(shipped.detect_all, enlarged, threads)
        report.note(
            f"Pictures of 320 px by {threads} at once", speed, "a second", len(enlarged), "LFW, enlarged"
        )
    return report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--yunet", type=Path, required=True)
    parser.add_argument("--count", type=int, default=300, help="pictures of LFW's held-out people (300)")
    parser.add_argument("--portraits", type=int, default=204, help="pictures of London (204)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--yunet-too", action="store_true", help="also YuNet on the distorted pictures")
    parser.add_argument("--card", type=Path, metavar="FOLDER", help="put the figures into its card.json")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    report = measure(given)
    if given.card:
        card = home.read_json(given.card / "card.json")
        command = f"python -m tests.faces.measure --count {given.count} --seed {given.seed}"
        added = {"figures": report.figures, "distortions": report.distortions, "measured_by": command}
        home.write_json(given.card / "card.json", card | added)


if __name__ == "__main__":
    main()
