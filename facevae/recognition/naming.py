"""From which score on a face that is looked up in a gallery gets a name: strangers ask, too."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from facevae.recognition.reports import Report
from facevae.recognition.verification import tail

ALLOWED = 0.01  # share of strangers that may be named, unless somebody chooses the threshold


@dataclass(frozen=True)
class Naming:
    """What a threshold costs in a gallery of so many pictures.

    Args:
        far: the share of pairs of different people that reach the threshold.
        strangers: the share of strangers of whom a picture of the gallery or more reaches it; where no pair
            measured does, the share that may still do so.
        known: the share of pairs of one person that reach it.
        pairs: of different people, by which this is known.
    """

    threshold: float
    far: float
    strangers: float
    known: float
    pictures: int
    pairs: int

    def told(self, percent: Callable[[float], str] = "{:.1%}".format) -> str:
        """Both errors, in words."""
        pictures = f"{self.pictures:,} picture{'' if self.pictures == 1 else 's'}"
        of = f"of strangers would be given a name, with {pictures} enrolled"
        named = (
            f"Roughly {percent(self.strangers)} {of}, by {self.pairs:,} pairs of different people."
            if self.far
            else f"None of {self.pairs:,} pairs of different people scores so high: at most "
            f"{percent(self.strangers)} {of}."
        )
        return (
            f"{named} Of pairs of pictures of one person {percent(self.known)} score so high: the more "
            "pictures of each are enrolled, the more often somebody is known again."
        )


def weigh(report: Report, pictures: int, threshold: float | None = None) -> Naming:
    """A threshold for a gallery of so many pictures, by a report on verification.

    Args:
        threshold: by default the lowest at which no more than `ALLOWED` of strangers are named, each
            picture being one more chance; where too few pairs were measured to tell, just above all of them.
    """
    scores = report["verification"]["curves"]["scores"]
    impostors = report["verification"]["curves"].get("strangers") or tail(np.array(scores["impostor"]))
    far, level = (np.array(impostors[column]) for column in ("far", "threshold"))
    if threshold is None:
        threshold = float(level[far <= 1 - (1 - ALLOWED) ** (1 / pictures)].min())
    share = float(far[level <= threshold].min(initial=1))
    possible = share or 3 / impostors["n"]  # the rule of three
    return Naming(
        threshold=threshold,
        far=share,
        strangers=1 - (1 - min(possible, 1)) ** pictures,
        known=float((np.array(scores["genuine"]) >= threshold).mean()),
        pictures=pictures,
        pairs=impostors["n"],
    )
