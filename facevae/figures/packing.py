"""Columns of numbers as one small message for the browser, which unpacks them into typed arrays."""

import gzip
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np

TYPES = {"uint8": "u8", "uint16": "u16", "uint32": "u32"}
STEPS = 65_535  # of a coordinate or a number: a two-byte code


@dataclass(frozen=True)
class Column:
    """One number a face, as codes, and what the codes mean.

    Args:
        codes: (N,) unsigned.
        facts: `steps` of ascending numbers; `low` and `step` of a place; `kinds` (names, commonest first)
            where code 0 is unlabelled and i + 1 is name i, and `faces`, how many of all have each code;
            `low`, `high` and `clipped` where code 0 is missing and 1 to 65,535 run from low to high.
    """

    name: str
    codes: np.ndarray
    facts: dict[str, Any] = field(default_factory=dict)


def pack(key: str, columns: list[Column]) -> bytes:
    """A digest of 16 bytes, by which the browser knows what it has, then the packed columns.

    Packed are the length of a JSON header (4 bytes), the header, and the columns' codes, little-endian.

    Args:
        key: of the map that the columns belong to.
    """
    head = {
        "key": key,
        "columns": [
            {"name": column.name, "type": TYPES[column.codes.dtype.name], "bytes": column.codes.nbytes}
            | column.facts
            for column in columns
        ],
    }
    text = json.dumps(head, ensure_ascii=False).encode()
    codes = [column.codes.astype(column.codes.dtype.newbyteorder("<")).tobytes() for column in columns]
    content = b"".join([len(text).to_bytes(4, "little"), text, *codes])
    return hashlib.sha256(content).digest()[:16] + gzip.compress(content, 6, mtime=0)


def places(points: np.ndarray) -> list[Column]:
    """The columns x, y and perhaps z of points (N, 2 or 3), all at one scale."""
    low = points.min(axis=0, initial=np.inf)
    step = float((points.max(axis=0, initial=-np.inf) - low).max()) / STEPS if len(points) else 1.0
    step = step or 1.0
    codes = np.round((points.astype(np.float64) - low) / step).astype(np.uint16)
    return [
        Column(axis, np.ascontiguousarray(codes[:, i]), {"low": float(low[i]), "step": step})
        for i, axis in enumerate("xyz"[: points.shape[1]])
        if len(points)
    ]


def faces(rows: np.ndarray) -> Column:
    """Which face each point is: ascending numbers as their steps, which pack well."""
    return Column("=face", smallest(np.diff(rows, prepend=0)), {"steps": True})


def smallest(codes: np.ndarray) -> np.ndarray:
    """The codes in as few bytes as hold them."""
    return codes.astype(np.min_scalar_type(int(codes.max(initial=0))))
