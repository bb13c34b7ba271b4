"""Faces drawn from the prior, and for a picked one the nearest face that the model has seen."""

import numpy as np
import streamlit as st

from facevae.dashboard import caches, state
from facevae.dashboard.faces import face_strip
from facevae.dashboard.messages import plain
from facevae.dashboard.picker import face_picker
from facevae.dashboard.work import work
from facevae.errors import FaceVAEError
from facevae.training import cards

SIZE = 110
COUNTS = (8, 16, 32, 64)
MOST_KNOWN = 5000  # faces among which the nearest is looked for


def controls() -> tuple[int, int, float]:
    """How many, from which seed, how far from the middle."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if st.button("Draw others", type="primary", icon=":material/casino:"):
            st.session_state["gen-seed"] = (st.session_state.get("gen-seed", 0) + 1) % 2**31
        count = st.segmented_control(
            "How many", COUNTS, default=16, required=True, key="gen-count", persist_state="session"
        )
        about = "Scales the latents: below 1 faces nearer to the average, above 1 bolder ones."
        temperature = st.slider(
            "Temperature",
            0.0,
            1.5,
            0.8,
            0.05,
            help=about,
            key="gen-temperature",
            persist_state="session",
            width=220,
        )
        seed = st.number_input(
            "Seed", 0, 2**31 - 1, 0, help="The same seed gives the same faces.", key="gen-seed", width=130,
            persist_state="session",
        )  # fmt: skip
    return count, seed, temperature


def sampled(count: int, seed: int, temperature: float) -> tuple[np.ndarray, np.ndarray]:
    """Latents and pictures from the prior."""
    codec = caches.codec()
    return _sampled(codec.checkpoint.id, count, seed, temperature, codec)


@st.cache_data(max_entries=32, show_spinner=False)
def _sampled(checkpoint_id: str, count: int, seed: int, temperature: float, _codec):
    return _codec.sample(count, seed, temperature)


def show() -> None:
    """The faces; the picked one large, beside the nearest known face."""
    count, seed, temperature = controls()
    _, pictures = sampled(count, seed, temperature)
    values = [f"sample-{number}" for number in range(count)]
    chosen = values.index(face_picker(pictures, values=values, key="gen-samples", size=SIZE))
    st.subheader("Has the model seen this face?", anchor=False)
    if state.face_set() is None:
        st.caption(
            "With the faces it was trained on brought in on the Data page, the nearest one is shown here."
        )
        return
    picture, identity, count_known = _nearest(pictures[chosen])
    face_strip(
        np.stack([pictures[chosen], picture]),
        labels=["generated", f"nearest: {identity}" if identity else "nearest known face"],
        size=170,
    )
    st.caption(
        f"Beside it the nearest of {count_known:,} faces of “{plain(state.face_set())}”, by the numbers the "
        f"model describes them with. {_verdict(cards.read(state.model()), caches.face_set())}"
    )


def _verdict(card: dict, faces) -> str:
    """What the nearest face tells, by whether the model learned from this very set."""
    learned_from = card.get("data") or {}
    if learned_from.get("version") == faces.version:
        return "If they are different people, the model did not copy."
    others = plain(learned_from.get("name", "unknown"))
    return f"Whether it copied shows only beside the faces it learned from (“{others}”)."


def _nearest(picture: np.ndarray) -> tuple[np.ndarray, str, int]:
    """The known face nearest in latent space, training faces where the set has such."""
    from facevae.latents import store
    from facevae.latents.neighbours import nearest

    faces, codec = caches.face_set(), caches.codec()
    rows = faces.rows("train") if len(faces.rows("train")) else faces.rows()
    if len(rows) > MOST_KNOWN:
        rows = np.sort(np.random.default_rng(0).choice(rows, MOST_KNOWN, replace=False))
    with work("Encoding the faces") as progress:
        known = store.latents(codec, faces, rows, progress)
    if not np.isfinite(known).all():
        raise FaceVAEError("The model gives latents that are not finite.", "Choose another model.")
    near, _ = nearest(codec.encode(picture[None]).mu, known, 1)
    row = rows[int(near[0, 0])]
    identity = str(faces.column("identity").iloc[row] or "").replace("_", " ")
    size = codec.config.size
    return _fitted(faces.pixels[row], size), identity, len(rows)


def _fitted(picture: np.ndarray, size: int) -> np.ndarray:
    from facevae.faces.align import center_crop

    return np.asarray(picture) if picture.shape[0] == size else center_crop(np.asarray(picture), size)
