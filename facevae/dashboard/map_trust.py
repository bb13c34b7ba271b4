"""Under the map: how far it can be trusted, in figures beside those of chance."""

import html
from typing import NamedTuple

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


class Judged(NamedTuple):
    """A map, the codec of its latents, and its title where there are two."""

    request: Request
    drawn: object
    codec: object
    title: str = ""


def show(maps: list[Judged]) -> None:
    """The figures of the maps; measured in the background when asked for."""
    maps = [one for one in maps if len(one.drawn.points) >= FEWEST]
    if not maps:
        return
    key, what = f"trust-{maps[0].request.key}", "this map" if len(maps) == 1 else "these maps"
    with st.expander(
        f"How far can {what} be trusted?", icon=":material/verified:", key=f"open-{key}", on_change="rerun"
    ):
        if not st.session_state.get(f"open-{key}"):
            return
        for one in maps:
            _figures_of(one)
        st.caption(ABOUT)


def _figures_of(one: Judged) -> None:
    if one.title:
        st.markdown(f"**{one.title}**")
    key = f"trust-{one.request.key}"
    found = _known().get(key) or _measured(one, key)
    if found:
        st.html(table(found))


ABOUT = (
    "A map of two or three dimensions cannot keep all that a latent of many says. Figures are between 0 "
    "(worst) and 1, silhouettes between −1 and 1; beside each stands what a map without order would have."
)


def _measured(one: Judged, key: str) -> dict | None:
    request, drawn, codec, _ = one
    faces, rows = caches.face_set(request.set_name), faces_on(request)[0]
    labels = {name: faces.column(name).to_numpy()[rows] for name in LABELS}

    def measure(progress: Progress) -> dict:
        from facevae.latents import maps, trust

        z = latents(request, codec, progress)
        progress(0, 1, "Measuring the map")
        return {"all": maps.trust(z, drawn.points), "labels": trust.of_labels(z, drawn.points, labels)}

    asked = st.session_state.setdefault("map-trust-asked", set())
    if key not in asked:
        asked.add(key)
        jobs.start(key, "Measuring the map", measure)
    found = jobs.show(key)
    if found is not None:
        board = _known()
        for old in list(board)[: max(0, len(board) - KEPT + 1)]:
            board.pop(old, None)
        board[key] = found
        jobs.clear(key)
        asked.discard(key)
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
