"""How a run's latents moved: each record as places of faces on a plane, turned towards the one before."""

import base64
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from facevae.errors import RunError

FAR = 6.0  # beyond that many times the mean distance from the centre a face stands at the edge


@dataclass(frozen=True)
class Look:
    """One record: places (N, 2), KL of each latent (D,) in nats, and how many latents are in use."""

    step: int
    places: np.ndarray
    kl: np.ndarray
    active: int

    def packed(self) -> dict[str, Any]:
        """For the browser: places as int16, KL as float32."""
        places = np.round(np.clip(self.places / FAR, -1, 1) * 32767).astype("<i2")
        return {
            "step": self.step,
            "places": _text(places),
            "kl": _text(self.kl.astype("<f4")),
            "active": self.active,
        }


def _text(values: np.ndarray) -> str:
    return base64.b64encode(values.tobytes()).decode()


class Trail:
    """The records of one run, read once; new ones are added as they come."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.looks: dict[int, Look] = {}
        self._lock = threading.Lock()

    def refreshed(self) -> list[Look]:
        """All that can be read by now, in order."""
        from facevae.training import watch

        with self._lock:
            steps = watch.steps(self.folder)
            self.looks = {step: look for step, look in self.looks.items() if step in steps}
            for step in steps:
                if step not in self.looks:
                    self._add(step)
            return [self.looks[step] for step in steps if step in self.looks]

    def _add(self, step: int) -> None:
        from facevae.latents.alignment import plane, turned
        from facevae.training import watch

        try:
            record = watch.read(self.folder, step)
        except RunError:  # damaged, or thinned out meanwhile: the others are enough
            return
        places = plane(record.mu)
        before = max((known for known in self.looks if known < step), default=None)
        if before is not None and self.looks[before].places.shape == places.shape:
            places = turned(places, self.looks[before].places)
        self.looks[step] = Look(step, places, record.kl, watch.active_units(record.mu))


@st.cache_resource(max_entries=8, show_spinner=False)
def trail(folder: str, begun: float) -> Trail:
    """The run's trail, shared by all windows."""
    return Trail(Path(folder))
