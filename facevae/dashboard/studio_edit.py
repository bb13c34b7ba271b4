"""Edits of a face: another expression, another person, sliders; each with its own honest score."""

from contextlib import suppress

import numpy as np
import streamlit as st

from facevae.dashboard import caches, face_source, state, studio_bench, studio_judge, studio_mix, studio_save
from facevae.dashboard.messages import plain, telling_errors
from facevae.dashboard.picker import face_buttons
from facevae.dashboard.studio_sample import fitted
from facevae.dashboard.studio_state import Standing, Studio
from facevae.dashboard.work import work
from facevae.errors import CheckpointError, FaceVAEError

SIZE = 104
STRENGTH = 1.0
MOST_LABELLED = 200  # faces of each expression that are encoded


def show(room: Studio) -> None:
    """Choose a face; change it by expression, by another face, by sliders."""
    codec = caches.codec()
    with telling_errors():
        chosen = face_source.choose("studio-face", codec.config.size)
        if chosen is None:
            return
        picture = fitted(chosen.picture, codec.config.size)
        z = codec.encode(picture[None]).mu[0]
        drawn = (
            state.face_set() is not None
            and chosen.face_id
            and caches.face_set().facts.get("kind") == state.DRAWN
        )
        room.offer(f"edit {hash(picture.tobytes())}", Standing(z, {}, {"kind": "edit"}, not drawn))
        centres = None
        with telling_errors():
            centres, strip = _expressions(room, codec)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
            if centres is not None:
                _strength()
                studio_save.popover("studio-strip", *strip, label="Save the strip")
            studio_mix.show(room, centres)
        studio_bench.show(room, _score)


def _expressions(room: Studio, codec):
    """The face with each known expression and what a judge makes of it; a click takes one over.

    Returns:
        Where the expressions lie, or None if that is not known; pictures, latents and recipe of the faces.
    """
    from facevae.latents import expressions
    from facevae.recognition.edited import score

    strength = st.session_state.get("studio-strength", STRENGTH)
    try:
        centres = _centres(codec)
    except CheckpointError as error:
        st.caption(f"No expressions to put on. {plain(str(error))}")
        return None, ()
    base = room.now.base
    start = expressions.of_face(codec, centres, base)
    names, faces = expressions.strip(base, centres, start, strength)
    pictures = codec.decode(faces)
    scores = score(_before(room), pictures, studio_judge.judge(room))
    heads = [f"{name} (as it is)" if name == start else name for name in names]
    labels = [f"{head}\n{studio_judge.short(told)}" for head, told in zip(heads, scores, strict=True)]
    pressed = face_buttons(pictures, values=names, labels=labels, key="studio-expressions", size=SIZE)
    kept = "The identity part is kept as it is." if "identity" in codec.parts else "The whole latent moves."
    st.caption(
        f"Learned from {plain(centres.learned_from)}. {kept} A click takes an expression over. "
        "Under each: whether it is told as the same person, and what it is read as."
    )
    if pressed is not None and pressed != start:
        edited = faces[names.index(pressed)]
        room.put(room.now.edited(edited, kind="edit", expression=pressed, strength=strength))
        st.rerun()
    settings = {"expressions": names, "strength": strength, "from": start}
    made = {"kind": "edit", "settings": settings, "of_photograph": room.now.of_photograph}
    return centres, (pictures, faces, made)


def _strength() -> None:
    st.slider(
        "Strength of an expression",
        0.0,
        3.0,
        STRENGTH,
        0.1,
        help="1: as far as faces of both expressions lie apart on average.",
        key="studio-strength",
        persist_state="session",
        width=260,
    )


def _centres(codec):
    """Where the expressions lie: by the labels of the active set, else by the model's own head."""
    if state.face_set():
        faces = caches.face_set()
        if "expression" in faces.columns and faces.column("expression").nunique() > 1:
            rows = _labelled(faces.version, faces)
            if len(rows):
                from facevae.latents import store

                with work("Learning where the expressions lie") as progress:
                    store.latents(codec, faces, rows, progress)  # on disk from then on
                with suppress(FaceVAEError):
                    found = _of_set(codec.checkpoint.id, faces.version, codec, faces)
                    if len(found.known) > 1:
                        return found
    return _of_prior(codec.checkpoint.id, codec)


@st.cache_data(max_entries=8, show_spinner=False)
def _labelled(version: str, _faces) -> np.ndarray:
    """At most so many training faces of each expression."""
    labels = _faces.column("expression").to_numpy()
    rows = _faces.rows("train") if len(_faces.rows("train")) else _faces.rows()
    rng = np.random.default_rng(0)
    parts = []
    for name in {label for label in labels[rows] if label is not None}:
        own = rows[labels[rows] == name]
        parts.append(own if len(own) <= MOST_LABELLED else rng.choice(own, MOST_LABELLED, replace=False))
    return np.sort(np.concatenate(parts)) if parts else np.empty(0, int)


@st.cache_data(max_entries=8, show_spinner=False)
def _of_set(checkpoint_id: str, version: str, _codec, _faces):
    from facevae.latents import expressions, store

    rows = _labelled(version, _faces)
    labels, z = _faces.column("expression").to_numpy()[rows], store.latents(_codec, _faces, rows)
    return expressions.of_faces(
        _codec, z, labels, _faces.pixels[rows], f"{len(rows):,} faces of “{_faces.name}”"
    )


@st.cache_data(max_entries=4, show_spinner="Learning where the expressions lie …")
def _of_prior(checkpoint_id: str, _codec):
    from facevae.latents import expressions

    return expressions.of_prior(_codec)


def _score(room: Studio, z: np.ndarray, picture: np.ndarray) -> None:
    studio_judge.say(room, _before(room), picture)


def _before(room: Studio) -> np.ndarray:
    """The picture of the face on the bench as it was before all edits."""
    return caches.codec().decode(room.now.original)[0]
