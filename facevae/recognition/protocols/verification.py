"""Verification 1:1 on the pairs of a benchmark or on drawn ones."""

from dataclasses import replace
from typing import Any

import numpy as np

from facevae.errors import FaceSetError
from facevae.recognition import baselines, bootstrap, groups, leaks, verification
from facevae.recognition.embedding import Embedder, vectors
from facevae.recognition.pairs import DEV_TEST, FOLDS, VIEW_2, Pairs, draw, from_file, held_protocol
from facevae.recognition.protocols.setting import Setting

WORST = 8
NAMES = {DEV_TEST: "LFW View 1", VIEW_2: "LFW View 2"}
CURVE = 400  # points of a curve that are kept at most
STRANGERS = 3000  # pictures that are compared each with each at most


def measure(setting: Setting) -> dict[str, Any]:
    """The report's `verification`, `baseline` and `leaks`.

    Raises:
        FaceSetError: the set has no identities, or too few pairs are left.
        SourceError: the file of pairs cannot be used.
    """
    people = setting.identities()
    pairs, counted, training = _prepare(setting, people)
    told = setting.tell("verification", counted)
    figures = _judge(setting, pairs, setting.vectors(pairs.rows), people, examples=True)
    result, beside, left_out = figures, {}, {}
    for name, fit in baselines.ALL.items():
        setting.progress(0, 1, f"fitting {name}")
        try:
            embedder = fit(setting.face_set, training, setting.size)
        except FaceSetError as error:
            left_out[name] = error.what
            continue
        beside[name] = _judge(setting, pairs, _vectors(embedder, setting, pairs), people)
    beside["chance"] = _chance(pairs)
    return {
        "verification": result | ({"baselines_left_out": left_out} if left_out else {}),
        "baseline": baselines.strongest("verification", "accuracy", beside),
        "leaks": told,
    }


def _prepare(setting: Setting, people: np.ndarray) -> tuple[Pairs, dict[str, int], np.ndarray]:
    """The pairs without leaks, how many there were, and the rows to fit baselines on."""
    asked = _asked(setting)
    seen = np.setdiff1d(setting.face_set.rows(), setting.held_out())
    shared = leaks.shared(people, seen, asked.rows)
    fair = ~np.isin(people[asked.first].astype(str), shared)
    fair &= ~np.isin(people[asked.second].astype(str), shared)
    copies = _copies(setting, asked)
    pairs = asked.only(fair & ~copies)
    training = np.setdiff1d(setting.training_rows(), pairs.rows)
    found = leaks.find(setting.face_set, training, pairs.rows)
    pairs = pairs.only(~np.isin(pairs.first, found.copied) & ~np.isin(pairs.second, found.copied))
    if not pairs.genuine.any() or pairs.genuine.all():
        raise FaceSetError(
            f"Too few pairs of “{asked.name}” are left without people of other splits and copies.",
            "Choose pairs of people who are held out.",
        )
    counted = found.counted(found.copied) | {
        "shared_identities": len(shared),
        "pairs_of_one_picture": int(copies.sum()),
        "removed_pairs": len(asked) - len(pairs),
    }
    training = np.setdiff1d(training, found.copies)
    name = asked.name if fair.all() else f"{asked.name}, people held out"
    return _folded(replace(pairs, name=name), setting.seed), counted, training


def _copies(setting: Setting, pairs: Pairs) -> np.ndarray:
    """Whether the two of a pair are one picture, (N,)."""
    pixels = setting.face_set.pixels
    return np.array(
        [leaks.alike(pixels[i], pixels[j]) for i, j in zip(pairs.first, pairs.second, strict=True)]
    )


def _asked(setting: Setting) -> Pairs:
    """The pairs of a file, or drawn ones, in folds: each is judged by the threshold that suits the others.

    A threshold of people whom the model has learned by heart would not suit strangers.
    """
    face_set = setting.face_set
    if setting.pairs is None and held_protocol(face_set, DEV_TEST) is None:
        return draw(face_set, setting.held_out(), setting.seed)
    pairs = from_file(face_set, setting.pairs or DEV_TEST)
    return _folded(replace(pairs, name=NAMES.get(pairs.name, pairs.name)), setting.seed)


def _folded(pairs: Pairs, seed: int) -> Pairs:
    """The pairs in more than one fold, that each has others."""
    if len(np.unique(pairs.fold)) > 1:
        return pairs
    return replace(pairs, fold=np.random.default_rng(seed).permutation(len(pairs)) % FOLDS)


def _vectors(embedder: Embedder, setting: Setting, pairs: Pairs) -> np.ndarray:
    return vectors(embedder, setting.face_set, pairs.rows, setting.progress)


def _judge(
    setting: Setting, pairs: Pairs, of_rows: np.ndarray, people: np.ndarray, examples: bool = False
) -> dict[str, Any]:
    """The figures of vectors of the pairs' rows."""
    scores, genuine = pairs.scores(of_rows, pairs.rows), pairs.genuine
    thresholds = verification.fold_thresholds(scores, genuine, pairs.fold)
    curve = verification.roc(scores, genuine)

    def figures(weights: np.ndarray) -> dict[str, float]:
        if not (weights[genuine].any() and weights[~genuine].any()):  # few people, none of them drawn
            return dict.fromkeys(("accuracy", "auc", "eer"), np.nan)
        drawn = verification.roc(scores, genuine, weights)
        told = verification.accuracy(scores, genuine, thresholds, weights)
        return {"accuracy": told, "auc": drawn.auc, "eer": drawn.eer}

    result = {
        "name": pairs.name,
        "n": len(pairs),
        "genuine": int(genuine.sum()),
        "impostors": int((~genuine).sum()),
        "missing": pairs.missing,
        "accuracy": verification.accuracy(scores, genuine, thresholds),
        "auc": curve.auc,
        "eer": curve.eer,
        "tar_at_far": {str(far): curve.tar_at_far(far) for far in verification.FARS},
        "threshold": float(np.median(thresholds)),
        "interval": bootstrap.interval(figures, people[pairs.first], people[pairs.second]),
        "curves": _curves(curve, scores if examples else None, genuine),
    }
    if examples:
        who = people[pairs.rows].astype(str)
        result["people"] = len(np.unique(who))
        result["curves"]["strangers"] = _strangers(of_rows, who)
        result["worst"] = _worst(setting, pairs, scores)
        result["groups"] = _groups(setting, pairs, scores, thresholds)
    return result


def _curves(curve: verification.Roc, scores: np.ndarray | None, genuine: np.ndarray) -> dict[str, Any]:
    kept = np.unique(np.linspace(0, len(curve.far) - 1, CURVE).round().astype(int))
    columns = {"far": curve.far, "tar": curve.tar, "threshold": curve.threshold}
    curves: dict[str, Any] = {name: column[kept].round(5) for name, column in columns.items()}
    if scores is not None:
        curves["scores"] = {
            "genuine": np.sort(scores[genuine]).round(4),
            "impostor": np.sort(scores[~genuine]).round(4),
        }
    return curves


def _strangers(vectors: np.ndarray, people: np.ndarray) -> dict[str, Any]:
    """The tail of the scores of all pictures of different people: many more pairs than the benchmark has."""
    kept = np.unique(np.linspace(0, len(people) - 1, STRANGERS).astype(int))
    vectors, people = vectors[kept], people[kept]
    scores = vectors @ vectors.T
    return verification.tail(scores[np.triu(people[:, None] != people)])


def _worst(setting: Setting, pairs: Pairs, scores: np.ndarray) -> dict[str, list[dict[str, Any]]]:
    """The impostor pairs of the highest and the genuine pairs of the lowest scores."""
    order = {
        "impostors": np.flatnonzero(~pairs.genuine)[np.argsort(-scores[~pairs.genuine])],
        "genuine": np.flatnonzero(pairs.genuine)[np.argsort(scores[pairs.genuine])],
    }
    ids = setting.face_ids(np.arange(len(setting.face_set)))
    return {
        kind: [
            {"first": ids[pairs.first[i]], "second": ids[pairs.second[i]], "score": scores[i].round(4)}
            for i in places[:WORST]
        ]
        for kind, places in order.items()
    }


def _groups(setting: Setting, pairs: Pairs, scores: np.ndarray, thresholds: np.ndarray) -> dict[str, Any]:
    """FAR and FRR of pairs that lie within one group, at the thresholds of all."""
    accepted = scores >= thresholds
    result: dict[str, Any] = {}
    for column, word, members in groups.members(setting.face_set):
        inside = members[pairs.first] & members[pairs.second]
        impostors, own = inside & ~pairs.genuine, inside & pairs.genuine
        if min(impostors.sum(), own.sum()) >= groups.FEWEST:
            result.setdefault(column, {})[word] = {
                "n": int(inside.sum()),
                "far": accepted[impostors].mean(),
                "frr": 1 - accepted[own].mean(),
            }
    return result


def _chance(pairs: Pairs) -> dict[str, Any]:
    far = {str(far): far for far in verification.FARS}
    return {"n": len(pairs), "accuracy": 0.5, "auc": 0.5, "eer": 0.5, "tar_at_far": far}
