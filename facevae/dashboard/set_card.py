"""What a face set is, and its end."""

import pandas as pd
import streamlit as st

from facevae.dashboard import caches, state
from facevae.dashboard.bring_settings import CROPS
from facevae.dashboard.messages import plain
from facevae.dashboard.words import count
from facevae.data import marks
from facevae.data.labels import SPLITS
from facevae.errors import FaceSetError

SHOWN = "data-shown"  # the set looked at on the Data page; it may be one without any face


def in_short(facts: dict) -> str:
    """`600 faces, 64 px, generated`."""
    return f"{facts['count']:,} faces, {facts['size']} px, {facts.get('kind', 'photographs')}"


def caption(name: str) -> str:
    """The set in short, for a list; `damaged` where it cannot be opened."""
    try:
        return in_short(caches.face_set(name).facts)
    except FaceSetError:
        return "damaged"


def set_card(faces) -> None:
    """Facts, counts by expression and split, and deletion."""
    facts = faces.facts
    st.markdown(
        "\n".join(
            f"- {what}: {plain(str(value))}"
            for what, value in (
                ("Source", facts.get("source")),
                ("Holds", in_short(facts)),
                ("Excluded", f"{count(len(faces.excluded), 'face')}" if len(faces.excluded) else None),
                ("Tags", ", ".join(f"{word} {n:,}" for word, n in marks.tags(facts).items())),
                ("Brought in", facts.get("created", "")[:10]),
                ("Cut out", CROPS.get(facts.get("crop"))),
                ("Version", faces.version),
            )
            if value
        )
    )
    table = pd.crosstab(faces.column("expression").fillna("unlabelled"), faces.column("split"))
    st.dataframe(table[[split for split in SPLITS if split in table]], width="content")
    deletion(faces.name)


def deletion(name: str) -> None:
    """A button that asks before it deletes the set."""
    with st.popover("Delete this set", icon=":material/delete:"):
        st.markdown(f"All faces of **{plain(name)}** will be gone for good. Models trained on them stay.")
        st.button("Delete", key="delete-set", on_click=_delete, args=(name,))


def _delete(name: str) -> None:
    from facevae.data import faceset

    faceset.delete(name)
    st.session_state.pop(state.FACES, None)
    st.session_state.pop(SHOWN, None)
