"""What Home shows: faces over what the model makes of them, and the map of faces."""

import base64
import io

import numpy as np
import streamlit as st

from facevae.dashboard import caches, jobs, state
from facevae.dashboard.faces import face_strip
from facevae.dashboard.messages import plain
from facevae.dashboard.mosaic import mosaic

COUNT = 12
FIRST, FIRST_FACES = "first-faces", 600
ON_MAP = 1500
TOLD = f"None of these people exist. {FIRST_FACES} of them are being drawn for you."
COLUMNS, ROWS = 28, 9  # of the map of many faces; few faces are shown larger
MAP_HEIGHT = 294  # pixels, about that of the map in a window of 1280
NAMES = ["original", "reconstruction"]


def first_faces() -> None:
    """On the very first start: draw faces, so that there is something to look at within seconds."""
    face_strip(_few_generated(), size=88, one_line=True)
    if FIRST not in st.session_state:
        st.session_state[FIRST] = True
        _draw_first_faces()
    if jobs.running(FIRST):
        st.caption(TOLD)
    if jobs.show(FIRST) is not None:
        jobs.clear(FIRST)
        st.rerun()
    if not jobs.running(FIRST):
        st.button("Draw generated faces", type="primary", on_click=_draw_first_faces)


def first_are_coming() -> bool:
    """Whether the first faces are being drawn; a page that waits for them then shows how far they are."""
    if not jobs.running(FIRST):
        return False
    st.caption(f"Faces appear here when all of them are there. {TOLD}")
    jobs.show(FIRST)
    return True


def _draw_first_faces() -> None:
    from facevae.data import generated

    jobs.start(
        FIRST,
        "Drawing faces",
        lambda progress: generated.make("generated", FIRST_FACES, progress=progress),
    )


@st.cache_data(max_entries=1, show_spinner=False)
def _few_generated() -> np.ndarray:
    from facevae.data.generated import drawing, parameters

    people = parameters.sample(COUNT, identities=COUNT).to_dict("records")
    return np.stack([drawing.draw(person, 64) for person in people])


def strip() -> None:
    """Faces of the active set, held-out ones where there are enough, over their reconstructions."""
    faces = caches.face_set()
    rows = caches.to_show(faces)
    rows = rows[varied(faces.column("identity").to_numpy()[rows], COUNT)]
    originals = np.asarray(faces.pixels[rows])
    place = st.empty()
    with place:
        face_strip(originals, np.full_like(originals, 128), names=NAMES, size=88, one_line=True)
    if state.model() is None:
        with place:
            face_strip(originals, size=88, one_line=True)
        st.caption(f"Faces of “{plain(faces.name)}”. No model has learned to draw them yet.")
        return
    result = caches.reconstructed(faces.column("face_id").iloc[rows].tolist())
    with place:
        face_strip(originals, result.x_hat, names=NAMES, size=88, one_line=True)
    st.caption(
        f"Faces of “{plain(faces.name)}”, and what “{plain(state.model())}” makes of them from "
        f"{result.mu.shape[1]} numbers each: {result.psnr.mean():.1f} dB PSNR on average (n = {len(rows)})."
    )


def varied(identities: np.ndarray, count: int) -> np.ndarray:
    """Up to `count` positions, of as many different people as there are."""
    seen: dict[str, int] = {}
    turns = []
    for identity in identities:
        seen[identity] = seen.get(identity, 0) + 1
        turns.append(seen[identity] if identity is not None else 0)
    first_turns = np.argsort(turns, kind="stable")[: max(count, len(seen))]
    return np.sort(first_turns[caches.spread(len(first_turns), count)])


def small_map() -> None:
    """The model's map of the active faces as a picture of faces."""
    faces, coder = caches.face_set(), caches.codec()
    place = st.empty()
    with place:
        st.skeleton(height=MAP_HEIGHT)
        picture = _mosaic(coder.checkpoint.id, faces.version, faces.name)
        st.html(
            f'<img class="fv-mosaic" src="{picture}" '
            'alt="Map of faces: faces that the model finds alike stand near each other">'
        )


def grid(count: int) -> tuple[int, int]:
    """Columns and rows of the map: about twice as many places as faces, in the shape of the full one."""
    rows = min(ROWS, max(2, round((2 * count * ROWS / COLUMNS) ** 0.5)))
    return round(rows * COLUMNS / ROWS), rows


@st.cache_data(max_entries=4, show_spinner=False)
def _mosaic(checkpoint_id: str, version: str, set_name: str) -> str:
    from PIL import Image

    from facevae.latents import projection, store

    faces = caches.face_set(set_name)
    rows = faces.rows()
    rows = rows[caches.spread(len(rows), ON_MAP)]
    z = store.latents(caches.codec(), faces, rows)
    pictures = np.asarray(faces.pixels[rows])
    sheet = mosaic(projection.project(z, "pca"), pictures, *grid(len(rows)))
    buffer = io.BytesIO()
    Image.fromarray(sheet).resize((COLUMNS * 64, ROWS * 64)).save(buffer, "WEBP", quality=85)
    return f"data:image/webp;base64,{base64.b64encode(buffer.getvalue()).decode()}"
