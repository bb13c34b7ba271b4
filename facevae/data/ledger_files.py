"""The files of a ledger in a set's folder: one table, and one zip with the originals of refused pictures."""

import io
import json
import zipfile
from collections import Counter
from pathlib import Path

import pandas as pd

from facevae import home
from facevae.data.duplicates import Duplicate
from facevae.errors import PictureError

TABLE, REFUSED = "ledger.parquet", "refused.zip"
KEPT = ("no_face", "several_faces", "too_small", "duplicate")
MAX_KEPT_BYTES = 2 * 2**30
COLUMNS = ["file", "status", "reason", "detail", "faces", "kept", "labels", "same_as"]
TEXTS = ["file", "status", "reason", "detail", "labels", "same_as"]


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
        return sum(row["kept"] for row in self._rows)

    @property
    def reasons(self) -> dict[str, int]:
        return dict(Counter(row["reason"] for row in self._rows if row["status"] == "refused").most_common())

    def accept(self, file: str, faces: int) -> None:
        self._rows.append({"file": file, "status": "accepted", "faces": faces, "kept": False})

    def refuse(self, file: str, reason: str, detail: str) -> None:
        """Note a file that cannot be used."""
        self._refuse(file, reason, detail)

    def refuse_picture(self, file: str, error: PictureError, content: bytes, labels: dict) -> None:
        """Note a picture that is not wanted; it is kept with its labels, to be taken after all."""
        kept = self._kept_bytes + len(content) <= MAX_KEPT_BYTES
        if kept:
            self._keep(file, content)
        same_as = error.same_as if isinstance(error, Duplicate) else None
        self._refuse(file, error.reason, error.what, kept=kept, labels=json.dumps(labels), same_as=same_as)

    def _refuse(self, file: str, reason: str, detail: str, kept: bool = False, **more: str | None) -> None:
        fate = {"status": "refused", "reason": reason, "detail": detail, "faces": 0}
        self._rows.append({"file": file, "kept": kept} | fate | more)

    def _keep(self, file: str, content: bytes) -> None:
        if self._zip is None:
            self._zip = zipfile.ZipFile(self._folder / REFUSED, "w")
        self._zip.writestr(zipfile.ZipInfo(file), content)
        self._kept_bytes += len(content)

    def close(self) -> None:
        if self._zip:
            self._zip.close()
        save(self._folder, pd.DataFrame(self._rows))


def read(folder: Path) -> pd.DataFrame:
    table = pd.read_parquet(folder / TABLE).reindex(columns=COLUMNS)
    table[TEXTS] = table[TEXTS].astype(object).where(table[TEXTS].notna(), None)
    return table


def save(folder: Path, table: pd.DataFrame) -> None:
    table = table.reindex(columns=COLUMNS)
    table[TEXTS] = table[TEXTS].astype(object).where(table[TEXTS].notna(), None)
    table["faces"] = table["faces"].fillna(0).astype("int32")
    table["kept"] = table["kept"].eq(True)
    draft = io.BytesIO()
    table.to_parquet(draft, index=False)
    home.write_bytes(folder / TABLE, draft.getvalue())


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
