"""Under the map: how far it can be trusted, in figures beside those of chance."""

import html

import streamlit as st

from facevae.dashboard import caches, jobs
from facevae.dashboard.map_columns import in_words
from facevae.dashboard.map_request import Request, faces_on, latents
from facevae.progress import Progress

LABELS = ("identity", "expression")
FEWEST = 40  # faces; of fewer the figures say nothing
KEPT = 40


@st.cache_resource(max_entries=1)
def _known() -> dict[str, dict]:
    return {}


def show(request: Request, drawn) -> None:
    """The figures of this map; measured in the background when asked for."""
    if len(drawn.points) < FEWEST:
        return
    key = f"trust-{request.key}"
    with st.expander(
        "How far can this map be trusted?", icon=":material/verified:", key=f"open-{key}", on_change="rerun"
    ):
        if not st.session_state.get(f"open-{key}"):
            return
        found = _known().get(key)
        if found is None:
            found = _measured(request, drawn, key)
        if found:
            st.html(table(found))
            st.caption(ABOUT)


ABOUT = (
    "A map of two or three dimensions cannot keep all that a latent of many says. Figures are between 0 "
    "(worst) and 1, silhouettes between −1 and 1; beside each stands what a map without order would have."
)


def _measured(request: Request, drawn, key: str) -> dict | None:
    faces, rows, codec = caches.face_set(request.set_name), faces_on(request)[0], caches.codec()
    labels = {name: faces.column(name).to_numpy()[rows] for name in LABELS}

    def measure(progress: Progress) -> dict:
        from facevae.latents import maps, trust

        z = latents(request, codec, progress)
        progress(0, 1, "Measuring the map")
        return {"all": maps.trust(z, drawn.points), "labels": trust.of_labels(z, drawn.points, labels)}

    if st.session_state.get("map-trust-asked") != key:
        st.session_state["map-trust-asked"] = key
        jobs.start(key, "Measuring the map", measure)
    found = jobs.show(key)
    if found is not None:
        board = _known()
        for old in list(board)[: max(0, len(board) - KEPT + 1)]:
            board.pop(old, None)
        board[key] = found
        jobs.clear(key)
        st.session_state.pop("map-trust-asked", None)
    return found


def table(found: dict) -> str:
    """The figures as HTML: what, on the map, by chance, in the latents, n."""
    whole, rows = found["all"], []
    rows.append(
        ("Trustworthiness", "are a face’s neighbours on the map near it in the latents too?",
         whole["trustworthiness"], 0.5, None, whole["n"])
    )  # fmt: skip
    rows.append(
        ("Neighbours kept", f"of its {whole['k']} nearest in the latents, so many are so on the map",
         whole["neighbours_kept"], whole["by_chance"], None, whole["n"])
    )  # fmt: skip
    for name, own in found["labels"].items():
        word = in_words(name)
        rows.append(
            (f"Same {word} near", "the share of its ten nearest faces that have its own",
             own["map"], own["shuffled"], own["latents"], own["n"])
        )  # fmt: skip
        rows.append(
            (f"Silhouette of {word}", "do faces of one lie together, apart from the others?",
             own["silhouette"], own["silhouette_shuffled"], None, own["n"])
        )  # fmt: skip
    head = "".join(f"<td>{text}</td>" for text in ("", "on the map", "by chance", "in the latents", "n"))
    body = "".join(_row(*row) for row in rows)
    return f'<div class="fv-scroll"><table class="fv-figures"><tr>{head}</tr>{body}</table></div>'


def _row(what: str, about: str, on_map: float, chance: float, in_latents: float | None, n: int) -> str:
    cells = "".join(f"<td>{_figure(value)}</td>" for value in (on_map, chance, in_latents))
    return f"<tr><td>{html.escape(what)}<span>{html.escape(about)}</span></td>{cells}<td>{n:,}</td></tr>"


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}".replace("-", "−")
