"""An edit's own honest score: whether the person is still told the same, and which expression is read."""

from dataclasses import dataclass

import numpy as np

from facevae.data.labels import EXPRESSIONS
from facevae.recognition.decision import Decision, decide
from facevae.recognition.edit_judges import Judge


@dataclass(frozen=True)
class Score:
    """What a recogniser makes of an edited picture, beside the picture before.

    Args:
        cosine: of both pictures' recognition vectors, -1..1.
        decision: same person or not, where the recogniser's error rates were measured.
        expression: what the edited picture is read as; None without a reader.
        probability: of it, calibrated.
    """

    cosine: float
    decision: Decision | None = None
    expression: str | None = None
    probability: float = 0.0


def score(before: np.ndarray, after: np.ndarray, judge: Judge) -> list[Score]:
    """One score an edited picture.

    The pictures are looked at as anybody would, encoded anew: what the edit meant to do counts for nothing.

    Args:
        before: the picture that was edited, (S, S, 3) uint8.
        after: (N, S, S, 3).
    """
    first, *others = judge.embedder.embed(np.concatenate([before[None], after]))
    cosines = [float(np.clip(first @ other, -1, 1)) for other in others]
    read = judge.read(after) if judge.read else [None] * len(after)
    return [
        Score(
            cosine,
            decide(cosine, judge.report) if judge.report else None,
            *((EXPRESSIONS[int(seen.argmax())], float(seen.max())) if seen is not None else ()),
        )
        for cosine, seen in zip(cosines, read, strict=True)
    ]
