"""Maps kept on disk, so that a map once drawn opens at once, and how far a map can be trusted."""

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from facevae import home
from facevae.errors import FaceVAEError
from facevae.latents.neighbours import nearest
from facevae.latents.projection import fit, samples
from facevae.latents.projection_methods import method_of, settings_of
from facevae.latents.projection_steps import Watch, unwatched
from facevae.progress import Progress, silent

FORMAT = 3  # raise it when the same key would give other points
KEPT = 200  # maps on disk; the least recently written go first
AXES = ("x", "y", "z")


@dataclass(frozen=True)
class Map:
    """Faces on a map.

    Args:
        face_ids: (N,) strings.
        points: (N, 2 or 3) float32, in the order of face_ids.
        facts: as from `projection.fit`.
    """

    face_ids: np.ndarray
    points: np.ndarray
    facts: dict[str, Any]


def folder() -> Path:
    return home.cache_dir() / "maps"


def key(checkpoint_id: str, set_version: str, face_ids: Sequence[str], method: str, **settings: Any) -> str:
    """A name for the map of just these faces by just this model and method."""
    fields = [FORMAT, checkpoint_id, set_version, _hash(face_ids), method, settings]
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:32]


def _hash(words: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def draw(
    latents: Callable[[], np.ndarray],
    *,
    checkpoint_id: str,
    set_version: str,
    face_ids: Sequence[str],
    method: str,
    dimensions: int = 2,
    seed: int = 0,
    distance: str = "euclidean",
    part: str = "",
    kinds: Sequence[Any] | None = None,
    among: tuple[Sequence[str], Sequence[Any] | None] | None = None,
    progress: Progress = silent,
    watch: Watch = unwatched,
    **settings: float,
) -> Map:
    """The map of these faces: from disk where it is known, else computed and kept.

    Args:
        latents: makes z (N, D) in the order of face_ids; called only where the map is not known.
        part: the part of the latents that they are, such as identity; empty for all of them.
        among: face_ids and kinds of these faces and others that were excluded since; their map, where it is
            known, serves on.
        others: as for `projection.fit`.
    """
    own = method_of(method)
    settings = settings_of(own, settings) | {"dimensions": dimensions, "distance": distance}
    settings |= {} if own.linear else {"seed": seed}

    def name(face_ids: Sequence[str], kinds: Sequence[Any] | None) -> str:
        sampled = kinds is not None and samples(method, len(face_ids))
        told = {"kinds": _hash(map(str, kinds))} if sampled else {}
        return key(checkpoint_id, set_version, face_ids, method, part=part, **told, **settings)

    mine = name(face_ids, kinds)
    known = read(mine)
    if known is None and among is not None:
        known = _of_some(read(name(*among)), face_ids)
    if known is None:
        fitted = fit(latents(), method, kinds=kinds, progress=progress, watch=watch, **settings)
        known = Map(np.asarray(face_ids, dtype=str), fitted.points, fitted.facts)
        write(mine, known)
    return known


def _of_some(drawn: Map | None, face_ids: Sequence[str]) -> Map | None:
    """The places of just these faces, none of which moves; None where the map has not all of them."""
    if drawn is None:
        return None
    stays = np.isin(drawn.face_ids, np.asarray(face_ids, dtype=str))
    if stays.sum() < len(face_ids):
        return None
    gone = len(stays) - len(face_ids)
    told = f"It was laid out before {gone:,} of its faces {'was' if gone == 1 else 'were'} excluded."
    facts = drawn.facts | {"notes": [*drawn.facts.get("notes", []), told]}
    return Map(drawn.face_ids[stays], drawn.points[stays], facts)


def read(name: str) -> Map | None:
    """The kept map, or None where there is none or it is damaged."""
    import pandas as pd

    try:
        facts = home.read_json(folder() / f"{name}.json")
        table = pd.read_parquet(folder() / f"{name}.parquet")
        points = table[[axis for axis in AXES if axis in table]].to_numpy(np.float32)
        return Map(table["face_id"].to_numpy(str), points, facts)
    except (OSError, ValueError, KeyError):
        return None


def write(name: str, drawn: Map) -> None:
    """Keep a map: its facts first, so that a map with points always has them."""
    facts = folder() / f"{name}.json"
    home.write_json(facts, drawn.facts)
    try:
        home.write_bytes(folder() / f"{name}.parquet", parquet(drawn))
    except BaseException:  # no disk, or Ctrl-C
        facts.unlink(missing_ok=True)
        raise
    home.keep_newest(folder(), ".parquet", KEPT)


def parquet(drawn: Map) -> bytes:
    """The map as a Parquet file: face_id, x, y and, in three dimensions, z."""
    import pandas as pd

    columns = {axis: drawn.points[:, i] for i, axis in enumerate(AXES[: drawn.points.shape[1]])}
    content = io.BytesIO()
    pd.DataFrame({"face_id": drawn.face_ids, **columns}).to_parquet(content, index=False)
    return content.getvalue()


def trust(
    z: np.ndarray, points: np.ndarray, *, k: int = 15, sample: int = 2000, seed: int = 0
) -> dict[str, Any]:
    """How well near faces are near on the map, measured among at most `sample` faces drawn by the seed.

    Returns:
        trustworthiness (0..1: how far neighbours on the map are neighbours in latent space),
        neighbours_kept (0..1: share of the k nearest in latent space that are among the k nearest on the
        map), by_chance (what neighbours_kept is for a random map), k and n as used.

    Source: Venna and Kaski 2001, for trustworthiness.
    """
    from sklearn.manifold import trustworthiness

    rows = np.arange(len(z))
    if len(z) > sample:
        rows = np.sort(np.random.default_rng(seed).choice(len(z), sample, replace=False))
    z, points = np.asarray(z)[rows], np.asarray(points)[rows]
    k = min(k, (len(rows) - 1) // 2)
    if k < 1:
        raise FaceVAEError("A map of fewer than 3 faces cannot be judged.", "Choose more faces.")
    before, _ = nearest(z, z, k, others=True)
    after, _ = nearest(points, points, k, others=True)
    kept = np.mean([len(np.intersect1d(a, b)) / k for a, b in zip(before, after, strict=True)])
    return {
        "trustworthiness": float(trustworthiness(z, points, n_neighbors=k)),
        "neighbours_kept": float(kept),
        "by_chance": k / (len(rows) - 1),
        "k": k,
        "n": len(rows),
    }
