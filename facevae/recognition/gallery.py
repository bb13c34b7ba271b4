"""Galleries: enrolled people with their pictures, in the home folder."""

import shutil
import unicodedata
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import numpy as np
from PIL import Image

from facevae import home, locks
from facevae.data.cutting import whole
from facevae.errors import GalleryError
from facevae.progress import Progress, silent
from facevae.recognition import gallery_vectors
from facevae.recognition.embedding import Embedder

FACTS = "gallery.json"
SIZE = 160  # pixels on a side of a kept picture at most, enough for each known recogniser


@dataclass(frozen=True)
class Match:
    """A person of a gallery with the score of the most similar picture of theirs, a square one, uint8."""

    person: str
    score: float
    picture: np.ndarray


class Gallery:
    """Enrolled people: one PNG a picture, one table of who is on it, and vectors made of the pictures.

    `faces` maps the id of every picture to its person. A picture counts once the table names it; one that it
    does not name, left by an enrolment that was cut off, is removed by the next change.
    """

    def __init__(self, folder: Path, facts: dict):
        self.folder = folder
        self.name = folder.name
        self.size: int = facts["size"]
        self.faces: dict[str, str] = facts["faces"]
        self.version: str = facts["version"]  # another one after every change
        self._facts = facts

    @classmethod
    def open(cls, name: str) -> "Gallery":
        """The gallery of that name.

        Raises:
            GalleryError: there is none, or it cannot be read.
        """
        folder = galleries_dir() / home.checked_name(name, "gallery's name")
        try:
            return cls(folder, home.read_json(folder / FACTS))
        except FileNotFoundError as error:
            known = ", ".join(names()) or "there are none yet"
            raise GalleryError(f"There is no gallery “{name}”.", f"Known galleries: {known}.") from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise GalleryError(f"The gallery “{name}” is damaged.", "Delete it and enrol anew.") from error

    @classmethod
    def create(cls, name: str, size: int = SIZE) -> "Gallery":
        """A new, empty gallery.

        Raises:
            GalleryError: the name is taken.
        """
        folder = galleries_dir() / home.checked_name(name, "gallery's name")
        if (folder / FACTS).exists():
            raise GalleryError(f"There is already a gallery “{name}”.", "Choose another name.")
        facts = {"size": size, "created": datetime.now(UTC).isoformat(), "faces": {}, "version": ""}
        home.write_json(folder / FACTS, facts)
        return cls(folder, facts)

    def __len__(self) -> int:
        """Number of pictures."""
        return len(self.faces)

    @property
    def people(self) -> list[str]:
        """Everyone enrolled, by name."""
        return sorted(set(self.faces.values()), key=str.casefold)

    def pictures(self, person: str) -> np.ndarray:
        """The kept pictures of a person at the size of the largest, uint8 (n, S, S, 3)."""
        return level([self.picture(face) for face in self._of(person)])

    def picture(self, face: str) -> np.ndarray:
        """One kept picture as it is, uint8 (S, S, 3).

        Raises:
            GalleryError: it was removed meanwhile.
        """
        try:
            return np.array(Image.open(self._file(face)).convert("RGB"))
        except FileNotFoundError as error:
            raise GalleryError(f"A picture of “{self.name}” was removed meanwhile.", "Try again.") from error

    def enrol(self, person: str, pictures: Sequence[np.ndarray], embedder: Embedder | None = None) -> None:
        """Add face pictures, uint8 (H, W, 3), of a person, who may be enrolled already; none is enlarged.

        Args:
            embedder: makes the vectors at once, instead of at the first search.

        Raises:
            GalleryError: the name is empty or no text, or there are no pictures.
        """
        self.enrol_many([person] * len(pictures), pictures, embedder)

    def enrol_many(
        self, people: Sequence[str], pictures: Sequence[np.ndarray], embedder: Embedder | None = None
    ) -> None:
        """Add face pictures, each of the person named beside it."""
        people = [checked_person(person) for person in people]
        if not people:
            raise GalleryError("To enrol somebody takes a picture.", "Give one or more.")
        added = {}
        with self._changing() as known:
            (self.folder / "faces").mkdir(exist_ok=True)
            for person, picture in zip(people, pictures, strict=True):
                face = uuid.uuid4().hex[:16]
                side = min(self.size, max(picture.shape[:2]))
                Image.fromarray(whole(np.asarray(picture), side)).save(self._file(face))
                added[face] = person
            self._write(known | added)
        if embedder is not None:
            self.vectors(embedder)

    def remove(self, person: str) -> None:
        """Remove a person with every picture and vector.

        Raises:
            GalleryError: nobody of that name is enrolled.
        """
        with self._changing() as self.faces:
            self._of(person)
            self._write({face: who for face, who in self.faces.items() if who != person})
            gallery_vectors.keep(self.folder, self.faces)

    def delete(self) -> None:
        """Remove the gallery with everything in it."""
        delete(self.name)

    def vectors(self, embedder: Embedder, progress: Progress = silent) -> np.ndarray:
        """A vector for each of `faces`, (N, d); those not made yet are made and kept."""
        return gallery_vectors.vectors(
            self.folder, list(self.faces), self.picture, embedder, self._changing, progress
        )

    def search(
        self, vector: np.ndarray, k: int, embedder: Embedder, progress: Progress = silent
    ) -> list[Match]:
        """The k people most similar to a vector of the embedder, best first.

        Raises:
            GalleryError: nobody is enrolled.
        """
        self.must_have_people()
        faces, most = self._order
        index = gallery_vectors.index(
            self.folder, self.version, embedder, lambda: self.vectors(embedder, progress)
        )
        # So many pictures show at least k people, and of each the most similar picture.
        best: dict[str, Match] = {}
        for place, score in zip(*index.nearest(vector, (k - 1) * most + 1), strict=True):
            person = self.faces[faces[place]]
            if person not in best and len(best) < k:
                best[person] = Match(person, float(score), self.picture(faces[place]))
        return list(best.values())

    def must_have_people(self) -> None:
        """Raise GalleryError where nobody is enrolled."""
        if not self.faces:
            raise GalleryError(f"The gallery “{self.name}” is empty.", "Enrol somebody first.")

    @cached_property
    def _order(self) -> tuple[list[str], int]:
        """The faces in the order of their vectors, and how many a person has at most."""
        return list(self.faces), max(Counter(self.faces.values()).values())

    @contextmanager
    def _changing(self) -> Iterator[dict[str, str]]:
        """Who is enrolled by now; nobody else changes it in the block."""
        with _writing():
            yield Gallery.open(self.name).faces

    def _file(self, face: str) -> Path:
        return self.folder / "faces" / f"{face}.png"

    def _of(self, person: str) -> list[str]:
        found = [face for face, who in self.faces.items() if who == person]
        if not found:
            raise GalleryError(f"“{person}” is not enrolled in “{self.name}”.", "Choose another name.")
        return found

    def _write(self, faces: dict[str, str]) -> None:
        self.faces, self.version = faces, uuid.uuid4().hex[:12]
        self.__dict__.pop("_order", None)
        home.write_json(self.folder / FACTS, self._facts | {"faces": faces, "version": self.version})
        for file in (self.folder / "faces").iterdir():
            if file.stem not in faces:
                file.unlink()


def level(pictures: Sequence[np.ndarray]) -> np.ndarray:
    """Square pictures at the size of the largest, (N, S, S, 3)."""
    side = max(len(picture) for picture in pictures)
    return np.stack([whole(picture, side) for picture in pictures])


def galleries_dir() -> Path:
    return home.home() / "galleries"


def _writing() -> AbstractContextManager[None]:
    busy = GalleryError("The galleries are being changed elsewhere.", "Try again soon.")
    return locks.writing(galleries_dir(), busy)


def checked_person(name: str) -> str:
    """The name of a person with single spaces.

    Raises:
        GalleryError: it is empty, or holds what cannot be written.
    """
    name = " ".join(name.split())
    if not name or any(unicodedata.category(letter) in ("Cc", "Cs") for letter in name):
        raise GalleryError("To enrol somebody takes a name.", "Write it in letters.")
    return name


def delete(name: str) -> None:
    """Remove a gallery, a damaged one too, with everything in it. Its table goes last: till then it is known.

    Raises:
        GalleryError: something of it could not be removed.
    """
    folder = galleries_dir() / home.checked_name(name, "gallery's name")
    with _writing():
        gallery_vectors.forget(folder)
        for part in (folder / "faces", folder / "vectors", folder):
            shutil.rmtree(part, ignore_errors=True)
    if folder.exists():
        raise GalleryError(f"“{name}” could not be removed whole.", "Close what uses it, then try again.")


def names() -> list[str]:
    """Names of the galleries."""
    return sorted(path.parent.name for path in galleries_dir().glob(f"*/{FACTS}"))
