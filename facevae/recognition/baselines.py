"""What simple methods of old make of the same crops: eigenfaces, fisherfaces, raw pixels, chance."""

from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from facevae.data.faceset import FaceSet
from facevae.errors import FaceSetError
from facevae.recognition.embedding import Embedder, unit

COMPONENTS = 128
BEFORE_LDA = 200
ENOUGH = (
    10  # faces a component, below which LDA's covariance is shrunk: without it 63 % instead of 95 % on ORL
)
FITTED = 8000  # faces that PCA is fitted on at most, evenly thinned


class RawPixels:
    """Grey pixels, each picture at mean zero."""

    name = "raw pixels"

    def __init__(self, size: int):
        self.size = size
        self.id = f"raw-{size}"

    @classmethod
    def fit(cls, face_set: FaceSet, rows: np.ndarray, size: int) -> "RawPixels":
        return cls(size)

    def embed(self, pictures: np.ndarray) -> np.ndarray:
        grey = flat(pictures, self.size)
        return unit(grey - grey.mean(1, keepdims=True))


class Eigenfaces:
    """Grey pixels in the whitened space of their principal components.

    Source: Turk and Pentland 1991, “Eigenfaces for Recognition”.
    """

    name = "eigenfaces"

    def __init__(self, size: int, pca: PCA):
        self.size = size
        self.id = f"eigenfaces-{size}-{pca.n_components_}"
        self._pca = pca

    @classmethod
    def fit(cls, face_set: FaceSet, rows: np.ndarray, size: int) -> "Eigenfaces":
        """Fitted on these rows.

        Raises:
            FaceSetError: there are fewer than two.
        """
        return cls(size, fit_pca(of_rows(face_set, rows, size), COMPONENTS))

    def of_grey(self, grey: np.ndarray) -> np.ndarray:
        """Grey pixels (N, S * S) as features (N, C), of variance one on the faces fitted on."""
        return self._pca.transform(grey)

    def embed(self, pictures: np.ndarray) -> np.ndarray:
        return unit(self.of_grey(flat(pictures, self.size)))


class Fisherfaces:
    """Grey pixels in the space that best parts the people fitted on: PCA, then LDA.

    Source: Belhumeur, Hespanha and Kriegman 1997, “Eigenfaces vs. Fisherfaces”.
    """

    name = "fisherfaces"

    def __init__(self, size: int, pca: PCA, lda: LinearDiscriminantAnalysis):
        self.size = size
        self.id = f"fisherfaces-{size}-{pca.n_components_}"
        self._pca, self._lda = pca, lda

    @classmethod
    def fit(cls, face_set: FaceSet, rows: np.ndarray, size: int) -> "Fisherfaces":
        """Fitted on the people with two pictures or more among these rows.

        Raises:
            FaceSetError: there are fewer than two such people.
        """
        people = face_set.column("identity").to_numpy()[rows]
        named = np.array([who is not None for who in people], bool)
        known, codes, counts = np.unique(people[named].astype(str), return_inverse=True, return_counts=True)
        often = counts[codes] > 1
        if len(np.unique(codes[often])) < 2:
            raise FaceSetError("Fisherfaces need two people with two pictures each to learn from.")
        grey, who = of_rows(face_set, rows[named][often], size), known[codes[often]]
        pca = fit_pca(grey, min(BEFORE_LDA, len(grey) - len(np.unique(who))), whiten=False)
        few = len(grey) < ENOUGH * pca.n_components_
        how = {"solver": "eigen", "shrinkage": "auto"} if few else {"solver": "svd"}
        return cls(size, pca, LinearDiscriminantAnalysis(**how).fit(pca.transform(grey), who))

    def embed(self, pictures: np.ndarray) -> np.ndarray:
        return unit(self._lda.transform(self._pca.transform(flat(pictures, self.size))))


ALL: dict[str, Callable[[FaceSet, np.ndarray, int], Embedder]] = {
    "eigenfaces": Eigenfaces.fit,
    "fisherfaces": Fisherfaces.fit,
    "raw_pixels": RawPixels.fit,
}


def strongest(protocol: str, figure: str, beside: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A report's `baseline`: each one's figures by name, and under the protocol those of the strongest."""
    best = max(beside, key=lambda name: beside[name][figure])
    named = {name: {protocol: figures} for name, figures in beside.items()}
    return named | {protocol: beside[best] | {"name": best}}


def fit_pca(grey: np.ndarray, components: int, whiten: bool = True) -> PCA:
    """PCA of faces (N, S * S), of fewer components where there are fewer faces."""
    if len(grey) < 2:
        raise FaceSetError("Eigenfaces need two faces or more to learn from.")
    components = max(1, min(components, len(grey) - 1, grey.shape[1]))
    thinned = grey[:: -(-len(grey) // FITTED)]
    return PCA(components, whiten=whiten, svd_solver="randomized", random_state=0).fit(thinned)


def of_rows(face_set: FaceSet, rows: np.ndarray, size: int) -> np.ndarray:
    """The rows' grey pixels in 0..1, (N, S * S) float32."""
    grey = np.empty((len(rows), size * size), np.float32)
    for start in range(0, len(rows), 512):
        grey[start : start + 512] = flat(face_set.pixels[rows[start : start + 512]], size)
    return grey


def flat(pictures: np.ndarray, size: int) -> np.ndarray:
    """uint8 RGB pictures (N, H, W, 3) as grey pixels in 0..1, (N, S * S) float32."""
    grey = np.asarray(pictures).astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32) / 255
    if grey.shape[1:] != (size, size):
        small = [Image.fromarray(face).resize((size, size), Image.Resampling.BOX) for face in grey]
        grey = np.stack([np.asarray(face) for face in small])
    return grey.reshape(len(grey), -1)
