"""The way from one selected face to another: on the map, and as a strip of decoded faces."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from facevae.dashboard import caches, map_selection, opened, placing, studio_save, studio_walk
from facevae.dashboard.map_gallery import captions
from facevae.dashboard.map_lives import photographed
from facevae.dashboard.map_request import Request, whole_latents
from facevae.dashboard.picker import face_buttons

STEPS, HOW = "map-path-steps", "map-path-how"
USUAL_STEPS, USUAL_HOW = 9, "spherical"
HELP = (
    "Each step is decoded from a latent between the two, and its dot is where the map would place it. A "
    "straight way can be a crooked one on the map, and a jump says that the map has a gap there."
)


class Path(NamedTuple):
    """Rows of the two faces in the set, latents (S, D) and pictures of the steps, and their points."""

    ends: np.ndarray
    z: np.ndarray
    pictures: np.ndarray
    points: np.ndarray


def between(request: Request, drawn, codec) -> Path | None:
    """The way between the two selected faces by the map's model; None where not just two are selected."""
    rows = map_selection.rows_on(request)
    if len(rows) != 2:
        return None
    ends = _latents(request, tuple(rows.tolist()), codec)
    steps, how = (st.session_state.get(key, usual) for key, usual in ((STEPS, USUAL_STEPS), (HOW, USUAL_HOW)))
    z, pictures = studio_walk.walk(*ends, steps, how, tuple(codec.parts), codec)
    points = placing.placement(request, drawn, codec).place(placing.as_laid_out(request, codec, z)).points
    points[[0, -1]] = drawn.points[rows]
    return Path(map_selection.in_set(request, rows), z, pictures, points)


@st.cache_data(max_entries=32, show_spinner=False)
def _latents(request: Request, rows: tuple[int, int], _codec) -> np.ndarray:
    return whole_latents(request, _codec)[list(rows)]


def show(request: Request, path: Path, beside: Request | None = None) -> None:
    """The strip; a press on a face takes it to Generate.

    Args:
        beside: the map beside this one.
    """
    names = captions(caches.face_set(request.set_name), path.ends)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.subheader("The way between the two", anchor=False, help=HELP, width="content")
        st.slider("Steps", 3, 15, USUAL_STEPS, key=STEPS, persist_state="session", width=130)
        st.segmented_control(
            "Way",
            list(studio_walk.HOW),
            default=USUAL_HOW,
            required=True,
            format_func=studio_walk.HOW.get,
            key=HOW,
            label_visibility="collapsed",
            persist_state="session",
        )
        settings = {"steps": len(path.z), "way": st.session_state[HOW]}
        told = {"kind": "walk", "settings": settings, "of_photograph": photographed(request)}
        studio_save.popover("map-path", path.pictures, path.z, told, moving=True)
    values = [str(step) for step in range(len(path.z))]
    labels = [names[0] or "from", *[""] * (len(path.z) - 2), names[1] or "to"]
    pressed = face_buttons(path.pictures, values=values, labels=labels, key="map-path-faces", size=88)
    another = beside is not None and beside.checkpoint_id != request.checkpoint_id
    st.caption(
        "Each dot of the line on the map is one of these faces. A press opens one in Generate."
        + (" The line on the second map is the way that its own model makes of it." if another else "")
    )
    if pressed is not None:
        origin = {"kind": "walk"} | settings | {"step": int(pressed) + 1}
        opened.open_latent(path.z[int(pressed)], origin, told["of_photograph"])
