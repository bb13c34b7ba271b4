"""Which pictures of a face set are enrolled and which are probes."""

from dataclasses import dataclass

import numpy as np

from facevae.errors import FaceSetError


@dataclass(frozen=True)
class Split:
    """Rows of a face set; strangers are the people who count as not enrolled on the open set."""

    enrolled: np.ndarray
    probes: np.ndarray
    strangers: frozenset[str]


def at_random(rows: np.ndarray, people: np.ndarray, enrol: int, splits: int, seed: int) -> list[Split]:
    """Several splits: so many pictures of everybody who has more are enrolled, the rest are probes.

    Args:
        people: who is on each row of the set.

    Raises:
        FaceSetError: fewer than two people have more pictures.
    """
    known, counts = np.unique(people[rows].astype(str), return_counts=True)
    rows = rows[np.isin(people[rows].astype(str), known[counts > enrol])]
    if enrol < 1 or (counts > enrol).sum() < 2:
        raise FaceSetError(
            f"No two of these people have more than {enrol} pictures.", "Enrol fewer of each, at least one."
        )
    made = []
    for number in range(splits):
        rng = np.random.default_rng((seed, number))
        enrolled, probes = _some(rng, rows, people, enrol)
        made.append(Split(enrolled, probes, _strangers(rng, people[probes])))
    return made


def by_value(
    others: np.ndarray, probes: np.ndarray, people: np.ndarray, enrol: int | None, seed: int
) -> Split:
    """The probes of people who are among the others; these, or so many of each person, are enrolled.

    Raises:
        FaceSetError: nobody has a picture on both sides, or none is to be enrolled.
    """
    if enrol is not None and enrol < 1:
        raise FaceSetError("Without enrolled pictures nobody is known.", "Enrol one or more of each.")
    rng = np.random.default_rng(seed)
    probes = probes[np.isin(people[probes].astype(str), people[others].astype(str))]
    if not len(probes):
        raise FaceSetError("Nobody has a picture to enrol and one to probe.", "Choose other probes.")
    enrolled = others if enrol is None else _some(rng, others, people, enrol)[0]
    return Split(enrolled, probes, _strangers(rng, people[probes]))


def _some(
    rng: np.random.Generator, rows: np.ndarray, people: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """So many random rows of every person, and the rest."""
    shuffled = rng.permutation(rows)
    order = np.argsort(people[shuffled].astype(str), kind="stable")
    _, starts, counts = np.unique(people[shuffled].astype(str)[order], return_index=True, return_counts=True)
    place = np.arange(len(rows)) - np.repeat(starts, counts)
    return np.sort(shuffled[order][place < count]), np.sort(shuffled[order][place >= count])


def _strangers(rng: np.random.Generator, probed: np.ndarray) -> frozenset[str]:
    known = np.unique(probed.astype(str))
    return frozenset(rng.permutation(known)[: len(known) // 2].tolist())
