"""Directions of labels on the Generate page: which there are, how they are found, which become sliders."""

from contextlib import suppress

import numpy as np
import streamlit as st

from facevae.errors import FaceSetError

MOST, AT_MOST = 10, 20  # sliders at first, and if more are asked for
MOOD, MOODS = "expression: ", 3
ALIKE = 0.6  # cosine from which two directions are one
TELLS = 0.7  # AUC from which a direction is worth a slider unasked
IN_WORDS = {  # what the drawn faces call by its axis, sides being those of the picture
    "light x": "light from the right",
    "light y": "light from below",
    "yaw": "turned to the right",
    "pitch": "looking up",
}
HOW = {"difference": "Difference of means", "logistic": "Logistic regression"}
ABOUT_HOW = (
    "The difference of the means of faces with and without takes along whatever goes with a label, such as "
    "age with white hair. Logistic regression leaves more of that alone, and changes less."
)


def choose(codec, faces, rows: np.ndarray, z: np.ndarray) -> tuple[str, list]:
    """How directions are to be found, and those chosen, as `latents.directions.Direction`; in a popover.

    Args:
        rows: of the set's labelled faces.
        z: their latents.
    """
    with st.popover("Choose features", icon=":material/tune:"):
        how = st.segmented_control(
            "Found by",
            list(HOW),
            default="difference",
            required=True,
            format_func=HOW.get,
            help=ABOUT_HOW,
            key="studio-how",
            persist_state="session",
        )
        found = _found(codec.checkpoint.id, faces.version, how, rows, z, faces)
        if not found:
            st.caption("Too few of these faces have labels to find directions of any.")
            return how, []
        told = {one.name: f"{short(one.name)}, {_sure(one)}" for one in found}
        chosen = st.multiselect(
            "Sliders",
            list(told),
            default=[one.name for one in various(found)[:MOST]],
            format_func=told.get,
            max_selections=AT_MOST,
            help="AUC: how well the direction tells faces with from faces without, of people it was not "
            "fitted on; 0.5 is chance.",
            key=f"studio-labels-{codec.checkpoint.id}-{faces.version}-{how}",
            persist_state="session",
        )
    return how, [one for name in chosen for one in found if one.name == name]


@st.cache_data(max_entries=8, show_spinner="Finding directions …")
def _found(checkpoint_id: str, version: str, how: str, rows, z, _faces) -> list:
    """The directions of all labels, those that tell most first."""
    from facevae.latents import directions

    index, found = _faces.index.iloc[rows], []
    people = directions.people(index)
    for name, yes in directions.labels(index).items():
        with suppress(FaceSetError):
            found.append(directions.attribute(z, yes, name, how, people))
    return sorted(found, key=lambda one: -np.nan_to_num(one.auc))


def various(found: list) -> list:
    """Those that tell something and point elsewhere than all before them; a few expressions first."""
    found = [one for one in found if one.auc >= TELLS]
    mood = [one for one in found if one.name.startswith(MOOD)][:MOODS]  # all of them have a strip
    others = [one for one in found if not one.name.startswith(MOOD)]
    others.sort(key=lambda one: one.name.startswith("more ") or ": " in one.name)  # what one has or has not
    chosen: list = []
    for one in mood + others:
        unit = one.vector / np.linalg.norm(one.vector)
        if all(abs(unit @ other.vector) < ALIKE * np.linalg.norm(other.vector) for other in chosen):
            chosen.append(one)
    return chosen


def short(name: str) -> str:
    """What a label is called on the page."""
    name = name.removeprefix(MOOD).removeprefix("more ")
    return IN_WORDS.get(name, name.replace("_", " "))


def told(one) -> str:
    """What is known of the direction."""
    return f"Found on {one.yes} faces with and {one.no} without; told rightly of other people: {_sure(one)}"


def _sure(one) -> str:
    return "not tested, too few people" if np.isnan(one.auc) else f"AUC {one.auc:.2f}"
