"""Pairs of faces to be verified: from a benchmark's files, or drawn from a labelled set."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np

from facevae.data.faceset import FaceSet
from facevae.errors import FaceSetError, SourceError

FOLDS = 10
MOST = 3000  # drawn pairs of each kind
DEV_TEST, VIEW_2 = "pairsDevTest.txt", "pairs.txt"


@dataclass(frozen=True)
class Pairs:
    """Rows of a face set, (N,) each.

    Args:
        genuine: both show one person.
        fold: of cross-validation.
        missing: pairs of the file of which a picture is not in the set.
    """

    name: str
    first: np.ndarray
    second: np.ndarray
    genuine: np.ndarray
    fold: np.ndarray
    missing: int = 0

    def __len__(self) -> int:
        return len(self.first)

    @property
    def rows(self) -> np.ndarray:
        """Every picture in a pair, once."""
        return np.unique([self.first, self.second])

    def only(self, chosen: np.ndarray) -> "Pairs":
        """The pairs chosen by a mask (N,)."""
        columns = (self.first, self.second, self.genuine, self.fold)
        return Pairs(self.name, *(column[chosen] for column in columns), self.missing)

    def scores(self, vectors: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Cosines (N,) from unit vectors of these rows, ascending."""
        first, second = (np.searchsorted(rows, column) for column in (self.first, self.second))
        return np.einsum("nd,nd->n", vectors[first], vectors[second])


def held_protocol(face_set: FaceSet, name: str) -> str | None:
    """The text of a protocol file that came with the set, or None."""
    path = face_set.folder / "protocol" / name
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None


def from_file(face_set: FaceSet, file: str | Path) -> Pairs:
    """The pairs of a file in LFW's format: one that came with the set, by its name, or any other.

    Raises:
        SourceError: there is no such file, or it is none of pairs, or none of its pictures is in the set.
    """
    text = held_protocol(face_set, str(file)) if Path(file).name == str(file) else None
    try:
        text = text or Path(file).read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise SourceError(f"There is no file of pairs “{file}”.", "Check the path.") from error
    return parse(text, face_set, Path(file).name)


def parse(text: str, face_set: FaceSet, name: str) -> Pairs:
    """Pairs written as `person n m` or `person n other m`; a name and n stand for `person_000n`.

    A first line of numbers gives the pairs of each kind in a fold, before it the number of folds; without it
    all is one fold.
    """
    lines = [line.split("\t") if "\t" in line else line.split() for line in text.splitlines() if line.strip()]
    per_fold = len(lines)
    if lines and all(cell.strip().isdecimal() for cell in lines[0]):
        per_fold = max(2 * int(lines.pop(0)[-1]), 1)
    sources, rows = face_set.column("source"), face_set.rows()
    row_of = {PurePosixPath(source).stem: row for row, source in zip(rows, sources.iloc[rows], strict=True)}
    kept, missing = [], 0
    for number, cells in enumerate(lines):
        if len(cells) not in (3, 4):
            raise SourceError(f"Pair {number + 1} of “{name}” is none.", "Write: person n m.")
        other = cells[0] if len(cells) == 3 else cells[2]
        stems = _stem(cells[0], cells[1]), _stem(other, cells[-1])
        if all(stem in row_of for stem in stems):
            kept.append((*(row_of[stem] for stem in stems), len(cells) == 3, number // per_fold))
        else:
            missing += 1
    if not kept:
        raise SourceError(
            f"No picture of “{name}” is in “{face_set.name}”.", "Choose the set these pairs were made for."
        )
    first, second, genuine, fold = map(np.array, zip(*kept, strict=True))
    return Pairs(name, first, second, genuine.astype(bool), fold, missing)


def draw(face_set: FaceSet, rows: np.ndarray, seed: int = 0, most: int = MOST) -> Pairs:
    """As many genuine as impostor pairs of these rows, no picture in two of them.

    Raises:
        FaceSetError: the faces have no identities, or too few people have two pictures.
    """
    rng = np.random.default_rng(seed)
    identities = face_set.column("identity").to_numpy()[rows]
    known = rng.permutation(np.flatnonzero([identity is not None for identity in identities]))
    people, codes = np.unique(identities[known].astype(str), return_inverse=True)
    order = known[np.argsort(rng.permutation(len(people))[codes], kind="stable")]  # person by person
    same = [order[i : i + 2] for i in _twos(identities[order])]
    count = min(len(same), len(known) // 4, most)
    if not count or len(people) < 2:
        raise FaceSetError(
            f"“{face_set.name}” has too few people with two pictures to draw pairs from.",
            "Choose a face set with identities.",
        )
    genuine = np.array(same)[rng.permutation(len(same))[:count]]
    rest = order[~np.isin(order, genuine)]
    impostor = np.stack([rest[: len(rest) // 2], rest[len(rest) // 2 : len(rest) // 2 * 2]], 1)
    impostor = impostor[identities[impostor[:, 0]] != identities[impostor[:, 1]]]
    impostor = impostor[rng.permutation(len(impostor))[:count]]
    first, second = rows[np.concatenate([genuine, impostor])].T
    is_genuine = np.arange(len(first)) < len(genuine)
    return Pairs(f"drawn, seed {seed}", first, second, is_genuine, rng.permutation(len(first)) % FOLDS)


def _stem(person: str, number: str) -> str:
    return f"{person}_{int(number):04d}" if number.strip().isdecimal() else person


def _twos(identities: np.ndarray) -> list[int]:
    """Starts of neighbouring pairs of one person, where each person's faces lie together."""
    starts, i = [], 0
    while i < len(identities) - 1:
        same = identities[i] == identities[i + 1]
        starts += [i] * same
        i += 1 + same
    return starts
