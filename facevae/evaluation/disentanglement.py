"""How far single numbers of a code stand for single properties of a face: MIG, SAP, DCI, the FactorVAE score.

All run from 0 to 1, 1 for codes in which every property has a number of its own. Factors are columns of a
face set of which every face's true value is known, as of generated faces.
"""

from typing import Any

import numpy as np
import pandas as pd
from sklearn.linear_model import Lasso

BINS = 20  # of a code's values, and of a factor's
LASSO = 0.01  # penalty: small correlations weigh nothing
BATCH, VOTES = 64, 800  # faces of a vote of the FactorVAE score, and votes
STILL = 0.01  # share of the largest variance below which a number counts as not used
# Drawn independently of each other, or nearly; a word counts as none or some.
FACTORS = (
    "p_skin_tone", "p_age", "p_face_length", "p_glasses", "p_beard", "p_yaw", "p_pitch", "p_roll",
    "p_light_x", "p_light_warmth", "p_background_shade", "p_mouth_open", "p_mouth_corner", "p_brow_inner",
)  # fmt: skip


def factors(index: pd.DataFrame) -> pd.DataFrame:
    """The columns of `FACTORS` that the index has and that vary, as numbers."""
    known = {}
    for name in (name for name in FACTORS if name in index):
        column = index[name]
        known[name.removeprefix("p_")] = (
            column.astype(float)
            if pd.api.types.is_numeric_dtype(column)
            else (column != "none").astype(float)
        )
    table = pd.DataFrame(known)
    return table.loc[:, table.nunique() > 1]


def judge(codes: np.ndarray, values: np.ndarray, seed: int = 0) -> dict[str, float]:
    """The four scores of codes (N, D) by factors (N, F); DCI as its three figures.

    `informativeness` is the mean R² with which factors are read on faces that no weight was fitted on.
    """
    codes = np.asarray(codes, np.float64)
    codes = codes[:, codes.var(0) > STILL * codes.var(0).max()]
    spread, informed = dci(codes, values)
    return {
        "mig": mig(codes, values),
        "sap": sap(codes, values),
        **spread,
        "informativeness": informed,
        "factor_vae": factor_vae(codes, values, seed),
        "used": codes.shape[1],
    }


def _binned(columns: np.ndarray) -> np.ndarray:
    """Each column cut into bins of as many faces, as whole numbers; fewer where values repeat."""
    return np.stack([_bins(column) for column in columns.T], 1)


def _bins(column: np.ndarray) -> np.ndarray:
    edges = np.unique(np.quantile(column, np.linspace(0, 1, BINS + 1)[1:-1]))
    cut = np.searchsorted(edges, column, side="right")
    return np.unique(cut, return_inverse=True)[1]


def mutual_information(first: np.ndarray, second: np.ndarray) -> float:
    """Of two columns of whole numbers, in nats."""
    joint = np.zeros((first.max() + 1, second.max() + 1))
    np.add.at(joint, (first, second), 1)
    joint /= joint.sum()
    apart = joint.sum(1, keepdims=True) * joint.sum(0)
    seen = joint > 0
    return float((joint[seen] * np.log(joint[seen] / apart[seen])).sum())


def mig(codes: np.ndarray, values: np.ndarray) -> float:
    """The mutual information gap: how much more of a factor its best number tells than the second best.

    Source: Chen et al. 2018, equation 6, https://arxiv.org/abs/1802.04942
    """
    numbers, known = _binned(codes), _binned(values)
    gaps = []
    for factor in known.T:
        told = np.sort([mutual_information(number, factor) for number in numbers.T])
        second = told[-2] if len(told) > 1 else 0.0
        gaps.append((told[-1] - second) / mutual_information(factor, factor))
    return float(np.mean(gaps))


def sap(codes: np.ndarray, values: np.ndarray) -> float:
    """The separated attribute predictability: the gap in R² between the two numbers that tell a factor best.

    Source: Kumar et al. 2018, section 3, https://arxiv.org/abs/1711.00848
    """
    a, b = ((x - x.mean(0)) / x.std(0) for x in (codes, values))
    told = np.sort((a.T @ b / len(a)) ** 2, axis=0)  # (D, F)
    second = told[-2] if len(told) > 1 else 0.0
    return float(np.mean(told[-1] - second))


def dci(codes: np.ndarray, values: np.ndarray) -> tuple[dict[str, float], float]:
    """Disentanglement and completeness of the weights of lasso regressions, and their informativeness.

    Source: Eastwood and Williams 2018, section 2, https://openreview.net/forum?id=By-7dz-AZ
    """
    half = len(codes) // 2
    a = (codes - codes[:half].mean(0)) / (codes[:half].std(0) + 1e-9)
    b = (values - values[:half].mean(0)) / (values[:half].std(0) + 1e-9)
    weights, told = [], []
    for factor in b.T:
        fitted = Lasso(LASSO).fit(a[:half], factor[:half])
        weights.append(np.abs(fitted.coef_))
        told.append(max(0.0, fitted.score(a[half:], factor[half:])))
    importance = np.stack(weights, 1) + 1e-12  # (D, F)
    by_number, by_factor = importance.sum(1), importance.sum(0)
    one_factor = 1 - _entropy(importance / by_number[:, None])
    one_number = 1 - _entropy((importance / by_factor).T)
    return {
        "disentanglement": float(one_factor @ by_number / by_number.sum()),
        "completeness": float(one_number @ by_factor / by_factor.sum()),
    }, float(np.mean(told))


def _entropy(shares: np.ndarray) -> np.ndarray:
    """Of each row, as a share of the largest there is, (N,)."""
    if shares.shape[1] < 2:
        return np.zeros(len(shares))
    return -(shares * np.log(shares)).sum(1) / np.log(shares.shape[1])


def factor_vae(codes: np.ndarray, values: np.ndarray, seed: int = 0) -> float:
    """How often the number that varies least among faces alike in one factor tells which factor that is.

    Faces count as alike in a factor that lie in the same of its bins. Half of the votes say which factor each
    number stands for, the other half are judged. By chance it is one in as many as there are factors.

    Source: Kim and Mnih 2018, section 4, https://arxiv.org/abs/1802.05983
    """
    rng, known = np.random.default_rng(seed), _binned(values)
    scaled = codes / codes.std(0)
    which = rng.integers(0, known.shape[1], VOTES)
    least = np.empty(VOTES, int)
    for vote, factor in enumerate(which):
        alike = np.flatnonzero(known[:, factor] == known[rng.integers(len(known)), factor])
        least[vote] = scaled[rng.choice(alike, BATCH)].var(0).argmin()
    table = np.zeros((codes.shape[1], known.shape[1]))
    np.add.at(table, (least[::2], which[::2]), 1)
    return float((table.argmax(1)[least[1::2]] == which[1::2]).mean())


def evaluate_codes(named: dict[str, np.ndarray], index: pd.DataFrame, seed: int = 0) -> dict[str, Any]:
    """The scores of several codes of the same faces, by name, and the factors."""
    table = factors(index)
    scores = {name: judge(codes, table.to_numpy(), seed) for name, codes in named.items()}
    return {"factors": list(table.columns), "n": len(table), "scores": scores}
