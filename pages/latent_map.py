"""See how the model orders all faces."""

import streamlit as st

from facevae.dashboard import (
    caches,
    map_bar,
    map_columns,
    map_drawing,
    map_gallery,
    map_lives,
    map_over,
    map_path,
    map_request,
    map_trust,
    map_view,
    model_gate,
    page,
    placing,
)
from facevae.dashboard.map_beside import Beside
from facevae.dashboard.map_columns import COMPUTED
from facevae.dashboard.map_over import Over
from facevae.dashboard.map_request import Request
from facevae.dashboard.messages import telling_errors


def coloured_by(request: Request, colour: str | None, drawn) -> str | None:
    """The colour, as soon as it is known; until then how far its making is."""
    if colour is None or map_columns.known(request, colour) is not None:
        return colour
    return colour if map_columns.compute(request, colour, drawn) is not None else None


@st.fragment
def explore(request: Request, drawn, colour: str | None, over: Over, **beside) -> None:
    """The map; what is selected on it is shown below, in the run of the page that follows."""
    with telling_errors():
        map_view.chart(request, drawn, colour, *over, **beside)


def second(beside: Beside, first: Request, colour: str | None, pictures: list):
    """The map beside the first, or how far its drawing is; returns it where it is there."""
    with telling_errors():
        drawn, codec = map_request.known(beside.request), caches.codec(beside.model)
        if drawn is None:
            map_drawing.draw(beside.request, codec, colour, "map-beside", first)
        else:
            lying = map_over.over(beside.request, drawn, codec, pictures)
            explore(beside.request, drawn, colour, lying, key="map-beside", first=first, paired=True)
        return drawn


def both(choice: map_bar.Choice, drawn, colour: str | None, lying: Over, pictures) -> list[map_trust.Judged]:
    """The map, and one beside it where there is to be one; those that are there."""
    request, beside = choice.request, choice.beside
    codec = caches.codec()
    if beside is None:
        explore(request, drawn, colour, lying)
        return [map_trust.Judged(request, drawn, codec)]
    with st.container(key="fv-beside"):
        left, right = st.columns(2)
    with left:
        st.markdown(f"**{beside.titles[0]}**")
        explore(request, drawn, colour, lying, paired=True)
    with right:
        st.markdown(f"**{beside.titles[1]}**")
        other = second(beside, request, colour, pictures)
    there = [map_trust.Judged(request, drawn, codec, beside.titles[0])]
    if other is not None:
        there.append(map_trust.Judged(beside.request, other, caches.codec(beside.model), beside.titles[1]))
    return there


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
    choice, codec, pictures = map_bar.show(), caches.codec(), []
    with choice.own_faces, telling_errors():
        pictures = placing.own_faces(codec)
    drawn = map_request.known(choice.request)
    if drawn is None:
        colour = None if choice.colour in COMPUTED else choice.colour
        map_drawing.draw(choice.request, codec, colour, "map")
    else:
        lying, colour = map_over.over(choice.request, drawn, codec, pictures), None
        with st.container():  # a place of its own, so that the maps below stay the same ones
            placing.neighbours(choice.request, lying.placed)
            with telling_errors():
                colour = coloured_by(choice.request, choice.colour, drawn)
        with st.container(gap="xxsmall"):
            maps = both(choice, drawn, colour, lying, pictures)
            map_lives.behind(choice.request, drawn)
            map_lives.show(choice.request, drawn)
        st.caption(about(choice.request, drawn, colour))
        with telling_errors():
            if lying.path is not None:
                map_path.show(choice.request, lying.path, choice.beside and choice.beside.request)
        with telling_errors():
            map_gallery.show(choice.request, drawn)
        with telling_errors():
            map_trust.show(maps)
        with telling_errors():  # the first click and the first upload are then as fast as others
            if choice.request.dimensions == 2:
                map_lives.inverse(choice.request, drawn)
            placing.placement(choice.request, drawn, codec)
