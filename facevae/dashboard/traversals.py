"""What single numbers of a latent do: faces with one of them moved, those that do most first."""

import numpy as np
import streamlit as st

from facevae.dashboard import caches
from facevae.dashboard.faces import face_strip

NUMBERS, STEPS, REACH = 5, 7, 2.5
FACES = 400  # drawn ones that tell how far each number reaches


def show(name: str) -> None:
    """On demand, for the numbers are tried one by one."""
    if not st.toggle("Show what its single numbers do", key=_key(name)):
        return
    codec = caches.codec(name)
    places, rows = _moved(codec.checkpoint.id, codec)
    face_strip(*rows, names=[f"z{place + 1}" for place in places], size=40, labels=_labels())
    st.caption(
        "The mean face with one number of the latent moved, in standard deviations of drawn faces; those "
        "that carry and change most first. A number that stands for one property shows that alone."
    )


def open_for(name: str) -> None:
    """They are shown from the next run of the page on."""
    st.session_state[_key(name)] = True


def _key(name: str) -> str:
    return f"models-traversals-{name}"


def _labels() -> list[str]:
    return [f"{step:+.1f}" for step in np.linspace(-REACH, REACH, STEPS)]


@st.cache_data(max_entries=8, show_spinner="Trying the numbers one by one …")
def _moved(checkpoint_id: str, _codec) -> tuple[list[int], np.ndarray]:
    """Places in z, and pictures (NUMBERS, STEPS, S, S, 3)."""
    from facevae.latents import traversal

    ranking = traversal.rank(_codec, traversal.drawn(_codec, FACES))
    places = [int(place) for place in ranking.order[:NUMBERS]]
    return places, np.stack(
        [_codec.decode(traversal.across(ranking, place, REACH, STEPS)) for place in places]
    )
