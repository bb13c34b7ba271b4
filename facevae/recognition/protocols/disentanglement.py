"""Whether single numbers of the latent stand for single properties of drawn faces, beside PCA of pixels."""

from contextlib import suppress
from typing import Any

import numpy as np
from sklearn.decomposition import PCA

from facevae import home
from facevae.data import faceset, generated
from facevae.data.faceset import FaceSet
from facevae.errors import FaceSetError
from facevae.evaluation import disentanglement
from facevae.progress import Progress, silent
from facevae.recognition.baselines import FITTED
from facevae.recognition.protocols.setting import Setting

FEWEST, MOST = 200, 5000  # faces
DRAWN, SEED = 3000, 5000  # faces of the set that is drawn to measure with, and what they are drawn from


def drawn(progress: Progress = silent) -> FaceSet:
    """The same faces for every model, drawn once and kept in the cache."""
    folder = home.cache_dir() / "drawn"
    if not faceset.exists(folder / "the drawn set"):
        with suppress(FaceSetError):  # somebody else has drawn it meanwhile
            generated.make("the drawn set", DRAWN, seed=SEED, progress=progress, folder=folder)
    return FaceSet.open(folder / "the drawn set")


def measure(setting: Setting) -> dict[str, Any]:
    """The report's `disentanglement` and `baseline`: see `evaluation.disentanglement.judge`.

    Raises:
        FaceSetError: the set has too few faces, or not the parameters that they were drawn from.
    """
    codec, faces = setting.need_codec(), setting.face_set
    rows = setting.unseen()
    index = faces.index.iloc[rows]
    if len(disentanglement.factors(index).columns) < 2 or len(rows) < FEWEST:
        raise FaceSetError(
            f"“{faces.name}” has no {FEWEST} faces of which the properties are known.",
            "Measure with faces that the program draws: python -m facevae generate --count 5000.",
        )
    if len(rows) > MOST:
        rows = np.sort(np.random.default_rng(setting.seed).choice(rows, MOST, replace=False))
    rows = np.random.default_rng(setting.seed).permutation(rows)  # halves alike
    codes = {"model": _latents(setting, rows), "pca": _pca(setting, faces, rows)}
    setting.progress(0, 1, "judging how far the numbers are kept apart")
    judged = disentanglement.evaluate_codes(codes, faces.index.iloc[rows], setting.seed)
    facts = {"n": judged["n"], "chance": 1 / len(judged["factors"])}
    name = f"PCA of {codec.config.latent_dim}"
    pca = judged["scores"]["pca"] | facts
    return {
        "disentanglement": judged["scores"]["model"] | facts | {"factors": judged["factors"]},
        "baseline": {"pca": {"disentanglement": pca}, "disentanglement": pca | {"name": name}},
    }


def _latents(setting: Setting, rows: np.ndarray) -> np.ndarray:
    codec, parts = setting.need_codec(), []
    for start in range(0, len(rows), 256):
        setting.progress(start, len(rows), "encoding the faces")
        parts.append(codec.encode(setting.face_set.pixels[rows[start : start + 256]]).mu)
    return np.concatenate(parts)


def _pca(setting: Setting, faces: FaceSet, rows: np.ndarray) -> np.ndarray:
    """As many principal components of the same faces' pixels, at half size."""
    setting.progress(0, 1, "fitting PCA")
    side = setting.size // 2
    step = max(1, faces.size // side)
    flat = np.asarray(faces.pixels[rows])[:, ::step, ::step].reshape(len(rows), -1).astype(np.float32) / 255
    components = min(setting.need_codec().config.latent_dim, *flat.shape)
    pca = PCA(components, svd_solver="randomized", random_state=0).fit(flat[:FITTED])
    return pca.transform(flat)
