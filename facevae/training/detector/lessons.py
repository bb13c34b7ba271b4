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
    """Lessons by source; the teacher is asked once for each picture, then its answer is read from the cache.

    Args:
        zips: sources with their splits or protocol files: what those hold out is left out.
        made: how many generated faces to add.
        cache: folder for the teacher's answers.
    """
    sources = {path.stem: learnable(path) for path in zips}
    if made:
        drawn = generated.faces(made, GENERATED_SIZE, seed)[0]
        sources["generated"] = {f"{seed}/{number}": picture for number, picture in enumerate(drawn)}
    lessons = {}
    for name, pictures in sources.items():
        file = cache / f"{name}.npz"
        known = _read(file) if file.exists() else {}
        new = {path: picture for path, picture in pictures.items() if path not in known}
        if new:
            known |= _answers(new, teacher, progress)
            _write(file, known)
        lessons[name] = Lessons(list(pictures.values()), [known[path] for path in pictures])
    return lessons


def learnable(path: Path) -> dict[str, np.ndarray]:
    """The training pictures of a source by path; those that show a held-out photograph again are left out."""
    held, pictures = duplicates.HeldOut(), {}
    with archive.open_source(path) as source:
        for name, row in plan.make(source).files.items():  # held-out ones come first
            picture = decode(source.read(name))
            signature = duplicates.signature(picture)
            if row.get("split") in (None, "train"):
                if not held.twin(signature):
                    pictures[name] = picture
            else:
                held.add(name, signature)
    return pictures


def rows(faces: Sequence[Face]) -> np.ndarray:
    """(n, 15) float32."""
    told = [np.concatenate([face.box, face.landmarks.ravel(), [face.score]]) for face in faces]
    return np.array(told, np.float32).reshape(-1, FIELDS)


def _answers(pictures: dict[str, np.ndarray], teacher: Teacher, progress: Progress) -> dict[str, np.ndarray]:
    answers = {}
    with ThreadPoolExecutor(THREADS) as threads:
        told = threads.map(lambda picture: rows(teacher(picture)), pictures.values())
        for path, answer in zip(pictures, told, strict=True):
            answers[path] = answer
            progress(len(answers), len(pictures), "Asking the teacher")
    return answers


def _read(file: Path) -> dict[str, np.ndarray]:
    with np.load(file) as stored:
        answers = np.split(stored["faces"], np.cumsum(stored["counts"])[:-1])
        return dict(zip(stored["paths"].tolist(), answers, strict=True))


def _write(file: Path, answers: dict[str, np.ndarray]) -> None:
    content = BytesIO()
    counts = [len(answer) for answer in answers.values()]
    np.savez(content, faces=np.concatenate(list(answers.values())), counts=counts, paths=list(answers))
    write_bytes(file, content.getvalue())
