"""The user's own faces on the map, beside the known faces that they are most like."""

import numpy as np
import streamlit as st

from facevae.dashboard import caches, uploads
from facevae.dashboard.faces import face_strip
from facevae.dashboard.map_request import Request, faces_on, latents, of_part
from facevae.dashboard.work import work

NEAREST = 8
FAR = 1.5  # times the usual distance to the nearest face, from where a place says little


def own_faces(codec) -> list:
    """The uploader; returns the `Found` pictures."""
    st.markdown("Your picture is placed among the faces that the model finds most like it.")
    return uploads.faces_of_user("map", codec.config.size, camera=False)


def place(request: Request, drawn, codec, pictures: list) -> tuple[list[tuple[str, tuple]], list]:
    """Where the user's faces lie.

    Returns:
        label and point of each; and for each its crop, label, the rows of its nearest faces, and how far off
        it is, in usual distances.
    """
    from facevae.latents.placement import place

    if not pictures:
        return [], []
    crops = np.concatenate([picture.crops for picture in pictures])
    labels = [label for picture in pictures for label in _labels(picture)]
    rows = faces_on(request)[0]
    with work("Encoding the faces") as progress:
        known = latents(request, codec, progress)
    new = of_part(request, codec, codec.encode(crops).mu)
    points, near, ratio = place(new, known, drawn.points, k=min(NEAREST, len(rows)))
    placed = [(label, tuple(map(float, point))) for label, point in zip(labels, points, strict=True)]
    return placed, list(zip(crops, labels, rows[near], ratio, strict=True))


def _labels(picture) -> list[str]:
    stem = picture.name.rsplit(".", 1)[0][:32]
    count = len(picture.crops)
    return [stem] if count == 1 else [f"{stem} {i + 1}" for i in range(count)]


def neighbours(request: Request, known: list) -> None:
    """Each placed face beside its nearest faces of the set."""
    from facevae.dashboard.map_gallery import captions

    faces = caches.face_set(request.set_name)
    for crop, label, rows, ratio in known:
        mine, theirs = st.columns([1, 8], vertical_alignment="top")
        with mine:
            face_strip(crop[None], labels=[label], size=80)
        with theirs:
            face_strip(faces.pixels[rows], labels=captions(faces, rows), size=80, one_line=True)
        st.caption(f"Its nearest faces in latent space, the most alike first.{_warning(ratio)}")


def _warning(ratio: float) -> str:
    if ratio < FAR:
        return ""
    return f" It is {ratio:.1f} times as far from them as they are from each other: its place says little."
