"""What the detector learns from: pictures that may be trained on, and where the teacher sees faces."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np

from facevae.data import archive, duplicates, generated, plan
from facevae.faces.decode import decode
from facevae.faces.detection import Face
from facevae.home import write_bytes
from facevae.progress import Progress, silent

FIELDS = 15  # x0, y0, x1, y1, five points, score
GENERATED_SIZE = 160
LEAST = 0.3  # the teacher's score; between this and `SURE` nobody says whether it is a face
SURE = 0.6
THREADS = 2
Teacher = Callable[[np.ndarray], list[Face]]


@dataclass
class Lessons:
    """Pictures, and for each (n, 15) rows of box, landmarks and the teacher's score."""

    pictures: list[np.ndarray]
    faces: list[np.ndarray]

    def __len__(self) -> int:
        return len(self.pictures)

    def keep(self, chosen: Sequence[int]) -> "Lessons":
        return Lessons([self.pictures[i] for i in chosen], [self.faces[i] for i in chosen])


def gather(
    zips: Sequence[Path], made: int, teacher: Teacher, cache: Path, seed: int = 0, progress: Progress = silent
) -> dict[str, Lessons]:
    """Lessons by source; the teacher is asked once, then its answers are read from the cache.

    Args:
        zips: sources with their splits or protocol files: what those hold out is left out.
        made: how many generated faces to add.
        cache: folder for the teacher's answers.
    """
    sources = {path.stem: learnable(path) for path in zips}
    if made:
        sources["generated"] = list(generated.faces(made, GENERATED_SIZE, seed)[0])
    lessons = {}
    for name, pictures in sources.items():
        file = cache / f"{name}.npz"
        if not file.exists():
            _write(file, _answers(pictures, teacher, progress))
        with np.load(file) as stored:
            faces = np.split(stored["faces"], np.cumsum(stored["counts"])[:-1])
        lessons[name] = Lessons(pictures, faces)
    return lessons


def learnable(path: Path) -> list[np.ndarray]:
    """The training pictures of a source; those that show a held-out photograph again are left out."""
    held, pictures = duplicates.HeldOut(), []
    with archive.open_source(path) as source:
        for name, row in plan.make(source).files.items():  # held-out ones come first
            picture = decode(source.read(name))
            signature = duplicates.signature(picture)
            if row.get("split") in (None, "train"):
                if not held.twin(signature):
                    pictures.append(picture)
            else:
                held.add(name, signature)
    return pictures


def rows(faces: Sequence[Face]) -> np.ndarray:
    """(n, 15) float32."""
    told = [np.concatenate([face.box, face.landmarks.ravel(), [face.score]]) for face in faces]
    return np.array(told, np.float32).reshape(-1, FIELDS)


def _answers(pictures: list[np.ndarray], teacher: Teacher, progress: Progress) -> list[np.ndarray]:
    answers = []
    with ThreadPoolExecutor(THREADS) as threads:
        for answer in threads.map(lambda picture: rows(teacher(picture)), pictures):
            answers.append(answer)
            progress(len(answers), len(pictures), "Asking the teacher")
    return answers


def _write(file: Path, answers: list[np.ndarray]) -> None:
    content = BytesIO()
    counts = [len(answer) for answer in answers]
    np.savez(content, faces=np.concatenate(answers), counts=counts)
    write_bytes(file, content.getvalue())
