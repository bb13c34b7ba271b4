"""What is active: one model and one face set, the same on every page, kept over restarts."""

from contextlib import suppress

import streamlit as st

from facevae import active
from facevae.active import FACES, MODEL
from facevae.errors import FaceVAEError

DRAWN = "generated"  # kind of the sets that the program drew


def _choose(key: str, name: str) -> None:
    st.session_state[key] = name
    active.remember(key, name)


def _chosen(key: str, names: list[str]) -> str | None:
    for name in (st.session_state.get(key), active.remembered().get(key)):
        if name in names:
            return name
    return None


def model_names() -> list[str]:
    """Checkpoints that can be used, the shipped ones first."""
    from facevae.training import cards

    return cards.names()


def face_set_names(*, empty: bool = False) -> list[str]:
    """Face sets, newest first; `empty` also those of which every picture was refused."""
    from facevae.data import faceset

    return faceset.names(empty=empty)


def model() -> str | None:
    """Name of the active checkpoint, or None where there is none at all.

    Until one is chosen it is the first that learned from such faces as are active, drawn or photographed,
    and rather one for all purposes than one that was taught to recognise.
    """
    names = model_names()
    return _chosen(MODEL, names) or _suited(names)


def _suited(names: list[str]) -> str | None:
    from facevae.data.faceset import FaceSet
    from facevae.training import cards

    with suppress(FaceVAEError):
        drawn = (faces := face_set()) is None or FaceSet.open(faces).facts.get("kind") == DRAWN
        alike = [n for n in names if ((cards.read(n).get("data") or {}).get("kind") == DRAWN) == drawn]
        general = (
            n for n in alike if not any(cards.has_part(n, part) for part in ("identity", "expression"))
        )
        return next(general, next(iter(alike or names), None))
    return next(iter(names), None)


def face_set() -> str | None:
    """Name of the active face set, or None where there is none at all."""
    names = face_set_names()
    return _chosen(FACES, names) or next(iter(names), None)


def choose_model(name: str) -> None:
    _choose(MODEL, name)


def choose_face_set(name: str) -> None:
    _choose(FACES, name)
