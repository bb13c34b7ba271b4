"""The faces that live between the points of a map: one under the pointer, and many as its background."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import streamlit as st

from facevae.dashboard import caches, map_tiles, opened, quick, state, studio_shelf
from facevae.dashboard.faces import data_uri
from facevae.dashboard.map_request import Request, whole_latents
from facevae.dashboard.messages import telling_errors

_bridge = st.components.v2.component(
    "facevae.map_bridge", js=(Path(__file__).parent / "map_bridge.js").read_text()
)
FACE, TILES = "map-face", "map-tiles"
EDGE = 1.5  # usual distances from the nearest face up to which a place is at the edge
HINT = "Click an empty place, or drag with Face, to see who would live there."
SOLID = "In 2-D a click on an empty place shows who would live there."
TERM = (
    "The decoder's picture of the latent at this place. Near is what lies within the usual distance on the "
    "map: that from a face to its tenth nearest, the median over the faces. "
)
EXACT = "Its two main components are those of this place; all else is the mean of the faces, so it is smooth."
AROUND = "Its latent is the mean of the {near} faces around, the nearer the weightier."
OTHERS = " Only the {part} is laid out here; the other parts are those of the faces around."


class Face(NamedTuple):
    """Who lives at a place: where (x, y), the latent (D,), the picture, and how far from faces."""

    at: tuple[float, float]
    z: np.ndarray
    picture: np.ndarray
    told: str
    far: bool


@st.fragment
def show(request: Request, drawn) -> None:
    """What the browser asks for between the points, and what can be done with the face that was found."""
    if request.dimensions != 2:
        st.caption(SOLID)
        return
    with telling_errors():
        with st.container(gap=None, height=1, border=False):
            face = _face(request, drawn)
        _row(request, face)
        quick.settle()


@st.fragment
def behind(request: Request, drawn) -> None:
    """Decoded faces as the background of the map, where the browser asks for it."""
    asked = _asked(TILES, request)
    answer: dict = {"token": "", "sheet": None}
    if asked and request.dimensions == 2:
        with telling_errors():
            answer = {
                "token": asked["token"],
                "sheet": map_tiles.sheet(request, asked, inverse(request, drawn)),
            }
    with st.container(gap=None, height=1, border=False):
        _bridge(data={"key": request.key, "kind": "tiles"} | answer, key=TILES, on_asked_change=lambda: None)


def inverse(request: Request, drawn):
    """The `latents.inverse.Inverse` of a map; made at its first call."""
    return _inverse(request, drawn, caches.codec())


@st.cache_resource(max_entries=2, show_spinner=False)
def _inverse(request: Request, _drawn, _codec):
    from facevae.latents.inverse import Inverse
    from facevae.latents.set_maps import place

    part = place(_codec, request.part)
    return Inverse(whole_latents(request, _codec), _drawn.points, part, linear=exact(request))


def exact(request: Request) -> bool:
    """Whether the map's points are a linear map of the latents."""
    from facevae.latents.projection_methods import METHODS

    return METHODS[request.method].linear and request.distance == "euclidean"


def _asked(key: str, request: Request) -> dict | None:
    """What the browser asks of this map."""
    asked = getattr(st.session_state.get(key), "asked", None)
    return asked if asked and asked.get("key") == request.key else None


def _face(request: Request, drawn) -> Face | None:
    asked = _asked(FACE, request)
    face = at(inverse(request, drawn), caches.codec(), asked["at"]) if asked else None
    answer = {"token": asked["token"] if asked else "", "picture": "", "told": "", "far": False}
    if face:
        answer |= {"picture": data_uri(face.picture), "told": face.told, "far": face.far}
    _bridge(data={"key": request.key, "kind": "face"} | answer, key=FACE, on_asked_change=lambda: None)
    return face


def at(inverse, codec, place: list[float]) -> Face | None:
    """Who lives at a place; None where it is none."""
    x, y = map(float, place)
    if not np.isfinite([x, y]).all():
        return None
    lives = inverse.at([[x, y]])
    told = in_words(int(lives.among[0]), float(lives.ratio[0]))
    return Face((x, y), lives.z[0], codec.decode(lives.z)[0], told, bool(lives.ratio[0] > EDGE))


def in_words(among: int, ratio: float) -> str:
    """How far from faces a place is, given how many are near and the nearest's distance in usual ones."""
    if among:
        return f"among {among:,} faces" if among > 1 else "beside one face"
    if ratio <= EDGE:
        return "at the edge of the faces"
    return f"far from any face: {ratio:,.{0 if ratio >= 10 else 1}f} times the usual distance"


def made_of(request: Request) -> str:
    """What the decoded faces of this map are made of."""
    from facevae.latents.inverse import NEAR

    text = EXACT if exact(request) else AROUND.format(near=NEAR)
    return text + (OTHERS.format(part=request.part) if request.part else "")


def _row(request: Request, face: Face | None) -> None:
    """What is told of the face, and where it can be taken; the row is there from the beginning."""
    help_text = TERM + made_of(request)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        told = f"This face lives {face.told}." if face else HINT
        if face and request.part:
            told += OTHERS.format(part=request.part)
        st.caption(told, help=help_text, width="content")
        look = {"type": "tertiary", "disabled": face is None}
        if st.button("Open in Generate", icon=":material/auto_fix_high:", key="map-face-open", **look):
            opened.open_latent(face.z, origin(request, face), photographed(request))
        if st.button("Keep on the shelf", icon=":material/bookmark_add:", key="map-face-keep", **look):
            studio_shelf.put(face.z, face.picture, origin(request, face), photographed(request))


def origin(request: Request, face: Face) -> dict:
    """How the face came about, for its recipe."""
    method = request.method + (f" of the {request.part}" if request.part else "")
    return {"kind": "mix", "map": method, "at": [round(value, 4) for value in face.at], "lives": face.told}


def photographed(request: Request) -> bool:
    """Whether the faces of the map are photographs."""
    return caches.face_set(request.set_name).facts.get("kind") != state.DRAWN
