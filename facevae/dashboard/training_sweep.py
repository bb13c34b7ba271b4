"""Many runs at once that differ in a few settings, put into the queue."""

import shlex
from typing import Any

import streamlit as st

from facevae.dashboard import setting_fields, words
from facevae.dashboard.messages import plain, say_error
from facevae.errors import FaceVAEError

HELP = "Values with commas between, such as 1, 4, 16. To draw at random also a span: 0.0001..0.01."
AT_RANDOM = "some at random"
USUAL = {"learning_rate": "0.0003, 0.001, 0.003", "beta": "0.5, 1, 2, 4", "latent_dim": "32, 64, 128"}


def show(data: str, preset: str, chosen: dict[str, Any], name: str) -> None:
    """Which settings vary and how; each combination becomes a run with the form's other settings."""
    with st.expander("Several runs that differ: a sweep", icon=":material/grid_view:"):
        own = setting_fields.of_preset(preset)
        varied = st.multiselect(
            "Settings to vary", sorted(own), key="sweep-fields", persist_state="session", max_selections=6
        )
        if not varied:
            st.caption("Choose one or a few. All other settings are those of the form.")
            return
        try:
            settings = _combinations(varied, own, chosen)
        except FaceVAEError as error:
            say_error(error)
            return
        _listed(settings, varied)
        if st.button(f"Queue {words.count(len(settings), 'run')}", icon=":material/playlist_add:"):
            _enqueue(data, preset, [chosen | each for each in settings], name)
        st.code(_command(data, preset, chosen, name, varied), language="bash", wrap_lines=True)


def _command(data: str, preset: str, chosen: dict[str, Any], name: str, varied: list[str]) -> str:
    """What does the same from a shell."""
    from facevae.training import cost

    rest = {key: value for key, value in chosen.items() if key not in varied}
    parts = ["queue", "sweep", *cost.arguments(data, preset, rest), "--run", name]
    for field in varied:
        parts += ["--over", f"{field}={st.session_state[f'sweep-values-{field}']}"]
    if st.session_state["sweep-how"] == AT_RANDOM:
        count, seed = (str(st.session_state[f"sweep-{what}"]) for what in ("count", "seed"))
        parts += ["--random", count, "--seed", seed]
    return shlex.join(["python", "-m", "facevae", *parts])


def _combinations(varied: list[str], own: dict[str, Any], chosen: dict[str, Any]) -> list[dict[str, Any]]:
    from facevae.training import sweep

    fields = {}
    with st.grid(columns="auto", min_column_width=220):
        for field in varied:
            usual = USUAL.get(field, str(chosen.get(field, own[field])))
            text = st.text_input(
                field, usual, help=HELP, key=f"sweep-values-{field}", persist_state="session"
            )
            fields[field] = sweep.values(text)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        how = st.segmented_control(
            "Try",
            ["every combination", AT_RANDOM],
            default="every combination",
            required=True,
            key="sweep-how",
            persist_state="session",
        )
        if how == "every combination":
            return sweep.grid(fields)
        count = st.number_input(
            "Runs", 1, sweep.MOST, 8, key="sweep-count", persist_state="session", width=120
        )
        seed = st.number_input("Seed", 0, None, 0, key="sweep-seed", persist_state="session", width=120)
    return sweep.random(fields, int(count), int(seed))


def _listed(settings: list[dict[str, Any]], varied: list[str]) -> None:
    rows = [{field: str(each[field]) for field in varied} for each in settings]
    st.dataframe(rows, height="content" if len(rows) <= 8 else 300, width="content")


def _enqueue(data: str, preset: str, settings: list[dict[str, Any]], name: str) -> None:
    from facevae.training import sweep

    try:
        runs = sweep.enqueue(data, preset, settings, name)
    except FaceVAEError as error:
        say_error(error)
        return
    st.session_state["train-chosen-runs"] = [run.name for run in runs]
    first, last = plain(runs[0].name), plain(runs[-1].name)
    st.toast(f"{words.count(len(runs), 'run')} in the queue: {first} to {last}", icon=":material/check:")
    st.session_state["train-runs-turn"] = st.session_state.get("train-runs-turn", 0) + 1
