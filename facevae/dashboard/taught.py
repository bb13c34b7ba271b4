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
