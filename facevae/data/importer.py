"""Bring faces in: read, decode, know duplicates, cut faces out, write; every file ends in the ledger."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from facevae.data import archive, duplicates, fer2013
from facevae.data import plan as planning
from facevae.data.archive import Source, Uploads
from facevae.data.cutting import CROPS, SEVERAL, Cutter, face_rows
from facevae.data.duplicates import Duplicate
from facevae.data.examining import Examined, examine, in_threads
from facevae.data.ledger import REASONS, Ledger
from facevae.data.ledger_files import KEPT, LedgerWriter
from facevae.data.plan import Plan
from facevae.data.writer import FaceSetWriter, check_size
from facevae.errors import ConfigError, PictureError, SourceError
from facevae.progress import Progress, silent

CHUNK = 256  # faces written at once
HELD_OUT = ("validation", "test")


def import_faces(
    source: Path | Uploads,
    name: str,
    *,
    size: int = 64,
    crop: str = "detect",
    center_px: int | None = None,
    labels: Path | None = None,
    detector: str = "auto",
    several: str = "refuse",
    seed: int = 0,
    progress: Progress = silent,
) -> Ledger:
    """Make a face set of a zip, a folder, pictures, uploads or `fer2013.csv`.

    Args:
        source: a path, or uploads as (name, bytes).
        name: of the new face set.
        size: side of the faces in pixels.
        crop: `detect` finds and aligns faces, `center` takes the middle square, `none` the whole picture.
        center_px: side of the middle square in the source's pixels; None for the largest.
        labels: a table of labels outside the source.
        several: with several faces found: `refuse`, `largest` or `all`.
        seed: of the splits.

    Raises:
        SourceError: the source cannot be read, or nothing in it can be used.
        FaceSetError: the name is taken.
        Cancelled: `progress` raised it; nothing is left behind.
    """
    _check(size, crop, center_px, several)
    cutter = Cutter(size, crop, center_px, detector, several)
    with _open(source) as opened:
        plan = planning.make(opened, labels, seed)
        return bring_in(opened, plan, name, cutter, seed=seed, progress=progress)


def bring_in(
    source: Source,
    plan: Plan,
    name: str,
    cutter: Cutter,
    *,
    kind: str = "photographs",
    seed: int = 0,
    progress: Progress = silent,
) -> Ledger:
    """Make a face set as planned."""
    if not plan.files and not source.refused:
        raise SourceError(f"There is no picture in “{source.name}”.", "Choose a zip or folder with pictures.")
    facts = {
        "crop": cutter.crop,
        "center_px": cutter.center_px,
        "detector": cutter.detector,
        "several": cutter.several,
        "window": cutter.window,
        "notes": plan.notes,
    }
    with FaceSetWriter(
        name, cutter.size, source=source.name, kind=kind, seed=seed, shares=plan.shares, facts=facts
    ) as writer:
        _keep_protocol(writer.folder, plan.protocol)
        ledger = LedgerWriter(writer.folder)
        for path, (reason, detail) in source.refused.items():
            ledger.refuse(path, reason, detail)
        _judge(source, plan, _examine_all(source, plan, cutter, progress), writer, ledger)
        for path in plan.missing:
            ledger.refuse(path, "listed_but_missing", "The labels name it, but there is no such file.")
        ledger.close()
        if not ledger.faces and not ledger.kept:
            raise SourceError(f"Nothing in “{source.name}” can be used: {_in_words(ledger.reasons)}.")
    return Ledger.open(name)


def _check(size: int, crop: str, center_px: int | None, several: str) -> None:
    check_size(size)
    if center_px is not None and center_px < 8:
        raise ConfigError(f"A middle square of {center_px} pixels is too small.", "Choose 8 or more.")
    for value, known in ((crop, CROPS), (several, SEVERAL)):
        if value not in known:
            raise ConfigError(f"“{value}” is not known.", f"Choose one of {', '.join(known)}.")


def _open(source: Path | Uploads) -> Source:
    opened = archive.open_source(source)
    return fer2013.within(opened) or opened


def _keep_protocol(folder: Path, protocol: dict[str, bytes]) -> None:
    for name, content in protocol.items():
        (folder / "protocol").mkdir(exist_ok=True)
        (folder / "protocol" / name).write_bytes(content)


def _examine_all(source: Source, plan: Plan, cutter: Cutter, progress: Progress) -> Iterator[Examined]:
    signed = any(row.get("split") in HELD_OUT for row in plan.files.values())
    return in_threads(lambda paths: examine(source, paths, cutter, signed), list(plan.files), progress)


def _judge(
    source: Source, plan: Plan, examined: Iterable[Examined], writer: FaceSetWriter, ledger: LedgerWriter
) -> None:
    """Write the faces of accepted files, note why others are refused."""
    twins = Twins()
    pictures, rows = [], []
    for file in examined:
        labels = plan.files[file.path]
        error = twins.meet(file, labels) or file.error
        if error:
            if error.reason in KEPT:
                ledger.refuse_picture(file.path, error, source.read(file.path), labels)
            else:
                ledger.refuse(file.path, error.reason, error.what)
            continue
        pictures += [cut.picture for cut in file.cuts]
        rows += face_rows(file.path, file.cuts, labels)
        ledger.accept(file.path, len(file.cuts))
        if len(rows) >= CHUNK:
            writer.add(np.stack(pictures), rows)
            pictures, rows = [], []
    if rows:
        writer.add(np.stack(pictures), rows)


class Twins:
    """Tells of a picture that was seen before in the same import."""

    def __init__(self):
        self._first: dict[bytes, tuple[str, str | None]] = {}
        self._held_out = duplicates.HeldOut()

    def meet(self, file: Examined, labels: dict) -> PictureError | None:
        """Remember the picture; the refusal if it is a duplicate."""
        if file.digest is None:
            return None
        identity = labels.get("identity")
        first, other = self._first.setdefault(file.digest, (file.path, identity))
        if first != file.path:
            what = f"The same pixels as {first}"
            if identity != other and identity and other:
                what += f", but labelled {identity} there {other}"
            return Duplicate(f"{what}.", first)
        if file.signature is None:
            return None
        if labels.get("split") in HELD_OUT:
            self._held_out.add(file.path, file.signature)
        elif twin := self._held_out.twin(file.signature):
            return Duplicate(f"The same photograph as {twin}, which is held out.", twin)
        return None


def _in_words(reasons: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {REASONS.get(reason, reason)}" for reason, count in reasons.items())
