"""The user's own faces on the map, beside the known faces that they are most like."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from facevae.dashboard import caches, uploads
from facevae.dashboard.faces import face_strip
from facevae.dashboard.map_request import Request, faces_on, latents, of_part

NEAREST = 8
MOST = 100  # pictures placed in one go
PAGE = 4  # placed faces shown with their neighbours at once
RARE = 0.05  # of the known faces are as far from their nearest: a place of a face yet farther says little
DRAWS, FEW_DRAWS = 48, 16  # of a posterior: of a few faces, of many
FEW = 8
OPEN, ANSWERED, KNOWN = "map-own-open", "map-own-answered", "map-own-known"


@dataclass(frozen=True)
class Placed:
    """One of the user's faces on the map.

    Args:
        crop: the picture (S, S, 3).
        point: where it lies.
        cloud: where else its posterior would have it, (S, 2 or 3).
        rows: of the nearest faces in the set, nearest first.
        ratio: the distance to the nearest, in usual ones.
        farther: the share of known faces that are farther from their nearest.
    """

    label: str
    crop: np.ndarray
    point: np.ndarray
    cloud: np.ndarray
    rows: np.ndarray
    ratio: float
    farther: float

    @property
    def sure(self) -> bool:
        return bool(self.farther >= RARE)

    def on_map(self) -> dict:
        """What the browser draws of it."""
        words = {"label": self.label, "sure": self.sure}
        return words | {"at": self.point.tolist(), "cloud": self.cloud.tolist()}


def own_faces(codec) -> list:
    """The uploader; returns the `Found` pictures."""
    st.markdown("Your picture is placed among the faces that the model finds most like it.")
    pictures = uploads.faces_of_user("map", codec.config.size, camera=False, most=MOST)
    _make_way(pictures)
    return pictures


def _make_way(pictures: list) -> None:
    """Close the uploader over the answer, once each new picture has a face."""
    known = {picture.digest for picture in pictures}
    new = known - st.session_state.get(KNOWN, set())
    st.session_state[KNOWN] = known
    if new and uploads.all_have_faces("map", pictures):
        st.session_state[ANSWERED] = True
        st.rerun()


def popover():
    """The place of the uploader in the bar; closed when the answer is there."""
    if st.session_state.pop(ANSWERED, False):
        st.session_state[OPEN] = False
    return st.popover("Place a face", icon=":material/person_pin_circle:", key=OPEN, on_change="rerun")


def place(request: Request, drawn, codec, pictures: list) -> list[Placed]:
    """Where the user's faces lie, those found in `pictures`."""
    if not pictures:
        return []
    crops = np.concatenate([picture.crops for picture in pictures])
    labels = [label for picture in pictures for label in _labels(picture)]
    frozen = placement(request, drawn, codec)
    placed, clouds = _placed(request, hash(crops.tobytes()), codec, frozen, crops)
    rows = faces_on(request)[0][placed.near]
    each = zip(labels, crops, placed.points, clouds, rows, placed.ratio, placed.farther, strict=True)
    return [Placed(*one) for one in each]


@st.cache_resource(max_entries=2, show_spinner=False)
def placement(request: Request, _drawn, _codec):
    """The `latents.placement.Placement` of a map, kept for the next faces."""
    from facevae.latents.placement import Placement
    from facevae.latents.projection_methods import METHODS

    return Placement(latents(request, _codec), _drawn.points, linear=METHODS[request.method].linear)


def as_laid_out(request: Request, codec, z: np.ndarray) -> np.ndarray:
    """Whole latents (..., D) as the map uses them."""
    flat = z.reshape(-1, z.shape[-1])
    return of_part(request, codec, flat).reshape(*z.shape[:-1], -1)


@st.cache_data(max_entries=8, show_spinner=False)
def _placed(request: Request, crops: int, _codec, _frozen, _crops: np.ndarray):
    """`latents.placement.Placed` of the crops, and the clouds (M, S, 2 or 3)."""
    from facevae.latents.placement import draws

    known = _codec.encode(_crops)
    placed = _frozen.place(as_laid_out(request, _codec, known.mu), NEAREST)
    if _codec.config.kind != "vae":
        return placed, np.empty((len(_crops), 0, placed.points.shape[1]))
    count = DRAWS if len(_crops) <= FEW else FEW_DRAWS
    drawn = draws(known.mu, known.logvar, count)
    return placed, _frozen.spread(as_laid_out(request, _codec, drawn))


def _labels(picture) -> list[str]:
    stem = picture.name.rsplit(".", 1)[0][:32]
    count = len(picture.crops)
    return [stem] if count == 1 else [f"{stem} {i + 1}" for i in range(count)]


def neighbours(request: Request, known: list[Placed]) -> None:
    """Each placed face beside its nearest faces of the set, a few at a time."""
    from facevae.dashboard.map_gallery import captions

    if not known:
        return
    pages = -(-len(known) // PAGE)
    page = 1
    if pages > 1:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(_summary(known), width="content")
            page = st.pagination(pages, key=f"map-placed-page-{len(known)}")
    faces = caches.face_set(request.set_name)
    for one in known[(page - 1) * PAGE : page * PAGE]:
        mine, theirs = st.columns([1, 8], vertical_alignment="top")
        with mine:
            face_strip(one.crop[None], labels=[one.label], size=80)
        with theirs:
            face_strip(faces.pixels[one.rows], labels=captions(faces, one.rows), size=80, one_line=True)
        st.caption(confidence(one), help=_about(one))


def _summary(known: list[Placed]) -> str:
    sure = sum(one.sure for one in known)
    return f"{len(known)} faces placed; {sure} of them as near to known faces as those are to each other."


def confidence(one: Placed) -> str:
    """How far the place can be believed."""
    lead = "Its nearest faces, the most alike first."
    if one.sure:
        share = round(100 * one.farther)
        return f"{lead} It is well placed: {share} of 100 known faces are farther from their nearest than it."
    share = 100 - round(100 * one.farther)
    than = f"{share} of 100 known faces are from theirs" if share < 100 else "any known face is from its own"
    return (
        f"{lead} Its place says little: it is {one.ratio:.1f} times the usual distance from them, more than "
        f"{than}. Its mark is hollow."
    )


def _about(one: Placed) -> str:
    text = "Distances are those of latents, whatever the map shows."
    if len(one.cloud):
        text += (
            f" The dots around its mark on the map are {len(one.cloud)} draws from the face's posterior: "
            "where else the model would have it."
        )
    return text
