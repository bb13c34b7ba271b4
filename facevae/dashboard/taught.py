"""Other models, where the active one was not taught what a page asks of it."""

from itertools import islice

import streamlit as st

from facevae.dashboard import state
from facevae.dashboard.messages import plain


def others(part: str, most: int) -> list[str]:
    """The first models with an identity or an expression part, the active one left out."""
    from facevae.training import cards

    active = state.model()
    return list(islice((n for n in state.model_names() if n != active and cards.has_part(n, part)), most))


def better(key: str) -> tuple[str, dict, dict] | None:
    """The model whose card says most of a figure, if that is more than the active one's on the same set.

    Returns:
        its name, its figure and the active one's; None where the active one is the best, or has none.
    """
    from facevae.training import cards

    own = cards.figure(state.model(), key)
    if own is None:
        return None
    theirs = {name: cards.figure(name, key) for name in state.model_names()}
    alike = {name: figure for name, figure in theirs.items() if figure and figure["set"] == own["set"]}
    best = max(alike, key=lambda name: alike[name]["value"])
    return (best, alike[best], own) if alike[best]["value"] > own["value"] else None


def offer(names: list[str], key: str, **look) -> None:
    """A button for each of the models that makes it the active one.

    Args:
        key: what the buttons' keys begin with.
        look: of `st.button`.
    """
    for name in names:
        st.button(
            f"Use “{plain(name)}”", key=f"{key}-{name}", on_click=state.choose_model, args=(name,), **look
        )
