"""Puts tags on faces, leaves faces out, and takes both back; each change is whole or not at all."""

import io
import unicodedata
import uuid
from collections.abc import Sequence
from contextlib import suppress

import pandas as pd

from facevae import home, locks
from facevae.data import faceset, marks
from facevae.data.faceset import FaceSet
from facevae.data.marks import BETWEEN, EXCLUDED, FACT, TAGS
from facevae.errors import ConfigError, FaceSetError

LONGEST = 40  # letters of a tag


def tag(face_set: FaceSet, words: Sequence[str], face_ids: Sequence[str]) -> FaceSet:
    """The set in which these faces have these tags beside those they had.

    Raises:
        ConfigError: a word cannot be a tag.
        FaceSetError: one of the faces is not in the set.
    """
    return _changed(face_set, [checked(word) for word in words], face_ids, on=True)


def untag(face_set: FaceSet, words: Sequence[str], face_ids: Sequence[str] | None = None) -> FaceSet:
    """The set in which these faces, by default all, do not have these tags."""
    return _changed(face_set, words, face_ids, on=False)


def exclude(face_set: FaceSet, face_ids: Sequence[str]) -> FaceSet:
    """The set that leaves these faces out of maps, training and evaluation, until they are taken back."""
    return _changed(face_set, [EXCLUDED], face_ids, on=True)


def take_back(face_set: FaceSet, face_ids: Sequence[str] | None = None) -> FaceSet:
    """The set in which these faces, by default all, are no longer left out."""
    return _changed(face_set, [EXCLUDED], face_ids, on=False)


def checked(word: str) -> str:
    """The tag with single spaces.

    Raises:
        ConfigError: it is empty, too long, or has another use.
    """
    word = " ".join(word.split())
    unwritten = any(unicodedata.category(letter) in ("Cc", "Cs") for letter in word)
    if not 0 < len(word) <= LONGEST or unwritten or "," in word or word.lower() == EXCLUDED:
        raise ConfigError(
            f"“{word}” cannot be a tag.",
            f"Use up to {LONGEST} letters without a comma; “{EXCLUDED}” is the word of faces left out.",
        )
    return word


def _changed(face_set: FaceSet, words: Sequence[str], face_ids: Sequence[str] | None, on: bool) -> FaceSet:
    busy = FaceSetError(f"The face set “{face_set.name}” is being changed elsewhere.", "Try again soon.")
    with locks.writing(face_set.folder, busy):
        now = FaceSet.open(face_set.folder)
        known = now.marks if FACT in now.facts else _brought(now)
        if face_ids is None:
            named = known[known["word"].isin(words)]
        else:
            now.positions(face_ids)
            named = pd.DataFrame([(face_id, word) for word in words for face_id in face_ids])
            named = named.set_axis(["face_id", "word"], axis=1) if len(named) else known[:0]
        if on:
            kept = pd.concat([known, named]).drop_duplicates()
        else:
            kept = known[~pd.MultiIndex.from_frame(known).isin(pd.MultiIndex.from_frame(named))]
        _write(now, kept)
    return FaceSet.open(face_set.folder)


def _brought(face_set: FaceSet) -> pd.DataFrame:
    """The tags that came with the faces, as those of an export do."""
    if TAGS not in face_set.columns:
        return face_set.marks
    texts = pd.DataFrame({"face_id": face_set.column("face_id"), "word": face_set.column(TAGS)}).dropna()
    texts["word"] = texts["word"].astype(str).str.split(BETWEEN)
    return texts.explode("word", ignore_index=True)


def _write(face_set: FaceSet, kept: pd.DataFrame) -> None:
    """A file of another name, then the facts that name it; who has read the former facts finds the former."""
    file, content = f"marks-{uuid.uuid4().hex[:8]}.parquet", io.BytesIO()
    kept.astype("string").to_parquet(content, index=False)
    home.write_bytes(face_set.folder / file, content.getvalue())
    former = face_set.facts.get(FACT, {}).get("file")
    home.write_json(face_set.folder / faceset.FACTS, face_set.facts | {FACT: marks.described(kept, file)})
    for old in face_set.folder.glob("marks-*.parquet"):
        if old.name not in (file, former):
            with suppress(OSError):
                old.unlink()
