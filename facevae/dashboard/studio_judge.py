"""Who judges an edit on the Generate page, and what is said of it."""

import re

import numpy as np
import streamlit as st

from facevae.dashboard import caches, state, studio_features, taught, words
from facevae.dashboard.messages import plain
from facevae.dashboard.studio_state import Studio
from facevae.errors import ConfigError, FaceSetError

FITTED = 3000  # faces that a judge by pixels is fitted on
MOVED = re.compile(r"^(?:features|logistic)-(.+)$")  # key of a slider of a label


def judge(room: Studio):
    """A model that was taught to tell people apart: the active one, else another for photographs.

    Drawn faces are judged by their pixels, where the active set has labels to learn that from.
    """
    from facevae.recognition import edit_judges
    from facevae.training import cards

    active = state.model()
    if cards.has_part(active, "identity"):
        return edit_judges.of_model(caches.codec())
    if room.now.of_photograph:
        return edit_judges.of_model(caches.codec(next(iter(taught.others("identity", most=1)), active)))
    if state.face_set():
        faces = caches.face_set()
        if found := _of_pixels(faces.version, caches.codec().config.size, faces):
            return found
    return edit_judges.of_model(caches.codec())


@st.cache_resource(max_entries=2, show_spinner="Learning to judge by pixels …")
def _of_pixels(version: str, size: int, _faces):
    from facevae.recognition import edit_judges

    try:
        return edit_judges.of_pixels(_faces, size, FITTED)
    except FaceSetError:  # without people or labels
        return None


def say(room: Studio, before: np.ndarray, picture: np.ndarray) -> None:
    """How the judge finds the edited face beside the face as it was, and how moved labels are read."""
    from facevae.recognition.edited import score

    judging = judge(room)
    told = score(before, picture[None], judging)[0]
    name = f"“{plain(judging.name)}”" if judging.name in state.model_names() else "A judge by pixels"
    st.markdown(_sentence(told, name))
    read = {label: _read(label, before, picture) for label in moved(room)}
    if any(read.values()):
        st.markdown(f"Read from pixels: {'; '.join(filter(None, read.values()))}.")
    if unread := [plain(studio_features.short(label)) for label, told in read.items() if not told]:
        st.caption(f"Not read, for too few faces here are labelled with it: {', '.join(unread)}.")


def moved(room: Studio) -> list[str]:
    """The labels along whose directions the face was moved."""
    return [found[1] for key in room.now.values if (found := MOVED.match(key))]


def _read(label: str, before: np.ndarray, picture: np.ndarray) -> str:
    faces = caches.face_set() if state.face_set() else None
    reader = _reader(faces.version, label, caches.codec().config.size, faces) if faces else None
    if reader is None:
        return ""
    was, now = reader.read(np.stack([before, picture]))
    sure = "" if np.isnan(reader.auc) else f", AUC {reader.auc:.2f} on held-out faces"
    name = plain(studio_features.short(label))
    return f"**{name}** {words.percent(was)} before, {words.percent(now)} now{sure}"


@st.cache_resource(max_entries=32, show_spinner=False)
def _reader(version: str, label: str, size: int, _faces):
    """Reads the label from pixels; None where too few faces have it, or none."""
    from facevae.recognition import label_edits
    from facevae.recognition.pixel_reader import of_label

    try:
        return of_label(_pixels(version, size, _faces), _faces, label_edits.labelled(_faces, label), label)
    except (ConfigError, FaceSetError):
        return None


@st.cache_resource(max_entries=2, show_spinner="Learning to read by pixels …")
def _pixels(version: str, size: int, _faces):
    from facevae.recognition.edit_judges import by_person
    from facevae.recognition.pixel_reader import PixelReader

    return PixelReader.fit(_faces, by_person(_faces, _faces.rows("train"), FITTED), size)


def short(told) -> str:
    """Two small lines under an edited face: still the same person, and which expression is read."""
    who = f"likeness {told.cosine:.2f}"
    if told.decision is not None:
        who = f"{'same' if told.decision.same else 'other'}, {told.cosine:.2f}"
    return f"{who}\nread: {told.expression}" if told.expression else who


def _sentence(told, name: str) -> str:
    cosine = f"cosine {told.cosine:.2f} to the face as it was"
    if told.decision is None:
        who = f"**Likeness:** {cosine}; {name} was not tested on telling people apart."
    else:
        same = "still the same person" if told.decision.same else "no longer the same person"
        who = (
            f"**{name} says: {same}** ({cosine}, same from {told.decision.threshold:.2f}; it "
            f"is wrong in {words.percent(told.decision.far)} of pairs of different people, "
            f"{plain(told.decision.measured_on)})."
        )
    if told.expression is None:
        return f"{who} It does not read expressions."
    return f"{who} It reads **{told.expression}** ({words.percent(told.probability)})."
