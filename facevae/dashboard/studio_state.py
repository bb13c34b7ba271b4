"""What lies on the bench of the Generate page: one face, how far it was moved, and the way back."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import streamlit as st

MOST_BACK, MOST_KEPT = 50, 60
KEY = "studio"


@dataclass(frozen=True)
class Standing:
    """A face and its sliders.

    Args:
        base: latent (D,) with all sliders at 0.
        values: how far each slider is, by its key; those at 0 left out.
        origin: how the base came about, for the recipe; `kind` is a recipe's.
        of_photograph: whether it began as a photograph.
        start: latent (D,) of the face as it was before all edits; None: the base itself.
    """

    base: np.ndarray
    values: dict[str, float] = field(default_factory=dict)
    origin: dict[str, Any] = field(default_factory=dict)
    of_photograph: bool = False
    start: np.ndarray | None = None

    @property
    def original(self) -> np.ndarray:
        """The latent (D,) that edits of the face are compared with."""
        return self.base if self.start is None else self.start

    def edited(self, base: np.ndarray, of_photograph: bool = False, **told: Any) -> "Standing":
        """The face edited otherwise than by a slider, which `told` says; what it began as stays."""
        return replace(
            self,
            base=base,
            origin=self.origin | told,
            of_photograph=self.of_photograph or of_photograph,
            start=self.original,
        )

    def told(self) -> dict[str, Any]:
        """What a recipe tells of it: `kind`, `settings`, `of_photograph`."""
        settings = {name: value for name, value in self.origin.items() if name != "kind"}
        if self.values:
            settings["moved"] = {key: round(value, 3) for key, value in self.values.items()}
        kind = self.origin.get("kind", "sample")
        return {"kind": kind, "settings": settings, "of_photograph": self.of_photograph}


@dataclass(frozen=True)
class Kept:
    """A face on the shelf: its latent (D,), picture, and what to call it; `start` as in `Standing`."""

    z: np.ndarray
    picture: np.ndarray
    label: str
    origin: dict[str, Any]
    of_photograph: bool
    start: np.ndarray | None = None

    def standing(self) -> Standing:
        """It on the bench."""
        return Standing(self.z, {}, self.origin, self.of_photograph, self.start)


@dataclass
class Studio:
    """One session's bench and shelf for one model. `serial` changes with whatever is not a slider's doing."""

    now: Standing | None = None
    back: list[Standing] = field(default_factory=list)
    forward: list[Standing] = field(default_factory=list)
    shelf: list[Kept] = field(default_factory=list)
    serial: int = 0
    came_from: str = ""
    before_move: Standing | None = None
    brought: bool = False

    def put(self, standing: Standing) -> None:
        """A step that can be undone: another face, or one edited otherwise than by a slider."""
        if self.now is not None:
            self._remember(self.now)
        self.now = standing
        self.before_move = None
        self.serial += 1

    def offer(self, came_from: str, standing: Standing) -> None:
        """Put a face that was chosen elsewhere on the page, unless it already was at the last run of the page
        or another page has brought one since."""
        brought, self.brought = self.brought, False
        if self.came_from != came_from:
            self.came_from = came_from
            if not brought:
                self.put(standing)

    def bring(self, standing: Standing) -> None:
        """Put a face of another page: the one that is chosen on this page does not take its place."""
        self.put(standing)
        self.brought = True

    def slide(self, values: dict[str, float], done: bool) -> None:
        """Sliders moved; where the hand let go, as one step that can be undone."""
        before, self.now = self.now, replace(self.now, values={k: v for k, v in values.items() if v})
        self.before_move = self.before_move or before
        if done:
            if self.before_move.values != self.now.values:
                self._remember(self.before_move)
            self.before_move = None

    def undo(self) -> None:
        if self.back:
            self.forward.append(self.now)
            self.now, self.before_move = self.back.pop(), None
            self.serial += 1

    def redo(self) -> None:
        if self.forward:
            self.back.append(self.now)
            self.now, self.before_move = self.forward.pop(), None
            self.serial += 1

    def keep(self, kept: Kept) -> None:
        self.shelf = [*self.shelf, kept][-MOST_KEPT:]

    def _remember(self, standing: Standing) -> None:
        self.back = [*self.back, standing][-MOST_BACK:]
        self.forward = []


def studio(checkpoint_id: str) -> Studio:
    """This session's, of this model; that of another model is kept apart."""
    known = st.session_state.setdefault(KEY, {})
    return known.setdefault(checkpoint_id, Studio())
