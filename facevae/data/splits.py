"""Which faces are learned from and which are held out: never the same person on both sides."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from facevae.data.labels import SPLITS

SHARES = (0.8, 0.1, 0.1)


def assign(
    identities: Sequence[str | None],
    given: Sequence[str | None] | None = None,
    seed: int = 0,
    shares: tuple[float, float, float] = SHARES,
) -> np.ndarray:
    """A split for every face, with no identity in two splits unless `given` puts it there.

    A face without an identity counts as a person of its own. A face without a given split follows the others
    of its identity. Where some faces were given to validation or test, that split takes no further ones.

    Args:
        given: the splits that are fixed already; None where one is to be chosen.
        shares: of train, validation and test, in pictures.

    Returns:
        (N,) array of `train`, `validation`, `test`.
    """
    people = _people(identities)
    split = pd.Series(list(given) if given is not None else [None] * len(people), dtype=object)
    split = split.where(split.notna(), None)
    held = set(split.dropna())
    split = split.where(split.notna(), pd.Series(people).map(_most_common(people, split)))
    split = split.where(split.notna(), None)
    free = split.isna().to_numpy()
    sizes = dict(zip(*np.unique(people[free], return_counts=True), strict=True))
    wanted = {
        name: 0.0 if name in held else share * free.sum()
        for name, share in zip(SPLITS[1:], shares[1:], strict=True)
    }
    chosen = _deal(sizes, wanted, np.random.default_rng(seed))
    split[free] = [chosen[person] for person in people[free]]
    return split.to_numpy(dtype=object)


def _people(identities: Sequence[str | None]) -> np.ndarray:
    codes, _ = pd.factorize(pd.Series(list(identities), dtype=object), use_na_sentinel=True)
    alone = codes < 0
    codes[alone] = codes.max(initial=-1) + 1 + np.arange(alone.sum())
    return codes


def _most_common(people: np.ndarray, given: pd.Series) -> pd.Series:
    """The split that most faces of a person were given, by person."""
    counts = pd.DataFrame({"person": people, "split": given}).dropna().value_counts()
    return counts.reset_index().drop_duplicates("person").set_index("person")["split"]


def _deal(sizes: dict[int, int], wanted: dict[str, float], rng: np.random.Generator) -> dict[int, str]:
    """Deal people out in random order: to a held-out split while they fit, the rest to train."""
    order = rng.permutation(list(sizes)).tolist()
    chosen = {}
    room = dict(wanted)
    for person in order:
        fits = [name for name in room if sizes[person] <= room[name]]
        chosen[person] = fits[0] if fits else "train"
        if fits:
            room[fits[0]] -= sizes[person]
    for name in wanted:  # few people with many pictures fit nowhere: one is held out all the same
        rest = [person for person in order if chosen[person] == "train"]
        if wanted[name] > 0 and name not in chosen.values() and len(rest) > 1:
            chosen[min(rest, key=sizes.__getitem__)] = name
    return chosen


def carve_validation(
    identities: Sequence[str | None], split: Sequence[str | None], seed: int = 0
) -> np.ndarray:
    """Given splits with a small part of train, of people of its own, made validation.

    For sources that come with train and test alone.
    """
    split = np.array(split, dtype=object)
    learned = np.flatnonzero(split == "train")
    split[learned] = assign(np.array(identities, dtype=object)[learned], None, seed, (0.94, 0.06, 0.0))
    return split
