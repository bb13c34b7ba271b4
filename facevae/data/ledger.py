"""What became of every file of an import: accepted, or refused with a reason and kept for later."""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pandas as pd

from facevae.data import ledger_files, writer
from facevae.data.cutting import Cutter, face_rows, whole
from facevae.data.faceset import FaceSet
from facevae.data.ledger_files import RefusedPictures
from facevae.errors import ConfigError, FaceSetError, PictureError
from facevae.faces import decode, detection
from facevae.progress import Progress, silent

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
THUMBNAIL = 64
HOW = ("center", "none", "largest", "all")
TAKING = threading.Lock()  # one at a time: each reads the set, then writes it longer
FATE = ["status", "reason", "detail", "kept", "faces"]


@dataclass
class Ledger:
    """Every file of an import with its fate.

    `table` has one row a file: `file`, `status` (accepted | refused), `reason` and `detail` of a refusal,
    `faces` taken from it, `kept` (a refused picture that can still be taken), `labels` (JSON), `same_as`
    (the file of which it is a duplicate).
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
        if not (face_set.folder / ledger_files.TABLE).is_file():
            raise FaceSetError(f"“{face_set.name}” was not brought in from files: it has no ledger.")
        return cls(face_set.name, ledger_files.read(face_set.folder), face_set.facts.get("notes", []))

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


def take_refused(name: str, files: Sequence[str], how: str = "center", progress: Progress = silent) -> Ledger:
    """Take refused pictures into the set after all; a duplicate joins the split of the picture it repeats.

    Args:
        how: `center` (the middle square), `none` (the whole picture), `largest` or `all` of the faces found.

    Returns:
        the ledger as it is then; a picture in which no face is found stays refused.

    Raises:
        FaceSetError: one of the files was not kept, or is in the set already.
    """
    if how not in HOW:
        raise ConfigError(f"“{how}” is not known.", f"Choose one of {', '.join(HOW)}.")
    with TAKING:
        return _take(name, files, how, progress)


def _take(name: str, files: Sequence[str], how: str, progress: Progress) -> Ledger:
    face_set, table = FaceSet.open(name), Ledger.open(name).table
    table = table.set_index("file", drop=False)
    lost = [file for file in files if file not in table.index or not table.at[file, "kept"]]
    if lost:
        raise FaceSetError(
            f"The picture “{lost[0]}” was not kept, or is in the set already.",
            "If it is not there, bring it in again as a set of its own.",
        )
    split_of = dict(zip(face_set.column("source"), face_set.column("split"), strict=True))
    cutter = _cutter(face_set, how)
    known = set(face_set.column("face_id"))
    pictures, rows = [], []
    with RefusedPictures(face_set.folder) as refused:
        for done, file in enumerate(files):
            progress(done, len(files), "Taking refused pictures")
            try:
                cuts = cutter.cut(decode.decode(refused.read(file)))
            except PictureError as error:
                table.loc[file, ["reason", "detail"]] = error.reason, error.what
                continue
            labels = json.loads(table.at[file, "labels"])
            if twin_split := split_of.get(table.at[file, "same_as"]):
                labels["split"] = twin_split
            for cut, row in zip(cuts, face_rows(file, cuts, labels), strict=True):
                if row["face_id"] not in known:
                    pictures.append(cut.picture)
                    rows.append(row)
            table.loc[file, FATE] = ["accepted", None, None, False, len(cuts)]
    if rows:
        writer.append(face_set, np.stack(pictures), rows)
    ledger_files.save(face_set.folder, table.reset_index(drop=True))
    return Ledger.open(name)


def _cutter(face_set: FaceSet, how: str) -> Cutter:
    facts = face_set.facts
    if how in ("center", "none"):
        pixels = facts.get("center_px") if facts.get("crop") == "center" else None
        return Cutter(face_set.size, how, pixels, min_side=1, window=facts.get("window"))
    used = facts.get("detector")
    detector = used if used in detection.available() else "auto"
    return Cutter(face_set.size, "detect", detector=detector, several=how, min_side=1)
