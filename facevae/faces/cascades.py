"""Faces by the cascades in OpenCV's wheel: a quick look, and a patient one where that finds nothing."""

import threading
from collections.abc import Iterator
from itertools import chain

import numpy as np

from facevae.faces.detection import Face, ordered
from facevae.faces.eyes import Eyes
from facevae.faces.hits import FRONTAL, PROFILE, Hit, distinct, opened, scan, together
from facevae.faces.views import View, fitted, mirrored, turned

# Votes are how many neighbouring windows agree. Of 901 pictures without a face none had a quick hit of more
# than 4 votes; 8 of 497 faces of LFW had fewer than 7: then the other cascades' votes for the place tell.
QUICK_VOTES = 7
CONFIRMING_VOTES = 20
SURE_VOTES = 30  # of all frontal cascades together: no other view need be tried
# The same by a view's turn in degrees: the more views, the more chances to err. Set on 301 of the pictures
# without a face and on what the quick look missed in 2,000 of LFW.
VOTES = {0: 13, 22: 16, 40: 24}
PROFILE_VOTES = 8
SIDE = (160, 640)  # px of the long side in the quick look
PATIENT_SIDE = (160, 320)
SMALLEST = 30  # px of a face in the quick look
SMALLEST_SHARE = 0.15  # of the long side, in the patient look
PADDING = 0.25  # of the long side: a cascade wants to see around a face


class Cascades:
    """Detects frontal faces quickly; tight crops, faces turned by up to 45° and profiles more slowly.

    Source: Viola and Jones, "Rapid object detection using a boosted cascade of simple features", 2001.
    """

    name = "cascades"

    def __init__(self):
        self._files = _Files()

    def detect(self, picture: np.ndarray) -> list[Face]:
        """Faces of an RGB uint8 picture, largest first; landmarks hold the eyes only."""
        hits = distinct(self._quick(fitted(picture, *SIDE))) or self._patient(fitted(picture, *PATIENT_SIDE))
        return ordered(self._face(hit) for hit in hits)

    def _quick(self, view: View) -> Iterator[Hit]:
        for hit in scan(view, self._files.frontal["alt2"], FRONTAL, step=1.2, votes=2, smallest=SMALLEST):
            if hit.votes >= QUICK_VOTES or self._votes_for(hit) >= CONFIRMING_VOTES:
                yield hit

    def _votes_for(self, hit: Hit) -> float:
        """Votes of all frontal cascades for the place of a hit."""
        near = hit.surroundings(64, margin=0.4)
        votes = 0
        for file in self._files.frontal.values():
            seen = scan(near, file, FRONTAL, step=1.1, votes=1, smallest=44)
            votes += max((other.votes for other in seen if other.agrees(hit)), default=0)
        return votes

    def _patient(self, view: View) -> list[Hit]:
        """The best over several views; stops at the first view that leaves no doubt."""
        hits: list[Hit] = []
        for degrees in (0, 22, -22, 40, -40):
            found = together(self._frontal(turned(view, degrees, PADDING)))
            hits += [hit for hit in found if hit.votes >= VOTES[abs(degrees)]]
            if any(hit.votes >= SURE_VOTES for hit in hits):
                break
        return distinct(hits or self._profiles(turned(view, 0, PADDING)))

    def _frontal(self, view: View) -> Iterator[Hit]:
        smallest = round(SMALLEST_SHARE * max(view.grey.shape))
        files = self._files.frontal.values()
        return chain.from_iterable(scan(view, file, FRONTAL, 1.1, 2, smallest) for file in files)

    def _profiles(self, view: View) -> Iterator[Hit]:
        smallest = round(SMALLEST_SHARE * max(view.grey.shape))
        for side in (view, mirrored(view)):
            hits = scan(side, self._files.profile, PROFILE, 1.1, 2, smallest)
            yield from (hit for hit in hits if hit.votes >= PROFILE_VOTES)

    def _face(self, hit: Hit) -> Face:
        eyes = hit.in_picture(self._files.eyes.find(hit) if hit.kind is FRONTAL else hit.kind.eyes)
        landmarks = np.full((5, 2), np.nan)
        landmarks[:2] = eyes[np.argsort(eyes[:, 0], kind="stable")]
        return Face(hit.box(), hit.votes / (hit.votes + QUICK_VOTES), landmarks)


class _Files(threading.local):
    """OpenCV's classifiers change while they work: each thread opens its own."""

    def __init__(self):
        self.frontal = {name: opened(f"frontalface_{name}") for name in ("alt2", "alt", "default")}
        self.profile = opened("profileface")
        self.eyes = Eyes()
