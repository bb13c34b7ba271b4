"""What a new run is made of: a preset, faces, a name, and every setting behind a fold."""

import shlex
from typing import Any

import streamlit as st

from facevae.dashboard import (
    caches,
    navigation,
    pace,
    setting_fields,
    showcase,
    state,
    training_cost,
    training_fields,
    training_sweep,
    training_view,
    words,
)
from facevae.dashboard.faces import face_strip
from facevae.dashboard.messages import empty_state, plain, telling_errors
from facevae.training.presets import MAIN, PRESETS

SHOWN = 16  # faces of the set


def show() -> None:
    """The form of a new run, or the way to faces where there are none."""
    if not state.face_set_names():
        if showcase.first_are_coming():
            return
        text = "A model learns from a set of faces: your photographs, or faces drawn by the program."
        if empty_state("Bring faces first", text, "Bring faces in", icon=":material/photo_library:"):
            st.switch_page(navigation.path("data"))
        return
    left, right = st.columns(2, gap="medium")
    with left:
        data = _faces()
    _strip(data)
    data = _together(data)
    preset = _preset(data)
    with right:
        name = _name(data, preset)
    chosen = setting_fields.changed(preset, training_fields.show(preset))
    _start(data, preset, chosen, name)


def _faces() -> str:
    """The active set; another choice makes that one active."""
    st.session_state["train-data"] = state.face_set()
    return st.selectbox(
        "Faces to learn from",
        state.face_set_names(),
        key="train-data",
        format_func=_with_count,
        on_change=lambda: state.choose_face_set(st.session_state["train-data"]),
    )


def _together(data: str) -> str:
    """The set with those that are learned from beside it, as the shell names them: `lfw+ferplus`."""
    others = [name for name in state.face_set_names() if name != data]
    if not others:
        return data
    kept = st.session_state.get("train-others", [])
    st.session_state["train-others"] = [name for name in kept if name in others]
    chosen = st.multiselect(
        "Together with",
        others,
        key="train-others",
        format_func=_with_count,
        placeholder="these faces alone",
        help="Each set with whatever labels it has. For recognition: one with names, one with expressions.",
        persist_state="session",
    )
    return "+".join([data, *chosen])


def _strip(data: str) -> None:
    faces = caches.face_set(data)
    face_strip(faces.pixels[caches.spread(len(faces), SHOWN)], size=64, one_line=True)


def _with_count(name: str) -> str:
    return f"{name} · {len(caches.face_set(name)):,} faces"


def _preset(data: str) -> str:
    """The preset chosen; beside the main ones only that, until more are asked for."""
    count = sum(len(caches.face_set(name).rows("train")) for name in data.split("+"))
    presets = st.container(key="fv-presets")
    more = st.toggle("More presets", key="train-more", persist_state="session")
    chosen = st.session_state.get("train-preset")
    shown = [*MAIN, *(key for key in PRESETS if key not in MAIN and (more or key == chosen))]
    with presets:
        return st.radio(
            "What to train",
            shown,
            key="train-preset",
            format_func=lambda key: f"**{PRESETS[key].title}**",
            captions=[f"{PRESETS[key].purpose}\n\n{_time(key, count)}" for key in shown],
            persist_state="session",
            horizontal=True,
        )


def _time(preset: str, faces: int) -> str:
    from facevae.home import home

    told = _estimate(str(home()), preset, faces)
    return f":material/schedule: {told} here" if told else ":material/schedule: not timed here yet"


@st.cache_data(ttl=30.0, max_entries=64, show_spinner=False)
def _estimate(home: str, preset: str, faces: int) -> str | None:
    return pace.estimate(preset, faces)


def _name(data: str, preset: str) -> str:
    from facevae.training.run import free_name

    # A new wish, a new widget: else the name of the last run would stay in the field.
    wish = free_name(f"{data}-{preset}")
    return st.text_input(
        "Name of the run and of its model",
        wish,
        key=f"train-name-{wish}",
        max_chars=64,
        persist_state="session",
    )


def command(data: str, preset: str, chosen: dict[str, Any], name: str) -> str:
    """What does the same from a shell."""
    from facevae.training import cost

    parts = cost.arguments(data, preset, chosen)
    return shlex.join(["python", "-m", "facevae", "train", *parts, "--run", name])


def _start(data: str, preset: str, chosen: dict[str, Any], name: str) -> None:
    from facevae.training import launch, queue

    with st.container():  # a place of its own, so that what stands below keeps its own
        if chosen:
            changes = ", ".join(f"{key} {plain(str(value))}" for key, value in chosen.items())
            st.caption(f"Changed from the preset: {changes}")
    with telling_errors():
        with st.container(horizontal=True, vertical_alignment="center"):
            begin = st.button("Start training", type="primary", icon=":material/play_arrow:")
            asked = training_cost.button()
            if ahead := len(queue.entries()):
                st.caption(f"{words.count(ahead, 'run')} before it in the queue", width="content")
        if begin:
            run = launch.start(data, preset, chosen, name)
            training_view.open_run(run.name)
            st.rerun()
    with st.container():
        if training_cost.show(data, preset, chosen, asked=asked):
            _estimate.clear()
            st.rerun()  # the presets above tell the time now
    with st.expander("The same from a shell", icon=":material/terminal:"):
        st.code(command(data, preset, chosen, name), language="bash", wrap_lines=True)
    training_sweep.show(data, preset, chosen, name)
