"""The sliders of the Generate page: what a face can be moved along, named by what it does."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from facevae.dashboard import caches, state, studio_features
from facevae.dashboard.work import work
from facevae.errors import CheckpointError

FACES = 800  # encoded to find directions
MOST, ENOUGH = 10, 6  # sliders of a kind; fewer features are filled up with main differences
GROUPS = {"features": "Features", "principal": "Main differences", "single": "Single numbers"}
ABOUT = {
    "features": "From faces without to faces with it: 1 is as far as both lie apart on average.",
    "principal": "Main differences are directions in which faces differ most, in standard deviations.",
    "single": "Numbers of the latent, those that do most first, in standard deviations.",
}


@dataclass(frozen=True)
class Axis:
    """One slider: its key, label and help, the step (D,) of 1, and how far it goes to either side."""

    key: str
    label: str
    help: str
    step: np.ndarray
    reach: float


def axes(group: str) -> list[Axis]:
    """The sliders of a group, of the active model and, where there are faces, of the active set."""
    codec = caches.codec()
    if not state.face_set():  # without labels there are no features
        return _axes(codec.checkpoint.id, "", "principal" if group == "features" else group, codec, None)
    faces = caches.face_set()
    with work("Learning what the sliders do") as progress:
        rows, z = known_faces(progress)  # on disk from then on
    if group != "features":
        return _axes(codec.checkpoint.id, faces.version, group, codec, faces)
    how, chosen = studio_features.choose(codec, faces, rows, z)
    features = [_feature(one, how) for one in chosen]
    principal = _axes(codec.checkpoint.id, faces.version, "principal", codec, faces)
    return features + principal[: max(0, ENOUGH - len(features))]


def about(group: str, shown: list[Axis]) -> str:
    """What 1 is on the sliders of a group, and on the main differences that fill it up."""
    kinds = dict.fromkeys("principal" if axis.key.startswith("principal-") else group for axis in shown)
    return " ".join(ABOUT[kind] for kind in kinds)


def _feature(one, how: str) -> Axis:
    kind = "features" if how == "difference" else how
    return Axis(
        f"{kind}-{one.name}", studio_features.short(one.name), studio_features.told(one), one.vector, 2.0
    )


def known_faces(progress=None, most: int | None = FACES) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the active set, training faces where there are such, and their latents.

    Args:
        most: so many of them, drawn by a fixed seed; None for all.
    """
    from facevae.latents import store
    from facevae.progress import silent

    faces, codec = caches.face_set(), caches.codec()
    rows = faces.rows("train") if len(faces.rows("train")) else faces.rows()
    if most is not None and len(rows) > most:
        rows = np.sort(np.random.default_rng(0).choice(rows, most, replace=False))
    z = store.latents(codec, faces, rows, progress or silent)
    if not np.isfinite(z).all():
        raise CheckpointError("The model gives latents that are not finite.", "Choose another model.")
    return rows, z


@st.cache_data(max_entries=24, show_spinner=False)
def _axes(checkpoint_id: str, version: str, group: str, _codec, _faces) -> list[Axis]:
    if group == "principal":
        return _principal(known_faces()[1] if _faces else _codec.draw(FACES, 0))
    return _singles(_codec, _faces)


def _principal(z: np.ndarray) -> list[Axis]:
    from facevae.latents import directions

    told = "One of the directions in which faces differ most."
    return [
        Axis(f"principal-{i}", one.name, told, one.vector, 3.0)
        for i, one in enumerate(directions.principal(z, MOST))
    ]


def _singles(codec, faces) -> list[Axis]:
    from facevae.latents import traversal

    names: dict = {}
    if faces is None:
        posteriors = traversal.drawn(codec, FACES)
    else:
        rows, z = known_faces()
        posteriors = codec.encode(faces.read(rows))  # what is on disk tells no variances
        names = traversal.names(z, faces.index.iloc[rows])
    ranking = traversal.rank(codec, posteriors)
    return [_single(int(place), ranking, names.get(int(place))) for place in ranking.order[:MOST]]


def _single(place: int, ranking, named: tuple[str, float] | None) -> Axis:
    step = np.zeros(len(ranking.order), np.float32)
    step[place] = ranking.spread[place]
    label = f"z{place + 1}" + (f": {named[0]} ({named[1]:+.2f})" if named else "")
    goes = f" Goes along with {named[0]}, r = {named[1]:+.2f}." if named else ""
    carries = f" and carries {ranking.kl[place]:.1f} nats" if ranking.kl[place] else ""
    told = f"Changes a pixel by {ranking.change[place]:.1f} of 255 on average{carries}.{goes}"
    return Axis(f"single-{place}", label, told, step, 3.0)


def latent(standing, known: dict[str, np.ndarray]) -> np.ndarray:
    """The latent (D,) of a standing; sliders that are not known any more count for nothing."""
    z = standing.base.astype(np.float32)
    for key, value in standing.values.items():
        if key in known:
            z = z + value * known[key]
    return z
