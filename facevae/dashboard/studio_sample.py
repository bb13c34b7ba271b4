"""New faces from the prior, and beside a chosen one the nearest faces that the model has seen."""

import numpy as np
import streamlit as st

from facevae.dashboard import caches, state, studio_axes, studio_bench, studio_prior, studio_save
from facevae.dashboard.faces import face_strip
from facevae.dashboard.messages import plain, telling_errors
from facevae.dashboard.picker import face_picker
from facevae.dashboard.studio_state import Standing, Studio
from facevae.dashboard.work import work
from facevae.data.labels import EXPRESSIONS
from facevae.training import cards

SIZE, NEAREST = 64, 5
COUNTS = (8, 16, 32, 64)
ANY, ALL_KNOWN, BESIDE = "any", "gen-all-known", "gen-beside"


def show(room: Studio) -> None:
    """Faces to choose from, and the bench with the chosen one."""
    from facevae.latents import priors

    asked, prior = _asked(room)
    with telling_errors():
        codec = studio_prior.drawing(caches.codec(), prior)
        z, pictures = sampled(**asked, codec=codec)
        values = [f"sample-{number}" for number in range(len(z))]
        rows = [pictures, *_nearest(z)]
        chosen = values.index(face_picker(*rows, values=values, key="gen-samples", size=SIZE))
        told = {name: value for name, value in asked.items() if name != "given" and value not in (None, 0.0)}
        told |= (prior_told := priors.told(codec))
        origin = {"kind": "sample", **told, "number": chosen}
        room.offer(f"{asked} {prior_told} {chosen}", Standing(z[chosen], {}, origin))
        with st.container(horizontal=True):
            of_all = {"kind": "sample", "settings": told, "of_photograph": False}
            studio_save.popover("gen-all", pictures, z, of_all, label=f"Save all {len(z)}")
        studio_bench.show(room, _seen)


def _asked(room: Studio) -> tuple[dict, str]:
    """How many, from which seed, how far from the middle, and what they are to be like; from which prior."""
    codec = caches.codec()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if st.button("Draw others", type="primary", icon=":material/casino:"):
            st.session_state["gen-seed"] = (st.session_state.get("gen-seed", 0) + 1) % 2**31
        expression, person = ANY, False
        if codec.has_expression:
            expression = st.selectbox(
                "Expression", [ANY, *EXPRESSIONS], key="gen-expression", persist_state="session", width=150
            )
        if "identity" in codec.parts:
            person = st.toggle(
                "Like the face below",
                key="gen-person",
                on_change=lambda: st.session_state.pop("gen-person-of", None),
                help="All have its identity part: the same person in other pictures.",
                persist_state="session",
            )
        if state.face_set():
            st.toggle(
                "Nearest known face under each",
                key=BESIDE,
                help="Of the active face set, by the numbers the model describes faces with.",
                persist_state="session",
            )
        with st.popover("Settings", icon=":material/tune:"):
            prior = studio_prior.choose(codec)
            count, seed, temperature, refuse = _settings()
    asked = {"count": count, "seed": seed, "temperature": temperature, "refuse": refuse}
    asked["expression"] = None if expression == ANY else expression
    asked["given"] = _person(room, codec) if person else None
    return asked, prior


def _nearest(z: np.ndarray) -> list[np.ndarray]:
    """The nearest known face of each sample, on demand."""
    if not st.session_state.get(BESIDE) or state.face_set() is None:
        return []
    from facevae.latents.neighbours import nearest

    rows, known = _known()
    near, _ = nearest(z, known, 1)
    faces, size = caches.face_set(), caches.codec().config.size
    return [np.stack([fitted(faces.pixels[rows[place]], size) for place in near[:, 0]])]


def _person(room: Studio, codec) -> tuple[float, ...] | None:
    """The identity part of the face that lay on the bench when the switch was turned on."""
    kept = "gen-person-of"
    if kept not in st.session_state and room.now is not None:
        st.session_state[kept] = tuple(room.now.base[codec.parts["identity"]].tolist())
    return st.session_state.get(kept)


def _settings() -> tuple[int, int, float, float]:
    count = st.segmented_control(
        "How many", COUNTS, default=16, required=True, key="gen-count", persist_state="session"
    )
    temperature = st.slider(
        "Temperature", 0.0, 1.5, 0.8, 0.05, key="gen-temperature", persist_state="session",
        help="Scales the latents: below 1 faces nearer to the average, above 1 bolder ones.",
    )  # fmt: skip
    refuse = st.slider(
        "Refuse the least likely", 0.0, 0.9, 0.0, 0.1, format="percent", key="gen-refuse",
        persist_state="session",
        help="So many of the drawn faces are thrown away: those that the prior finds least likely.",
    )  # fmt: skip
    seed = st.number_input(
        "Seed", 0, 2**31 - 1, help="The same seed gives the same faces.", key="gen-seed",
        persist_state="session",
    )  # fmt: skip
    return count, seed, temperature, refuse


def sampled(
    count: int, seed: int, temperature: float, refuse=0.0, expression=None, given=None, codec=None
) -> tuple[np.ndarray, np.ndarray]:
    """Latents and pictures from the prior that the codec draws from, by default the active model's own."""
    codec = codec or caches.codec()
    drawing = (codec.checkpoint.id, codec.prior, codec.prior_of and codec.prior_of.version)
    return _sampled(drawing, count, seed, temperature, refuse, expression, given, codec)


@st.cache_data(max_entries=32, show_spinner=False)
def _sampled(drawing: tuple, count, seed, temperature, refuse, expression, given, _codec):
    from facevae.latents.sampling import sample

    part = {"identity": np.array(given, np.float32)} if given else None
    drawn = sample(_codec, count, seed, temperature, refuse=refuse, given=part, expression=expression)
    return drawn.z, drawn.pictures


def _seen(room: Studio, z: np.ndarray, picture: np.ndarray) -> None:
    """The nearest faces that the model has seen, so that a copy would show."""
    st.subheader("Has the model seen this face?", anchor=False)
    if state.face_set() is None:
        st.caption(
            "With the faces it was trained on brought in on the Data page, the nearest ones are shown here."
        )
        return
    from facevae.latents.neighbours import nearest

    rows, known = _known()
    near, _ = nearest(z[None], known, min(NEAREST, len(rows)))
    faces, size = caches.face_set(), caches.codec().config.size
    shown = [picture, *(fitted(faces.pixels[rows[place]], size) for place in near[0])]
    names = [str(faces.column("identity").iloc[rows[place]] or "").replace("_", " ") for place in near[0]]
    face_strip(np.stack(shown), labels=["generated", *(name or "known" for name in names)], size=96)
    st.caption(
        f"Beside it the nearest of {len(rows):,} faces of “{plain(state.face_set())}”, by the numbers the "
        f"model describes them with. {verdict(cards.read(state.model()), faces)}"
    )
    if len(rows) == studio_axes.FACES:
        st.button(
            "Compare with all of them",
            key="gen-compare",
            type="tertiary",
            icon=":material/search:",
            on_click=lambda: st.session_state.update({ALL_KNOWN: True}),
        )


def _known() -> tuple[np.ndarray, np.ndarray]:
    """The faces among which the nearest are looked for: a sample, or on demand all that it may have seen."""
    if not st.session_state.get(ALL_KNOWN):
        return studio_axes.known_faces()
    with work("Encoding the faces") as progress:
        return studio_axes.known_faces(progress, most=None)


def verdict(card: dict, faces) -> str:
    """What the nearest faces tell, by whether the model learned from this very set."""
    learned_from = card.get("data") or {}
    if learned_from.get("version") in (faces.version, faces.content):
        return "If they are different people, the model did not copy."
    others = plain(learned_from.get("name", "unknown"))
    return f"Whether it copied shows only beside the faces it learned from (“{others}”)."


def fitted(picture: np.ndarray, size: int) -> np.ndarray:
    """The picture at a side."""
    from facevae.faces.align import center_crop

    return np.asarray(picture) if picture.shape[0] == size else center_crop(np.asarray(picture), size)
