"""Identification 1:N: some pictures of each person are enrolled, the rest are probes."""

from collections.abc import Callable
from typing import Any

import numpy as np

from facevae.errors import FaceSetError
from facevae.recognition import baselines, bootstrap, enrolment, groups, identification, leaks
from facevae.recognition.embedding import vectors
from facevae.recognition.enrolment import Split
from facevae.recognition.protocols.setting import Setting

SPLITS = 10
CMC = 20  # ranks that are told
WORST = 8

Vectors = Callable[[np.ndarray], np.ndarray]


def measure(setting: Setting) -> dict[str, Any]:
    """The report's `identification`, `baseline` and `leaks`.

    Raises:
        FaceSetError: the set has no identities, or too few people have pictures for both sides.
    """
    people = setting.identities()
    rows = setting.unseen()
    splits = _splits(setting, rows, people)
    splits, counted = _without_leaks(setting, splits, rows)
    told = setting.tell("identification", counted)
    figures = _judge(setting, splits, people, lambda split: setting.vectors, examples=True)
    beside, left_out = {}, {}
    for name, fit in baselines.ALL.items():
        setting.progress(0, 1, f"measuring {name}")
        try:
            beside[name] = _judge(
                setting, splits, people, lambda split, fit=fit: _fitted(setting, fit, split)
            )
        except FaceSetError as error:
            left_out[name] = error.what
    beside["chance"] = _chance(figures)
    return {
        "identification": figures | ({"baselines_left_out": left_out} if left_out else {}),
        "baseline": baselines.strongest("identification", "rank1", beside),
        "leaks": told,
    }


def _splits(setting: Setting, rows: np.ndarray, people: np.ndarray) -> list[Split]:
    rows = rows[[who is not None for who in people[rows]]]
    if not setting.probe_where:
        return enrolment.at_random(
            rows, people, 1 if setting.enrol is None else setting.enrol, SPLITS, setting.seed
        )
    column, value = setting.probe_where
    chosen = setting.column(column).astype(str).to_numpy()[rows] == value
    try:
        return [enrolment.by_value(rows[~chosen], rows[chosen], people, setting.enrol, setting.seed)]
    except FaceSetError as error:
        raise FaceSetError(
            f"{error.what} The probes are those with {column} = {value}.", error.remedy
        ) from error


def _without_leaks(setting: Setting, splits: list[Split], rows: np.ndarray) -> tuple[list[Split], dict]:
    """The splits without enrolled copies of probes, and what was found."""
    training = np.setdiff1d(setting.training_rows(), rows) if setting.is_known() else rows[:0]
    learned = leaks.find(setting.face_set, training, rows)
    fair, identical, near, removed = [], set(), set(), set()
    for split in splits:
        found = leaks.find(setting.face_set, split.enrolled, split.probes)
        identical |= set(found.identical)
        near |= set(found.near)
        removed |= set(found.copies.tolist())
        fair.append(Split(np.setdiff1d(split.enrolled, found.copies), split.probes, split.strangers))
    counted = {
        "identical": len(identical),
        "near": len(near),
        "removed_pictures": len(removed),
        "shared_identities": len(learned.identities),
        "copies_in_training": len(learned.copies),
    }
    return fair, counted


def _fitted(setting: Setting, fit: Callable, split: Split) -> Vectors:
    """A baseline that has learned from the enrolled pictures alone."""
    embedder = fit(setting.face_set, split.enrolled, setting.size)
    return lambda rows: vectors(embedder, setting.face_set, rows)


def _judge(
    setting: Setting,
    splits: list[Split],
    people: np.ndarray,
    vectors_of: Callable[[Split], Vectors],
    examples: bool = False,
) -> dict[str, Any]:
    ranks, probes, matched, opened = [], [], [], []
    for split in splits:
        of = vectors_of(split)
        scores, known = identification.person_scores(
            of(split.probes) @ of(split.enrolled).T, people[split.enrolled].astype(str)
        )
        who = people[split.probes].astype(str)
        inside = np.isin(who, known)  # but for those whose enrolled pictures were all copies
        ranks.append(identification.ranks(scores[inside], known, who[inside]))
        probes.append(split.probes[inside])
        matched.append((scores[inside].max(1), known[scores[inside].argmax(1)]))
        left = ~np.isin(known, list(split.strangers))
        opened.append(identification.open_set(scores[:, left], known[left], who))
    enrolled = len(np.unique(people[splits[0].enrolled].astype(str)))
    all_ranks, all_probes = np.concatenate(ranks), np.concatenate(probes)
    curve = np.mean([identification.cmc(part, enrolled) for part in ranks], axis=0)
    each = np.array([identification.rank_k(part, 1) for part in ranks])
    result = {
        "n": len(probes[0]),
        "people": enrolled,
        "enrolled": len(splits[0].enrolled),
        "splits": len(splits),
        "rank1": float(each.mean()),
        "rank1_by_split": [each.min(), each.max()],
        "rank5": float(np.mean([identification.rank_k(part, 5) for part in ranks])),
        "cmc": curve[:CMC].round(5),
        "interval": _interval(all_ranks, people[all_probes]),
        "open_set": _open(opened, splits, people),
    }
    if examples:
        result["worst"] = _worst(setting, all_ranks, all_probes, matched)
        result["groups"] = _groups(setting, all_ranks, all_probes)
    return result


def _interval(ranks: np.ndarray, people: np.ndarray) -> dict[str, list[float]]:
    def figures(weights: np.ndarray) -> dict[str, float]:
        return {f"rank{k}": float(np.average(ranks <= k, weights=weights)) for k in (1, 5)}

    return bootstrap.interval(figures, people)


def _open(opened: list[identification.OpenSet], splits: list[Split], people: np.ndarray) -> dict[str, Any]:
    """Half of the people enrolled, the others strangers: means over the splits."""
    strange = np.isin(people[splits[0].probes].astype(str), list(splits[0].strangers))
    share = {str(f): float(np.mean([one.dir_at_fpir(f) for one in opened])) for f in identification.FPIRS}
    level = {
        str(f): float(np.median([one.threshold_at_fpir(f) for one in opened])) for f in identification.FPIRS
    }
    return {
        "n": len(strange),
        "strangers": int(strange.sum()),
        "dir_at_fpir": share,
        "threshold_at_fpir": level,
    }


def _worst(setting: Setting, ranks: np.ndarray, probes: np.ndarray, matched: list) -> list[dict[str, Any]]:
    """The probes that were surest taken for somebody else, each once."""
    scores, names = (np.concatenate(column) for column in zip(*matched, strict=True))
    wrong = np.flatnonzero(ranks > 1)
    order = wrong[np.argsort(-scores[wrong])]
    _, first = np.unique(probes[order], return_index=True)
    order = order[np.sort(first)][:WORST]
    ids = setting.face_ids(probes[order])
    return [
        {"probe": face, "taken_for": str(names[i]), "score": scores[i].round(4), "rank": int(ranks[i])}
        for face, i in zip(ids, order, strict=True)
    ]


def _groups(setting: Setting, ranks: np.ndarray, probes: np.ndarray) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for column, values in groups.columns(setting.face_set).items():
        for value in sorted(set(values[values != ""])):
            inside = values[probes] == value
            if len(np.unique(probes[inside])) >= groups.FEWEST:
                result.setdefault(column, {})[value] = {
                    "n": len(np.unique(probes[inside])),
                    "rank1": identification.rank_k(ranks[inside], 1),
                }
    return result


def _chance(figures: dict[str, Any]) -> dict[str, Any]:
    people = figures["people"]
    curve = np.minimum(np.arange(1, min(people, CMC) + 1) / people, 1)
    return {"n": figures["n"], "rank1": 1 / people, "rank5": min(5 / people, 1), "cmc": curve.round(5)}
