"""Edits of a face: another expression, another person, sliders; each with its own honest score."""

from contextlib import suppress

import numpy as np
import streamlit as st

from facevae.dashboard import caches, face_source, state, studio_bench, taught, words
from facevae.dashboard.messages import plain, telling_errors
from facevae.dashboard.picker import face_buttons
from facevae.dashboard.studio_sample import fitted
from facevae.dashboard.studio_state import Standing, Studio
from facevae.dashboard.work import work
from facevae.errors import CheckpointError, FaceVAEError

SIZE = 104
STRENGTH = 1.0
TAKEN = {"expression": "its expression", "identity": "who it is", "rest": "the rest (light, pose, backdrop)"}
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
        st.session_state["studio-original"] = z
        known = False
        with telling_errors():
            known = _expressions(room, codec)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
            if known:
                _strength()
            _other_face(room, codec)
        studio_bench.show(room, _score)


def _expressions(room: Studio, codec) -> bool:
    """The face with each known expression; a click takes one over. Whether any are known."""
    from facevae.latents import expressions

    strength = st.session_state.get("studio-strength", STRENGTH)
    try:
        centres = _centres(codec)
    except CheckpointError as error:
        st.caption(f"No expressions to put on. {plain(str(error))}")
        return False
    base = room.now.base
    start = expressions.of_face(codec, centres, base)
    names, faces = expressions.strip(base, centres, start, strength)
    pictures = codec.decode(faces)
    labels = [f"{name} (as it is)" if name == start else name for name in names]
    pressed = face_buttons(pictures, values=names, labels=labels, key="studio-expressions", size=SIZE)
    told = "The identity part is kept as it is." if "identity" in codec.parts else "The whole latent moves."
    st.caption(f"Learned from {plain(centres.learned_from)}. {told} A click takes an expression over.")
    if pressed is not None and pressed != start:
        origin = room.now.origin | {"kind": "edit", "expression": pressed, "strength": strength}
        room.put(Standing(faces[names.index(pressed)], room.now.values, origin, room.now.of_photograph))
        st.rerun()
    return True


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


def _other_face(room: Studio, codec) -> None:
    """Take a part of the latent from another face of the set or the shelf."""
    parts = [part for part in TAKEN if part in codec.parts]
    if len(parts) < 2:
        return
    with st.popover("Take something from another face", icon=":material/swap_horiz:"):
        part = st.segmented_control(
            "What to take", parts, default=parts[0], required=True, format_func=TAKEN.get, key="studio-part"
        )
        z, pictures = _others(room, codec)
        pressed = face_buttons(
            pictures, values=[str(i) for i in range(len(z))], key="studio-others", size=SIZE - 32
        )
    if pressed is not None:
        from facevae.latents.edits import with_part

        moved = with_part(codec, room.now.base, z[int(pressed)], part)
        origin = room.now.origin | {"kind": "mix", f"{part}_from": "another face"}
        room.put(Standing(moved, room.now.values, origin, room.now.of_photograph))
        st.rerun()


def _others(room: Studio, codec) -> tuple[np.ndarray, np.ndarray]:
    """Kept faces, and some of the set, else drawn ones."""
    from facevae.latents import store

    kept = room.shelf[-6:]
    if state.face_set():
        faces = caches.face_set()
        rows = faces.rows()
        rows = np.random.default_rng(1).choice(rows, min(12, len(rows)), replace=False)
        z = store.latents(codec, faces, np.sort(rows))
    else:
        z = codec.draw(12, 1, 0.8)
    z = np.concatenate([np.stack([one.z for one in kept]), z]) if kept else z
    return z, codec.decode(z)


def _score(room: Studio, z: np.ndarray, picture: np.ndarray) -> None:
    """How a recogniser finds the edited face, beside the face as it was."""
    from facevae.recognition import decision, reports
    from facevae.recognition.edited import score
    from facevae.recognition.embedding import LatentEmbedder

    name = _judge(room)
    judge, before = caches.codec(name), caches.codec().decode(st.session_state["studio-original"])[0]
    report = decision.surest(reports.of(name, judge.checkpoint.id), "verification")
    reader = judge if judge.has_expression else None
    told = score(before, picture[None], LatentEmbedder(judge), reader, report)[0]
    st.markdown(_sentence(told, f"“{plain(name)}”"))


def _judge(room: Studio) -> str:
    """The active model; for photographs one that was taught to tell people apart, where that one was not."""
    from facevae.training import cards

    if not room.now.of_photograph or cards.has_part(state.model(), "identity"):
        return state.model()
    return next(iter(taught.others("identity", most=1)), state.model())


def _sentence(told, judge: str) -> str:
    cosine = f"cosine {told.cosine:.2f} to the face as it was"
    if told.decision is None:
        who = f"**Likeness:** {cosine}; {judge} was not tested on telling people apart."
    else:
        same = "still the same person" if told.decision.same else "no longer the same person"
        who = (
            f"**{judge} says: {same}** ({cosine}, same from {told.decision.threshold:.2f}; it "
            f"is wrong in {words.percent(told.decision.far)} of pairs of different people, "
            f"{plain(told.decision.measured_on)})."
        )
    if told.expression is None:
        return f"{who} It does not read expressions."
    return f"{who} It reads **{told.expression}** ({words.percent(told.probability)})."
