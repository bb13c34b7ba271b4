"""How unusual a face is to a model: where its negative ELBO lies among those of known faces.

The card says which: the held-out faces of the set that the model was trained on, where there are such.
Training faces would make every new face look unusual, for a model fits what it was trained on best.
"""

from typing import Any

import numpy as np

from facevae.errors import CheckpointError, FaceVAEError


def quantiles(card: dict[str, Any]) -> np.ndarray:
    """The negative ELBO, in nats, that 0, 1, ... 100 % of the known faces do not exceed.

    Raises:
        CheckpointError: the card holds none, as that of a plain autoencoder.
    """
    values = np.asarray((card.get("unusualness") or {}).get("quantiles") or [], dtype=np.float64)
    if values.shape != (101,) or not np.isfinite(values).all():
        raise CheckpointError(
            f"It was not measured how unusual faces are to “{card.get('title') or 'this model'}”.",
            "Choose a variational model trained to its end.",
        )
    return np.maximum.accumulate(values)


def percentile(card: dict[str, Any], negative_elbo: float) -> float:
    """The share, 0 to 100, of known faces that are less unusual than this one."""
    if not np.isfinite(negative_elbo):
        raise FaceVAEError("The model gave no finite ELBO for this face.", "Choose another picture or model.")
    bounds = quantiles(card)
    below = np.searchsorted(bounds, negative_elbo, side="left")
    upto = np.searchsorted(bounds, negative_elbo, side="right")
    if below == 0 or upto == len(bounds):
        return 0.0 if below == 0 and upto < len(bounds) else 100.0
    if upto > below:  # it equals one or several quantiles
        return (below + upto - 1) / 2
    return float(below - 1 + (negative_elbo - bounds[below - 1]) / (bounds[below] - bounds[below - 1]))


def percentiles(card: dict[str, Any], negative_elbo: np.ndarray) -> np.ndarray:
    """`percentile` of many faces, (N,); NaN where the ELBO is not finite."""
    known = np.isfinite(negative_elbo)
    found = np.full(len(negative_elbo), np.nan)
    found[known] = [percentile(card, value) for value in negative_elbo[known]]
    return found


def sentence(percent: float) -> str:
    """One plain sentence for a percentile."""
    whole = int(percent)
    if percent >= 100:
        return "Very unusual: more so than every face it was measured on."
    if whole < 50:
        return f"Ordinary: {100 - whole} % of the faces it was measured on are more unusual."
    weight = "Very unusual" if whole >= 99 else "Unusual" if whole >= 90 else "Within the usual range"
    return f"{weight}: more so than {whole} % of the faces it was measured on."
