"""What a new run is made of: a preset, faces, a name, and every setting behind a fold."""

import shlex
from typing import Any

import streamlit as st

from facevae.dashboard import caches, navigation, pace, setting_fields, state, training_view
from facevae.dashboard.faces import face_strip
from facevae.dashboard.messages import empty_state, plain, telling_errors
from facevae.dashboard.setting_fields import CHOICES, Setting
from facevae.training.presets import MAIN, PRESETS

SHOWN = 16  # faces of the set


def show() -> None:
    """The form of a new run, or the way to faces where there are none."""
    if not state.face_set_names():
        text = "A model learns from a set of faces: your photographs, or faces drawn by the program."
        if empty_state("Bring faces first", text, "Bring faces in", icon=":material/photo_library:"):
            st.switch_page(navigation.path("data"))
        return
    left, right = st.columns(2, gap="medium")
    with left:
        data = _faces()
    _strip(data)
    preset = _preset(data)
    with right:
        name = _name(data, preset)
    chosen = setting_fields.changed(preset, _settings(preset))
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


def _strip(data: str) -> None:
    faces = caches.face_set(data)
    face_strip(faces.pixels[caches.spread(len(faces), SHOWN)], size=64, one_line=True)


def _with_count(name: str) -> str:
    return f"{name} · {len(caches.face_set(name)):,} faces"


def _preset(data: str) -> str:
    """The preset chosen; beside the main ones only that, until more are asked for."""
    count = len(caches.face_set(data).rows("train"))
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
    words = pace.estimate(preset, faces)
    return f":material/schedule: {words} here" if words else ":material/schedule: not timed here yet"


def _name(data: str, preset: str) -> str:
    from facevae.training.run import free_name

    # A new wish, a new widget: else the name of the last run would stay in the field.
    wish = free_name(f"{data}-{preset}"[:60])
    return st.text_input(
        "Name of the run and of its model",
        wish,
        key=f"train-name-{wish}",
        max_chars=64,
        persist_state="session",
    )


def _settings(preset: str) -> dict[str, Any]:
    own = setting_fields.of_preset(preset)
    values: dict[str, Any] = {}
    with st.expander("All settings", icon=":material/tune:"):
        for section, settings in setting_fields.sections().items():
            first = not values
            with st.expander(section, expanded=first), st.grid(columns="auto", min_column_width=170):
                for setting in settings:
                    known = own | values
                    values[setting.name] = _widget(preset, setting, own[setting.name], known)
    return values


def _widget(preset: str, setting: Setting, own: Any, known: dict[str, Any]) -> Any:
    """The widget that fits the setting's type; its help is the field's meaning."""
    about = {
        "label": setting.label,
        "help": f"{setting.meaning}\n\n`{setting.name}`".strip(),
        "key": f"train-{preset}-{setting.name}",
        "persist_state": "session",
        "disabled": not setting.matters(known),
    }
    if setting.name in CHOICES:
        options = list(CHOICES[setting.name])
        return st.selectbox(**about, options=options, index=options.index(own))
    if isinstance(own, bool):
        return st.checkbox(**about, value=own)
    if isinstance(own, int):
        return int(st.number_input(**about, value=own, min_value=0, step=1))
    if isinstance(own, float):
        return st.number_input(**about, value=own, min_value=0.0, step=_step(own), format="%g")
    if isinstance(own, tuple):
        text = ", ".join(map(str, own))
        given = st.text_input(**about, value=text)
        return own if given == text else given
    return st.text_input(**about, value=own)


def _step(value: float) -> float:
    """About a tenth of the value."""
    return float(f"{value / 10:.0e}") if value else 0.1


def command(data: str, preset: str, chosen: dict[str, Any], name: str) -> str:
    """What does the same from a shell."""
    parts = ["python", "-m", "facevae", "train", "--data", data, "--preset", preset, "--run", name]
    for key, value in chosen.items():
        parts += ["--set", f"{key}={value}".replace(", ", ",")]
    return shlex.join(parts)


def _start(data: str, preset: str, chosen: dict[str, Any], name: str) -> None:
    from facevae.training import launch

    if chosen:
        changes = ", ".join(f"{key} {plain(str(value))}" for key, value in chosen.items())
        st.caption(f"Changed from the preset: {changes}")
    with telling_errors():
        if st.button("Start training", type="primary", icon=":material/play_arrow:"):
            run = launch.start(data, preset, chosen, name)
            training_view.open_run(run.name)
            st.rerun()
    with st.expander("The same from a shell", icon=":material/terminal:"):
        st.code(command(data, preset, chosen, name), language="bash", wrap_lines=True)
