"""See how the model orders all faces."""

import streamlit as st

from facevae.dashboard import (
    caches,
    jobs,
    map_bar,
    map_columns,
    map_gallery,
    map_request,
    map_trust,
    map_view,
    model_gate,
    page,
    placing,
)
from facevae.dashboard.map_columns import COMPUTED
from facevae.dashboard.map_request import Request
from facevae.dashboard.messages import telling_errors


def draw(request: Request, colour: str | None) -> None:
    """Let the map be drawn; after a cancel or an error it waits for the user."""
    asked, job = "map-asked", "map-job"
    if st.session_state.get(asked) != request:
        if job in st.session_state:
            st.session_state[job].cancel()  # of settings that are no longer wanted
        st.session_state[asked] = request
        st.session_state[job] = map_request.draw_in_background(request, caches.codec())
    if jobs.show(request.key) is not None:
        jobs.clear(request.key)
        st.rerun()
    if jobs.running(request.key):
        map_view.moving(request, colour)
    elif st.button("Draw the map", icon=":material/scatter_plot:", type="primary"):
        del st.session_state[asked]
        st.rerun()


def coloured_by(request: Request, colour: str | None, drawn) -> str | None:
    """The colour, as soon as it is known; until then how far its making is."""
    if colour is None or map_columns.known(request, colour) is not None:
        return colour
    return colour if map_columns.compute(request, colour, drawn) is not None else None


@st.fragment
def explore(request: Request, drawn, colour: str | None, placed: list) -> None:
    """The map; what is selected on it is shown below, in the run of the page that follows."""
    with telling_errors():
        map_view.chart(request, drawn, colour, placed)


def about(request: Request, drawn, colour: str | None) -> str:
    """What one sees, and what was left out."""
    count = len(caches.face_set(request.set_name).rows(request.split))
    text = f"{len(drawn.points):,} faces"
    if count > len(drawn.points):
        text += f", a random sample of {count:,} drawn by seed {map_request.SAMPLE_SEED}"
    shown = len(map_request.shown(request, drawn))
    if shown < len(drawn.points):
        text += f"; drawn are {shown:,} of them, fewer where they lie dense and all where they lie alone"
    notes = [*drawn.facts.get("notes", []), *([COMPUTED[colour].about] if colour in COMPUTED else [])]
    return f"{text}. Faces that the model finds alike lie near each other. {' '.join(notes)}"


page.begin("Latent map", "Every point is a face, placed by the numbers that the model describes it with.")
what = "The map lays all faces of a set out, so that those the model finds alike lie near each other."
if model_gate.model_is_there() and model_gate.faces_are_there(what):
    choice, codec = map_bar.show(), caches.codec()
    with choice.own_faces, telling_errors():
        pictures = placing.own_faces(codec)
    drawn = map_request.known(choice.request)
    if drawn is None:
        draw(choice.request, None if choice.colour in COMPUTED else choice.colour)
    else:
        placed = []
        with telling_errors():
            placed, near = placing.place(choice.request, drawn, codec, pictures)
            placing.neighbours(choice.request, near)
        colour = None
        with telling_errors():
            colour = coloured_by(choice.request, choice.colour, drawn)
        explore(choice.request, drawn, colour, placed)
        st.caption(about(choice.request, drawn, colour))
        with telling_errors():
            map_gallery.show(choice.request, drawn)
        with telling_errors():
            map_trust.show(choice.request, drawn)
