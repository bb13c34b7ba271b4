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

Vectors = Callable[[np.ndarray], np.ndarray]  # of rows
Knowing = Callable[[np.ndarray], Vectors]  # the vectors that are there when these rows are enrolled


def measure(setting: Setting) -> dict[str, Any]:
    """The report's `identification`, `baseline` and `leaks`.

    Baselines learn from the training faces where these are not measured, else from the enrolled pictures; of
    strangers they learn nothing.

    Raises:
        FaceSetError: the set has no identities, or too few people have pictures for both sides.
    """
    people = setting.identities()
    rows, training, learned = _rows(setting, people)
    splits, found = _without_leaks(setting, _splits(setting, rows, people))
    told = setting.tell("identification", _added(learned, found))
    figures = _judge(setting, splits, people, lambda enrolled: setting.vectors, examples=True)
    beside, left_out = {}, {}
    for name, fit in baselines.ALL.items():
        setting.progress(0, 1, f"measuring {name}")
        try:
            beside[name] = _judge(setting, splits, people, _fitted(setting, fit, training))
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


def _rows(setting: Setting, people: np.ndarray) -> tuple[np.ndarray, np.ndarray, dict[str, int]]:
    """Rows to measure with, rows of other people and pictures to fit baselines on, and what was found."""
    rows = setting.unseen()
    training = np.setdiff1d(setting.training_rows(), rows)
    found = leaks.find(setting.face_set, training, rows)
    counted = found.counted(found.copied) | {"shared_identities": len(found.identities)}
    others = training[~np.isin(people[training].astype(str), found.identities)]
    return np.setdiff1d(rows, found.copied), np.setdiff1d(others, found.copies), counted


def _without_leaks(setting: Setting, splits: list[Split]) -> tuple[list[Split], dict[str, int]]:
    """The splits without enrolled copies of probes, and what was found."""
    fair, identical, near, removed = [], set(), set(), set()
    for split in splits:
        found = leaks.find(setting.face_set, split.enrolled, split.probes)
        identical |= set(found.identical)
        near |= set(found.near)
        removed |= set(found.copies.tolist())
        fair.append(Split(np.setdiff1d(split.enrolled, found.copies), split.probes, split.strangers))
    return fair, {"identical": len(identical), "near": len(near), "removed_pictures": len(removed)}


def _added(first: dict[str, int], second: dict[str, int]) -> dict[str, int]:
    return {name: count + second.get(name, 0) for name, count in first.items()}


def _fitted(setting: Setting, fit: Callable, training: np.ndarray) -> Knowing:
    """A baseline that has learned from the training rows, or where there are none from what is enrolled."""
    learned = fit(setting.face_set, training, setting.size) if len(training) else None

    def knowing(enrolled: np.ndarray) -> Vectors:
        embedder = learned or fit(setting.face_set, enrolled, setting.size)
        return lambda rows: vectors(embedder, setting.face_set, rows)

    return knowing


def _judge(
    setting: Setting, splits: list[Split], people: np.ndarray, knowing: Knowing, examples: bool = False
) -> dict[str, Any]:
    ranks, probes, matched = [], [], []
    for split in splits:
        scores, known = _scores(split.enrolled, split.probes, people, knowing)
        who = people[split.probes].astype(str)
        inside = np.isin(who, known)  # but for those whose enrolled pictures were all copies
        ranks.append(identification.ranks(scores[inside], known, who[inside]))
        probes.append(split.probes[inside])
        matched.append((scores[inside].max(1), known[scores[inside].argmax(1)]))
    enrolled = max(len(np.unique(people[split.enrolled].astype(str))) for split in splits)
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
    }
    if all(split.strangers for split in splits):
        result["open_set"] = _open(splits, people, knowing)
    if examples:
        result["worst"] = _worst(setting, all_ranks, all_probes, matched)
        result["groups"] = _groups(setting, all_ranks, all_probes)
    return result


def _scores(
    enrolled: np.ndarray, probes: np.ndarray, people: np.ndarray, knowing: Knowing
) -> tuple[np.ndarray, np.ndarray]:
    """(probes, people) scores and the enrolled people's names."""
    of = knowing(enrolled)
    return identification.person_scores(of(probes) @ of(enrolled).T, people[enrolled].astype(str))


def _interval(ranks: np.ndarray, people: np.ndarray) -> dict[str, list[float]]:
    def figures(weights: np.ndarray) -> dict[str, float]:
        return {f"rank{k}": float(np.average(ranks <= k, weights=weights)) for k in (1, 5)}

    return bootstrap.interval(figures, people)


def _open(splits: list[Split], people: np.ndarray, knowing: Knowing) -> dict[str, Any]:
    """Half of the people enrolled, the others strangers: means over the splits."""
    opened = []
    for split in splits:
        strangers = list(split.strangers)
        enrolled = split.enrolled[~np.isin(people[split.enrolled].astype(str), strangers)]
        scores, known = _scores(enrolled, split.probes, people, knowing)
        opened.append(identification.open_set(scores, known, people[split.probes].astype(str)))
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
    for column, word, members in groups.members(setting.face_set):
        inside = members[probes]
        if len(np.unique(probes[inside])) >= groups.FEWEST:
            result.setdefault(column, {})[word] = {
                "n": len(np.unique(probes[inside])),
                "rank1": identification.rank_k(ranks[inside], 1),
            }
    return result


def _chance(figures: dict[str, Any]) -> dict[str, Any]:
    people = figures["people"]
    curve = np.minimum(np.arange(1, min(people, CMC) + 1) / people, 1)
    return {"n": figures["n"], "rank1": 1 / people, "rank5": min(5 / people, 1), "cmc": curve.round(5)}
