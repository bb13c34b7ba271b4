"""The most similar of many vectors, exactly."""

from importlib.util import find_spec

import numpy as np

LARGE = 200_000  # vectors from which faiss is used, where it is installed


class Index:
    """Vectors of unit length (N, d), to be asked for the nearest by cosine."""

    def __init__(self, vectors: np.ndarray):
        self.vectors = np.ascontiguousarray(vectors, np.float32)
        self._faiss = None
        if len(vectors) >= LARGE and find_spec("faiss"):
            import faiss

            self._faiss = faiss.IndexFlatIP(vectors.shape[1])
            self._faiss.add(self.vectors)

    def nearest(self, query: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        """Places and scores of the k most similar, best first; fewer where there are fewer.

        Args:
            query: (d,) of unit length.
        """
        k = min(k, len(self.vectors))
        if self._faiss is not None:
            scores, places = self._faiss.search(np.asarray(query, np.float32)[None], k)
            return places[0], scores[0]
        scores = self.vectors @ np.asarray(query, np.float32)
        near = np.argpartition(-scores, k - 1)[:k] if k else np.empty(0, np.int64)
        near = near[np.argsort(-scores[near], kind="stable")]
        return near, scores[near]
