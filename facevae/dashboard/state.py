"""What is active: one model and one face set, the same on every page, kept over restarts."""

import json

import streamlit as st

from facevae import home

MODEL = "active_model"
FACES = "active_faces"


def _store():
    return home.home() / "active.json"


def _remembered() -> dict[str, str]:
    try:
        kept = home.read_json(_store())
    except (OSError, json.JSONDecodeError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _choose(key: str, name: str) -> None:
    st.session_state[key] = name
    home.write_json(_store(), {**_remembered(), key: name})


def _active(key: str, names: list[str]) -> str | None:
    for name in (st.session_state.get(key), _remembered().get(key)):
        if name in names:
            return name
    return names[0] if names else None


def model_names() -> list[str]:
    """Checkpoints that can be used, the shipped ones first."""
    from facevae.training import cards

    return cards.names()


def face_set_names(*, empty: bool = False) -> list[str]:
    """Face sets, newest first; `empty` also those of which every picture was refused."""
    from facevae.data import faceset

    return faceset.names(empty=empty)


def model() -> str | None:
    """Name of the active checkpoint, or None where there is none at all."""
    return _active(MODEL, model_names())


def face_set() -> str | None:
    """Name of the active face set, or None where there is none at all."""
    return _active(FACES, face_set_names())


def choose_model(name: str) -> None:
    _choose(MODEL, name)


def choose_face_set(name: str) -> None:
    _choose(FACES, name)
