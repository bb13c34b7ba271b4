"""Names of files in the order that people read them: `face2` before `face10`."""

import re
from collections.abc import Sequence

import numpy as np

_NUMBERS = re.compile(r"([0-9]+)")


def natural(name: str | None) -> list:
    """What to sort a name or path by; numbers in it count by their size, capitals as small letters."""
    parts = _NUMBERS.split((name or "").casefold())  # every second one is a number
    return [_size(part) if i % 2 else part for i, part in enumerate(parts)]


def _size(number: str) -> tuple[int, str]:
    number = number.lstrip("0")
    return len(number), number


def in_order(names: Sequence[str | None]) -> np.ndarray:
    """The places of the names, (N,), first the one to be read first; equal ones stay as they stand."""
    return np.array(sorted(range(len(names)), key=[natural(name) for name in names].__getitem__), int)
