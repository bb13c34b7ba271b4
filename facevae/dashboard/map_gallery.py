"""The selected faces: gallery with reconstructions, what is known of them, their mean, and ways on."""

import numpy as np
import streamlit as st

from facevae.dashboard import caches, map_selection, marking, opened
from facevae.dashboard.face_card import face_card
from facevae.dashboard.faces import face_strip
from facevae.dashboard.map_export import exports
from facevae.dashboard.map_request import Request
from facevae.dashboard.messages import plain, telling_errors
from facevae.dashboard.picker import face_buttons
from facevae.data.marks import BETWEEN, TAGS

PAGE = 24
MOST_AVERAGED = 5000  # faces; of more a sample, the same every time
NAMED = 5  # people told by name
HINT = {2: "Click a point, or draw a box or a lasso around some,", 3: "Click a point, and others with Shift,"}
ENDS = "to see the faces and what the model makes of them."


def show(request: Request, drawn) -> None:
    """The selection under the map; a press on a face opens its card."""
    faces = caches.face_set(request.set_name)
    face_ids = map_selection.on_map(request)
    elsewhere = len(map_selection.selected()) - len(face_ids)
    marking.last_change(faces)
    if not face_ids:
        gone = f" {elsewhere:,} faces selected before are not on this map." if elsewhere else ""
        st.caption(f"{HINT[request.dimensions]} {ENDS}{gone}")
        return
    st.subheader(f"{len(face_ids):,} selected {'face' if len(face_ids) == 1 else 'faces'}", anchor=False)
    rows = faces.positions(face_ids)
    with telling_errors():
        mean, about = st.columns([2, 5], gap="medium", vertical_alignment="center")
        with mean:
            _mean(request, faces, rows)
        with about:
            _known(faces, rows, elsewhere)
            _ways_on(request, drawn, faces, face_ids)
        _faces(request, faces, face_ids, rows)


def _mean(request: Request, faces, rows: np.ndarray) -> None:
    """The mean of the pictures, and the face of the mean latent."""
    pictures, decoded = _averaged(request.checkpoint_id, faces.version, rows, faces, caches.codec())
    face_strip(np.stack([pictures, decoded]), labels=["mean picture", "mean latent"], size=104)


@st.cache_data(max_entries=32, show_spinner=False)
def _averaged(
    checkpoint_id: str, version: str, rows: np.ndarray, _faces, _codec
) -> tuple[np.ndarray, np.ndarray]:
    from facevae.faces.align import center_crop
    from facevae.latents import store

    if len(rows) > MOST_AVERAGED:
        rows = np.sort(np.random.default_rng(0).choice(rows, MOST_AVERAGED, replace=False))
    picture = np.mean([_faces.pixels[row] for row in rows], axis=0, dtype=np.float64).round().astype(np.uint8)
    decoded = _codec.decode(store.latents(_codec, _faces, np.sort(rows)).mean(axis=0))[0]
    same = picture.shape == decoded.shape
    return picture if same else center_crop(picture, decoded.shape[0]), decoded


def _known(faces, rows: np.ndarray, elsewhere: int) -> None:
    if summary := counts(faces, rows):
        st.markdown(summary)
    if elsewhere:
        st.caption(f"{elsewhere:,} more selected faces are not on this map; they stay selected.")


def counts(faces, rows: np.ndarray) -> str:
    """Each label's counts as a line: `12 people: Ada 3, Grace 2, …`."""
    lines = []
    for name in ("identity", "expression", TAGS, "split"):
        if name not in faces.columns:
            continue
        values = faces.column(name).iloc[rows]
        common = (values.str.split(BETWEEN).explode() if name == TAGS else values).value_counts()
        if not len(common):
            continue
        listed = [f"{plain(str(kind).replace('_', ' '))} {count:,}" for kind, count in common.items()]
        if name == "identity":
            head = f"{len(common):,} {'person' if len(common) == 1 else 'people'}"
            listed = listed[:NAMED] + (["…"] if len(listed) > NAMED else [])
        else:
            head = name
        unlabelled = 0 if name == TAGS else int(values.isna().sum())
        listed += [f"unlabelled {unlabelled:,}"] if unlabelled else []
        lines.append(f"- {head}: {', '.join(listed)}")
    return "\n".join(lines)


def _ways_on(request: Request, drawn, faces, face_ids: list[str]) -> None:
    with st.container(horizontal=True, gap="small"):
        marking.tools(faces, face_ids, "map")
        exports(drawn, faces, map_selection.rows_on(request))
        for name, title, icon in opened.PAGES:
            if st.button(
                title, icon=icon, key=f"map-open-{name}", help=f"Take these faces to the page {title}."
            ):
                opened.open_page(name, request.set_name, face_ids)


def _faces(request: Request, faces, face_ids: list[str], rows: np.ndarray) -> None:
    pages = -(-len(face_ids) // PAGE)
    page = st.pagination(pages, key=f"map-page-{hash(tuple(face_ids))}") if pages > 1 else 1
    part = slice((page - 1) * PAGE, page * PAGE)
    result = caches.reconstructed(face_ids[part])
    pressed = face_buttons(
        faces.pixels[rows[part]],
        result.x_hat,
        values=face_ids[part],
        labels=captions(faces, rows[part]),
        key="map-gallery",
        size=68,
    )
    if pressed:
        face_card(pressed, request.set_name)


def captions(faces, rows: np.ndarray) -> list[str]:
    """A label a face: its identity, or its expression where the faces were generated."""
    generated = faces.facts.get("kind") == "generated"
    order = ("expression", "identity") if generated else ("identity", "expression")
    column = next((name for name in order if faces.column(name).notna().any()), None)
    if column is None:
        return [""] * len(rows)
    return [str(value or "").replace("_", " ") for value in faces.column(column).iloc[rows]]
