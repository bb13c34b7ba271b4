"""What is done with a run now and then: name it, note something, train longer, copy, export, delete."""

from collections.abc import Callable

import streamlit as st

from facevae.dashboard import run_copy
from facevae.dashboard.messages import plain, say_error, telling_errors
from facevae.errors import FaceVAEError

LIVE = ("queued", "starting", "running", "stopping")
EPOCHS = 10  # offered to go on for


def show(run, status: dict, open_run: Callable[[str | None], None]) -> None:
    """Everything that stands behind “More”."""
    live = status["state"] in LIVE
    _name(run, live, open_run)
    _note(run)
    if status["state"] == "finished":
        _longer(run)
    with telling_errors():
        run_copy.button(run, open_run)
    _exports(run)
    if not live:
        _delete(run, open_run)


def _name(run, live: bool, open_run) -> None:
    from facevae.training import lifecycle

    with (
        st.form(f"run-name-{run.name}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        name = st.text_input("Name", run.name, max_chars=64, disabled=live)
        about = "A run at work keeps its name until it ends." if live else None
        if st.form_submit_button("Rename", disabled=live, help=about):
            try:
                renamed = lifecycle.rename(run.name, name)
            except FaceVAEError as error:
                say_error(error)
            else:
                open_run(renamed.name)
                st.rerun()


def _note(run) -> None:
    with st.form(f"run-note-{run.name}", border=False):
        text = st.text_area("Note", run.note, height=80, placeholder="What this run is to find out")
        if st.form_submit_button("Keep note"):
            run.write_note(text)
            st.rerun()


def _longer(run) -> None:
    from facevae.training import launch

    with (
        st.form(f"run-longer-{run.name}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        epochs = st.number_input("Epochs more", 1, None, EPOCHS)
        if st.form_submit_button("Train longer", help="The same run goes on where it ended."):
            try:
                launch.extend(run.name, int(epochs))
            except FaceVAEError as error:
                say_error(error)
            else:
                st.rerun()


def _exports(run) -> None:
    from facevae.training import export

    with st.container(horizontal=True):
        st.download_button(
            "Curves as CSV",
            lambda: export.csv([run]),
            f"{run.name}.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        if st.button(
            "For TensorBoard", icon=":material/monitoring:", help="Event files in the run's folder."
        ):
            with telling_errors():
                folder = export.to_tensorboard(run)
                st.session_state[f"run-tensorboard-{run.name}"] = str(folder)
    if folder := st.session_state.get(f"run-tensorboard-{run.name}"):
        st.code(f'tensorboard --logdir "{folder}"', language="bash", wrap_lines=True)


def _delete(run, open_run) -> None:
    from facevae.training import lifecycle

    with st.expander("Delete", icon=":material/delete:"):
        st.markdown(
            f"Delete **{plain(run.name)}** with its curves, snapshots and model? This cannot be undone."
        )
        if st.button("Delete it", icon=":material/delete:", key=f"delete-{run.name}"):
            try:
                lifecycle.delete(run.name)
            except FaceVAEError as error:
                say_error(error)
            else:
                open_run(None)
                st.rerun()
