"""A big face with sliders beside it; below, what is known of the face and what can be done with it."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import streamlit as st

from facevae.dashboard import caches, quick, studio_axes, studio_save, studio_shelf
from facevae.dashboard.faces import data_uri
from facevae.dashboard.messages import telling_errors
from facevae.dashboard.studio_axes import Axis
from facevae.dashboard.studio_state import Studio

_HERE = Path(__file__).parent
_component = st.components.v2.component(
    "facevae.studio_bench",
    html='<div class="fv-bench"><img alt=""><div class="fv-sliders"></div></div>',
    css=(_HERE / "studio_bench.css").read_text(),
    js=(_HERE / "studio_bench.js").read_text(),
)
KEY = "studio-bench"
LET_GO = "studio-let-go"
SIDE = 340  # of the face on a wide screen, in pixels
Facts = Callable[[Studio, np.ndarray, np.ndarray], None]  # of a studio, its latent (D,) and picture


def show(room: Studio, facts: Facts) -> None:
    """The bench with the face that lies on it.

    Args:
        facts: shows below it what is worth knowing of the face; asked when a slider was let go.
    """
    with telling_errors():
        with st.container(horizontal=True, vertical_alignment="center"):
            group = st.segmented_control(
                "Sliders",
                list(studio_axes.GROUPS),
                default="features",
                required=True,
                format_func=studio_axes.GROUPS.get,
                key="studio-group",
                label_visibility="collapsed",
                persist_state="session",
            )
            axes = studio_axes.axes(group)
        _live(room, group, axes)
        if axes:
            st.caption(f"{studio_axes.about(group, axes)} A double click puts a slider back.")
        z, picture = _face(room, axes)
        _tools(room, z, picture)
        facts(room, z, picture)
        quick.settle()


@st.fragment
def _live(room: Studio, group: str, axes: list[Axis]) -> None:
    """The face and its sliders alone: this runs for every move of a slider."""
    with telling_errors():
        _component(
            data=_data(room, group, axes, _face(room, axes)[1]), key=KEY, on_moved_change=lambda: _moved(room)
        )
    if st.session_state.pop(LET_GO, False):
        st.rerun()


def steps() -> dict[str, np.ndarray]:
    """The steps of all sliders that were shown in this session, by key."""
    return st.session_state.setdefault("studio-steps", {})


def _face(room: Studio, axes: list[Axis]) -> tuple[np.ndarray, np.ndarray]:
    codec = caches.codec()
    # Moved sliders of other groups still count: their steps are remembered under the model's id.
    own = f"{codec.checkpoint.id}/"
    steps().update({own + axis.key: axis.step for axis in axes})
    known = {key.removeprefix(own): step for key, step in steps().items() if key.startswith(own)}
    z = studio_axes.latent(room.now, known)
    return z, codec.decode(z)[0]


def _data(room: Studio, group: str, axes: list[Axis], picture: np.ndarray) -> dict:
    moved = st.session_state.get(KEY)
    message = getattr(moved, "moved", None) or {}
    return {
        "serial": f"{_window()}-{room.serial}-{group}",
        "token": message.get("token", ""),
        "picture": data_uri(picture),
        "alt": "the face on the bench",
        "pixelated": len(picture) < SIDE / 2,
        "sliders": [
            {
                "key": axis.key,
                "label": axis.label,
                "help": axis.help,
                "min": -axis.reach,
                "max": axis.reach,
                "step": 0.05,
                "value": room.now.values.get(axis.key, 0.0),
            }
            for axis in axes
        ],
    }


def _window() -> str:
    """Tells this session from one before it in the same window."""
    return st.session_state.setdefault("studio-window", secrets.token_hex(4))


def _moved(room: Studio) -> None:
    message = st.session_state[KEY].moved or {}
    if not str(message.get("serial", "")).startswith(f"{_window()}-{room.serial}-"):
        return  # of a face that no longer lies here
    values = {key: float(value) for key, value in message.get("values", {}).items()}
    others = {key: value for key, value in room.now.values.items() if key not in values}
    room.slide(others | values, bool(message.get("done")))
    st.session_state[LET_GO] = bool(message.get("done"))


def _tools(room: Studio, z: np.ndarray, picture: np.ndarray) -> None:
    """Back, forward, keep, save."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Undo", icon=":material/undo:", disabled=not room.back, key="studio-undo"):
            room.undo()
            st.rerun()
        if st.button("Redo", icon=":material/redo:", disabled=not room.forward, key="studio-redo"):
            room.redo()
            st.rerun()
        if st.button("Keep", icon=":material/bookmark_add:", key="studio-keep", help="Put it on the shelf"):
            studio_shelf.keep(room, z, picture)
            st.rerun()
        if room.now.values and st.button("Reset", icon=":material/restart_alt:", key="studio-reset"):
            room.put(replace(room.now, values={}))
            st.rerun()
        studio_save.popover("studio-one", picture[None], z[None], room.now.told())
