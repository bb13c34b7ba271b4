"""What became of every file of an import: accepted, or refused with a reason and kept for later."""

import io
import json
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pandas as pd

from facevae import home
from facevae.data import writer
from facevae.data.cutting import Cut, Cutter, whole
from facevae.data.faceset import FaceSet
from facevae.errors import FaceSetError, PictureError
from facevae.faces import decode
from facevae.progress import Progress, silent

TABLE, REFUSED = "ledger.parquet", "refused.zip"
REASONS = {
    "no_face": "no face found",
    "several_faces": "several faces",
    "too_small": "too small",
    "duplicate": "duplicate",
    "unreadable": "unreadable",
    "empty": "empty file",
    "too_large": "too large",
    "not_a_picture": "not a picture",
    "listed_but_missing": "listed but missing",
    "encrypted": "locked with a password",
    "unsafe_name": "unsafe name",
    "nested_archive": "archive inside the archive",
}
KEPT = ("no_face", "several_faces", "too_small", "duplicate")
MAX_KEPT_BYTES = 2 * 2**30
THUMBNAIL = 64


@dataclass
class Ledger:
    """Every file of an import with its fate.

    `table` has one row a file: `file`, `status` (accepted | refused), `reason` and `detail` of a refusal,
    `faces` taken from it, `kept` (a refused picture that can still be taken), `labels` (JSON).
    """

    name: str
    table: pd.DataFrame
    notes: list[str]

    @classmethod
    def open(cls, name: str | Path) -> "Ledger":
        """The ledger of a face set.

        Raises:
            FaceSetError: the set was not brought in from files, or does not exist.
        """
        face_set = FaceSet.open(name)
        path = face_set.folder / TABLE
        if not path.is_file():
            raise FaceSetError(f"“{face_set.name}” was not brought in from files: it has no ledger.")
        table = pd.read_parquet(path)
        texts = ["reason", "detail"]
        table[texts] = table[texts].astype(object).where(table[texts].notna(), None)
        return cls(face_set.name, table, face_set.facts.get("notes", []))

    @property
    def accepted(self) -> int:
        """Number of files accepted; `faces` may be more."""
        return int((self.table["status"] == "accepted").sum())

    @property
    def faces(self) -> int:
        return int(self.table["faces"].sum())

    @property
    def refused(self) -> dict[str, int]:
        """Number of refused files by reason, most frequent first."""
        counts = self.table.loc[self.table["status"] == "refused", "reason"].value_counts()
        return {reason: int(count) for reason, count in counts.items()}

    def thumbnails(self, files: Sequence[str], size: int = THUMBNAIL) -> np.ndarray:
        """(n, size, size, 3) uint8 of these files, accepted or refused; flat grey where nothing was kept."""
        face_set = FaceSet.open(self.name)
        row_of = {source: row for row, source in reversed(list(enumerate(face_set.column("source"))))}
        pictures = np.full((len(files), size, size, 3), 128, np.uint8)
        with RefusedPictures(face_set.folder) as refused:
            for place, file in enumerate(files):
                if file in refused:
                    pictures[place] = whole(decode.decode(refused.read(file)), size)
                elif file in row_of:
                    picture = face_set.pixels[row_of[file]]
                    pictures[place] = cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA)
        return pictures


class RefusedPictures:
    """The originals of refused pictures, in one zip in the set's folder. Reading only."""

    def __init__(self, folder: Path):
        path = folder / REFUSED
        self._zip = zipfile.ZipFile(path) if path.is_file() else None
        self._names = set(self._zip.namelist()) if self._zip else set()

    def __contains__(self, file: str) -> bool:
        return file in self._names

    def read(self, file: str) -> bytes:
        return self._zip.read(file)

    def __enter__(self) -> "RefusedPictures":
        return self

    def __exit__(self, *error) -> None:
        if self._zip:
            self._zip.close()


class LedgerWriter:
    """Collects the fate of files while an import runs, in the draft folder of the set."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._rows: list[dict] = []
        self._zip: zipfile.ZipFile | None = None
        self._kept_bytes = 0

    @property
    def faces(self) -> int:
        return sum(row["faces"] for row in self._rows)

    @property
    def kept(self) -> int:
        return sum(row.get("kept", False) for row in self._rows)

    @property
    def reasons(self) -> dict[str, int]:
        return dict(Counter(row["reason"] for row in self._rows if row["status"] == "refused").most_common())

    def accept(self, file: str, faces: int) -> None:
        self._rows.append({"file": file, "status": "accepted", "faces": faces})

    def refuse(
        self, file: str, reason: str, detail: str, content: bytes | None = None, labels: dict | None = None
    ):
        """Note a refusal; `content` is kept where the picture can be taken after all."""
        kept = content is not None and reason in KEPT and self._kept_bytes + len(content) <= MAX_KEPT_BYTES
        if kept:
            self._keep(file, content)
        self._rows.append(
            {
                "file": file,
                "status": "refused",
                "reason": reason,
                "detail": detail,
                "faces": 0,
                "kept": kept,
                "labels": json.dumps(labels) if labels else None,
            }
        )

    def _keep(self, file: str, content: bytes) -> None:
        if self._zip is None:
            self._zip = zipfile.ZipFile(self._folder / REFUSED, "w")
        self._zip.writestr(zipfile.ZipInfo(file), content)
        self._kept_bytes += len(content)

    def close(self) -> None:
        if self._zip:
            self._zip.close()
        save(self._folder, pd.DataFrame(self._rows))


def save(folder: Path, table: pd.DataFrame) -> None:
    columns = ["file", "status", "reason", "detail", "faces", "kept", "labels"]
    table = table.reindex(columns=columns)
    texts = ["file", "status", "reason", "detail", "labels"]
    table[texts] = table[texts].astype(object).where(table[texts].notna(), None)
    table["faces"] = table["faces"].fillna(0).astype("int32")
    table["kept"] = table["kept"].eq(True)
    draft = io.BytesIO()
    table.to_parquet(draft, index=False)
    home.write_bytes(folder / TABLE, draft.getvalue())


def take_refused(name: str, files: Sequence[str], how: str = "center", progress: Progress = silent) -> Ledger:
    """Take refused pictures into the set after all.

    Args:
        how: `center` (the middle square), `none` (the whole picture), `largest` or `all` of the faces found.

    Returns:
        the ledger as it is then; a picture in which no face is found stays refused.

    Raises:
        FaceSetError: one of the files was not kept.
    """
    face_set, ledger = FaceSet.open(name), Ledger.open(name)
    table = ledger.table.set_index("file", drop=False)
    lost = [file for file in files if file not in table.index or not table.at[file, "kept"]]
    if lost:
        raise FaceSetError(f"The picture “{lost[0]}” was not kept.", "Bring it in again as a set of its own.")
    cutter = _cutter(face_set, how)
    pictures, rows, known = [], [], set(face_set.column("face_id"))
    with RefusedPictures(face_set.folder) as refused:
        for done, file in enumerate(files):
            progress(done, len(files), "Taking refused pictures")
            try:
                cuts = cutter.cut(decode.decode(refused.read(file)))
            except PictureError as error:
                table.loc[file, ["reason", "detail"]] = error.reason, error.what
                continue
            labels = json.loads(table.at[file, "labels"] or "{}")
            new = face_rows(file, cuts, labels)
            fresh = [place for place, row in enumerate(new) if row["face_id"] not in known]
            pictures += [cuts[place].picture for place in fresh]
            rows += [new[place] for place in fresh]
            table.loc[file, ["status", "reason", "detail", "kept", "faces"]] = (
                "accepted",
                None,
                None,
                False,
                len(cuts),
            )
    if rows:
        writer.append(face_set, np.stack(pictures), rows)
    save(face_set.folder, table.reset_index(drop=True))
    return Ledger.open(name)


def face_rows(file: str, cuts: list[Cut], labels: dict) -> list[dict]:
    """Rows of the index for the faces of one file. Labels name one person: the largest face has them."""
    rows = []
    for place, cut in enumerate(cuts):
        row = dict(labels) if place == 0 else {"split": labels.get("split")}
        row |= {"face_id": writer.face_id(file, cut.box), "source": file, "quality": cut.quality}
        if cut.box is not None:
            row |= dict(zip(("x0", "y0", "x1", "y1"), cut.box, strict=True))
        rows.append(row)
    return rows


def _cutter(face_set: FaceSet, how: str) -> Cutter:
    facts = face_set.facts
    if how in ("center", "none"):
        pixels = facts.get("center_px") if facts.get("crop") == "center" else None
        return Cutter(face_set.size, how, pixels, min_side=1)
    return Cutter(face_set.size, "detect", detector=facts.get("detector", "auto"), several=how, min_side=1)
