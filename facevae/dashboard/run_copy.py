"""A run's settings put into the form of a new one, to be changed there."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from facevae.dashboard import setting_fields, state
from facevae.errors import RunError
from facevae.training.presets import PRESETS


def button(run, open_run: Callable[[str | None], None]) -> None:
    """Offer to open the form of a new run with this one's settings.

    Raises:
        RunError: they cannot be read.
    """
    if st.button(
        "Copy into a new run", icon=":material/content_copy:", help="To change what you like first."
    ):
        fill(run)
        open_run(None)
        st.rerun()


def fill(run) -> None:
    """Put the run's faces, preset and settings into the form.

    Raises:
        RunError: they cannot be read, or its faces are gone.
    """
    config = run.config
    first, *others = config["data"].split("+")
    missing = {first, *others} - set(state.face_set_names())
    if missing:
        raise RunError(
            f"The faces of “{run.name}” are gone: {', '.join(sorted(missing))}.", "Bring them in again."
        )
    preset = config["preset"] if config["preset"] in PRESETS else next(iter(PRESETS))
    state.choose_face_set(first)
    st.session_state["train-others"] = others
    st.session_state["train-preset"] = preset
    for name, value in values(config, preset).items():
        st.session_state[f"train-{preset}-{name}"] = value


def values(config: dict[str, Any], preset: str) -> dict[str, Any]:
    """What each field of the form shows; a setting that the run does not know is the preset's."""
    known = setting_fields.of_preset(preset)
    theirs = {**config["model"], **config["training"]}
    return {name: _shown(theirs.get(name, own), own) for name, own in known.items()}


def _shown(value: Any, own: Any) -> Any:
    if isinstance(own, tuple):
        return ", ".join(map(str, value))
    return type(own)(value)
