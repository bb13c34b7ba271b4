"""What became of every file of an import, with the refused pictures and the way to take them after all."""

import numpy as np
import streamlit as st

from facevae.dashboard import caches, jobs
from facevae.dashboard.faces import face_strip
from facevae.dashboard.messages import plain
from facevae.dashboard.picker import face_choices
from facevae.data import reading

PAGE = 48
WAYS = {
    "center": "take the middle",
    "largest": "take the largest face",
    "all": "take all faces",
    "none": "take whole",
}
LIKELY = {"several_faces": "largest", "too_small": "none"}


def ledger_view(ledger) -> None:
    """Counts, notes, and refused pictures by reason."""
    from facevae.data.ledger import REASONS

    total, refused = len(ledger.table), ledger.refused
    st.markdown(
        f"**{ledger.accepted:,}** of {total:,} files accepted, giving {ledger.faces:,} faces."
        + (f" **{sum(refused.values()):,}** refused:" if refused else " None refused.")
    )
    for note in ledger.notes:
        st.caption(plain(note))
    _accepted(ledger.name)
    taking = f"take-{ledger.name}"
    if jobs.show(taking) is not None:
        jobs.clear(taking)
        st.rerun()
    for place, (reason, count) in enumerate(refused.items()):
        title = f"{REASONS.get(reason, reason).capitalize()} ({count:,})"
        with st.expander(title, expanded=place == 0):
            _refused(ledger, reason)


def _accepted(name: str) -> None:
    faces = caches.face_set(name)
    if len(faces):
        face_strip(np.asarray(faces.pixels[caches.spread(len(faces), 12)]), size=72, one_line=True)


def _refused(ledger, reason: str) -> None:
    rows = ledger.table[(ledger.table["status"] == "refused") & (ledger.table["reason"] == reason)]
    rows = rows.iloc[reading.in_order(rows["file"].tolist())]
    kept = rows[rows["kept"]]
    if len(kept):
        _take(ledger.name, reason, kept["file"].tolist(), ledger)
    unkept = rows[~rows["kept"]]
    if len(unkept):
        st.dataframe(unkept[["file", "detail"]], hide_index=True, height=min(38 + 35 * len(unkept), 260))


def _take(name: str, reason: str, files: list[str], ledger) -> None:
    key = f"{name}-{reason}"
    shown = files[:PAGE]
    chosen = face_choices(ledger.thumbnails(shown), values=shown, labels=shown, size=96, key=f"refused-{key}")
    if len(files) > len(shown):
        st.caption(f"The first {PAGE} of {len(files):,}.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        ways = list(WAYS)
        how = st.selectbox(
            "How", ways, index=ways.index(LIKELY.get(reason, "center")), format_func=WAYS.get, width=220,
            label_visibility="collapsed", key=f"how-{key}",
        )  # fmt: skip
        label = f"Take the {len(chosen)} marked" if chosen else f"Take all {len(files):,} after all"
        st.button(
            label,
            key=f"take-{key}",
            on_click=_start,
            args=(name, chosen or files, how),
            disabled=jobs.running(f"take-{name}"),
        )


def _start(name: str, files: list[str], how: str) -> None:
    from facevae.data.ledger import take_refused

    jobs.start(f"take-{name}", "Taking pictures", lambda progress: take_refused(name, files, how, progress))
