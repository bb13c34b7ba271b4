"""How well a checkpoint reconstructs faces, beside PCA of the same size."""

import math
from typing import Any

import numpy as np
import torch
from sklearn.decomposition import PCA

from facevae import ranks
from facevae.data.faceset import FaceSet
from facevae.errors import FaceSetError
from facevae.latents.codec import Codec
from facevae.models import metrics
from facevae.progress import Progress, silent
from facevae.training.augmentation import to_float
from facevae.training.batches import as_tensor

CHUNK = 512
SPLITS = ("train", "validation", "test")
FITTED_NUMBERS = 2**28  # pixel values that PCA is fitted on at most: 1 GiB, 21,845 faces of 64 px


def evaluate(
    codec: Codec, face_set: FaceSet, split: str | None = None, progress: Progress = silent
) -> dict[str, Any]:
    """Reconstruction from the posterior's mean over one split, and PCA fitted on the set's training faces.

    Args:
        split: train, validation or test; by default test, in a set without it validation, without that all.

    Returns:
        `reconstruction`: mse over all pixels (0..1), psnr of that mse in dB, psnr_mean (mean of the faces'
        own PSNR, always the higher figure) and mean ssim; `kl` and `nll` in nats; where the model counts
        bits `bits_per_dimension`, what a pixel value takes at most; `n`; `split`; `baseline`: PCA's pca_psnr,
        pca_psnr_mean, pca_ssim, pca_mse, its pca_components and pca_faces. All that is of the vector alone;
        where a spatial latent lies beside it, `spatial` has the figures of both together, their `numbers`,
        and its own `baseline`, PCA of as many.

    Raises:
        FaceSetError: the split has no faces, or there are none to fit PCA on.
    """
    known = [name for name in SPLITS if len(face_set.rows(name))]
    if not known:
        raise FaceSetError(f"“{face_set.name}” has no faces to measure with.", "Choose another face set.")
    split = split or next((name for name in ("test", "validation") if name in known), None)
    rows = face_set.rows(split)
    if len(rows) == 0:
        raise FaceSetError(
            f"“{face_set.name}” has no faces in split “{split}”.", f"It has: {', '.join(known)}."
        )
    columns = ranks.shared(rows, lambda share: _judged(codec, face_set, share, progress)).astype(np.float64).T
    (psnr, ssim, kl, nll), more = columns[:4], list(columns[4:])
    further: dict[str, Any] = {"bits_per_dimension": float(more.pop().mean())} if codec.counts_bits else {}
    if more:
        numbers = codec.config.latent_dim + 64 * codec.config.spatial_channels
        baseline = _told_baseline(codec, face_set, rows, progress, numbers)
        further["spatial"] = _figures(*more) | {"numbers": numbers, "n": len(rows), "baseline": baseline}
    return further | {
        "checkpoint": codec.checkpoint.name,
        "data": face_set.name,
        "split": split or "all",
        "n": len(rows),
        "reconstruction": _figures(psnr, ssim),
        "kl": kl.mean(),
        "nll": nll.mean(),
        "baseline": _told_baseline(codec, face_set, rows, progress),
    }


def _judged(codec: Codec, face_set: FaceSet, rows: np.ndarray, progress: Progress) -> np.ndarray:
    """A row a face: PSNR, SSIM, KL, nll; PSNR and SSIM with the spatial latent, bits, where there are any."""
    parts = []
    for start in range(0, len(rows), CHUNK):
        pictures = face_set.read(rows[start : start + CHUNK])
        judged = codec.reconstruct(pictures)
        columns = [judged.psnr, judged.ssim, judged.kl, judged.nll]
        if codec.has_spatial:
            both = codec.reconstruct(pictures, spatial=True)
            columns += [both.psnr, both.ssim]
        if codec.counts_bits:
            columns.append(codec.bits_per_dimension(pictures, seed=start))
        parts.append(np.stack(columns, 1))
        progress(min(start + CHUNK, len(rows)), len(rows), "reconstructing")
    return np.concatenate(parts)


def _told_baseline(codec: Codec, *arguments: Any) -> dict[str, float]:
    """PCA's figures, of several ranks computed by the first."""
    return ranks.told(pca_baseline(codec, *arguments) if ranks.main() else None)


def pca_baseline(
    codec: Codec,
    face_set: FaceSet,
    rows: np.ndarray,
    progress: Progress = silent,
    components: int | None = None,
) -> dict[str, float]:
    """The figures of PCA at the checkpoint's size, by default with as many components as its vector is long.

    Fitted on the set's training faces, evenly thinned where they would take more than a gigabyte; fewer
    components where there are fewer faces.

    Raises:
        FaceSetError: the set has no training faces.
    """
    training = face_set.rows("train")
    if len(training) == 0:
        raise FaceSetError(f"“{face_set.name}” has no training faces for PCA.", "Import it with splits.")
    most = FITTED_NUMBERS // math.prod(_shape(codec))
    training = training[:: math.ceil(len(training) / most)]
    progress(0, len(rows), "fitting PCA")
    fitted_on = _flat(codec, face_set, training)
    components = min(components or codec.config.latent_dim, *fitted_on.shape)
    with np.errstate(divide="ignore", invalid="ignore"):  # one face has no variance to explain
        pca = PCA(components, svd_solver="randomized", random_state=0).fit(fitted_on)
    scores = []
    for start in range(0, len(rows), CHUNK):
        flat = _flat(codec, face_set, rows[start : start + CHUNK])
        answer = np.clip(pca.inverse_transform(pca.transform(flat)), 0, 1)
        x, x_hat = (torch.from_numpy(part).float().view(-1, *_shape(codec)) for part in (flat, answer))
        scores.append(torch.stack([metrics.psnr(x, x_hat), metrics.ssim(x, x_hat)], 1))
        progress(min(start + CHUNK, len(rows)), len(rows), "judging PCA")
    figures = _figures(*torch.cat(scores).double().numpy().T)
    named = {f"pca_{name}": value for name, value in figures.items()}
    return named | {"pca_components": components, "pca_faces": len(training)}


def _figures(psnr: np.ndarray, ssim: np.ndarray) -> dict[str, float]:
    mse = float(np.mean(10 ** (-psnr / 10)))
    return {
        "mse": mse,
        "psnr": float(metrics.decibels(mse)),
        "psnr_mean": float(psnr.mean()),
        "ssim": float(ssim.mean()),
    }


def _shape(codec: Codec) -> tuple[int, int, int]:
    return codec.config.channels, codec.config.size, codec.config.size


def _flat(codec: Codec, face_set: FaceSet, rows: np.ndarray) -> np.ndarray:
    """The rows' pictures as float32 vectors in 0..1, (N, C * S * S)."""
    flat = np.empty((len(rows), math.prod(_shape(codec))), np.float32)
    for start in range(0, len(rows), CHUNK):
        part = face_set.read(rows[start : start + CHUNK])
        pictures = as_tensor(part, codec.config.size, codec.config.channels)
        flat[start : start + len(part)] = to_float(pictures).flatten(1)
    return flat
