"""What expression a face is labelled with, for measuring; with the published rules of FER+."""

import json

import numpy as np
import pandas as pd

from facevae.data import labels
from facevae.data.faceset import FaceSet
from facevae.data.labels import EXPRESSIONS, VOTES
from facevae.data.ledger import Ledger
from facevae.errors import FaceSetError

Labelled = tuple[np.ndarray, np.ndarray]  # rows, and the places of their expressions


def top_vote(table: pd.DataFrame) -> np.ndarray:
    """The place in `EXPRESSIONS` that most votes name, (N,); -1 where it is unknown, no face, or tied.

    Single votes are slips and do not count.
    """
    votes = labels.without_slips(table.reindex(columns=VOTES, fill_value=0).to_numpy(float))
    top = votes.max(1)
    clear = ((votes == top[:, None]).sum(1) == 1) & (votes.argmax(1) < len(EXPRESSIONS))
    return np.where(clear, votes.argmax(1), -1)


def expressions(table: pd.DataFrame, column: str | None = None) -> np.ndarray:
    """Places in `EXPRESSIONS`, (N,); -1 where a face has none.

    Args:
        column: of words such as `happy`; by default the votes where there are some, else `expression`.
    """
    if column is None and VOTES[0] in table:
        return top_vote(table)
    return labels.places(table["expression" if column is None else column])


def labelled(face_set: FaceSet, rows: np.ndarray, column: str | None = None) -> Labelled:
    """The rows with an expression, and their places in `EXPRESSIONS`.

    Raises:
        FaceSetError: none has one.
    """
    return _told(face_set, rows, face_set.index.iloc[rows], column)


def published(face_set: FaceSet, rows: np.ndarray, column: str | None = None) -> Labelled:
    """As `labelled`, of the split as it was published: see `with_copies`."""
    return _told(face_set, *with_copies(face_set, rows), column)


def with_copies(face_set: FaceSet, rows: np.ndarray) -> tuple[np.ndarray, pd.DataFrame]:
    """The rows and their labels; files refused as copies of another of their split count once more.

    A copy has the kept picture's row and its own labels.
    """
    table = face_set.index.iloc[rows]
    again, copies = _copies(face_set, table)
    return np.concatenate([rows, again]), pd.concat([table, copies]) if len(again) else table


def _told(face_set: FaceSet, rows: np.ndarray, table: pd.DataFrame, column: str | None) -> Labelled:
    if column is not None and column not in table:
        raise FaceSetError(f"“{face_set.name}” has no labels “{column}”.", "Choose another column.")
    truth = expressions(table, column)
    if not (truth >= 0).any():
        named = "expression" if column is None else column
        raise FaceSetError(
            f"These faces of “{face_set.name}” have no expressions in “{named}”.",
            "Choose a face set with expressions, or another split.",
        )
    return rows[truth >= 0], truth[truth >= 0]


def _copies(face_set: FaceSet, table: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame]:
    """Rows and labels of refused files that are copies of these rows and were given the same split."""
    try:
        ledger = Ledger.open(face_set.folder).table
    except FaceSetError:
        return np.empty(0, np.int64), table.iloc[:0]
    refused = ledger[(ledger["reason"] == "duplicate") & ledger["same_as"].isin(table["source"])]
    told = pd.DataFrame([json.loads(written) for written in refused["labels"]], index=refused.index)
    place = dict(zip(table["source"], range(len(table)), strict=True))
    kept = table.iloc[[place[source] for source in refused["same_as"]]]
    if "split" not in told:
        return np.empty(0, np.int64), table.iloc[:0]
    same = told["split"].to_numpy() == kept["split"].to_numpy()
    rows = kept.index.to_numpy()[same]
    return rows, told[same].reindex(columns=table.columns)
