"""Which prior new faces are drawn from; one that the model does not hold is fitted in the background."""

import streamlit as st

from facevae.dashboard import caches, jobs, state
from facevae.dashboard.messages import plain
from facevae.models.registry import PRIORS

TITLES = {
    "standard": "Standard normal",
    "gaussian": "One Gaussian",
    "mixture": "Eight Gaussians",
    "flow": "Flow",
}
ASKED = "gen-prior-asked"
OWN = "Until then faces are drawn from the model's own prior."


def title(name: str) -> str:
    """What a prior is called; one that has no title yet by its own name."""
    return TITLES.get(name, name)


def choose(codec) -> str:
    """The name of the prior that is to draw."""
    own, names = codec.config.prior, list(PRIORS)
    meanings = "\n".join(f"- {title(name)}: {meaning}" for name, meaning in PRIORS.items())
    return st.selectbox(
        "Drawn from",
        names,
        index=names.index(own),
        format_func=lambda name: title(name) + (" (its own)" if name == own else ""),
        help="The prior: how the numbers that describe faces are taken to be spread. Its own is the one that "
        f"the model was given at the end of its training.\n{meanings}",
        key=f"gen-prior-{codec.checkpoint.id}",
        on_change=lambda: st.session_state.update({ASKED: True}),
        persist_state="session",
    )


def drawing(codec, name: str):
    """The codec that draws from this prior; while that is fitted, and where it cannot be, from its own."""
    from facevae.latents import priors

    asked = st.session_state.pop(ASKED, False)
    if name in (codec.config.prior, priors.FREE):
        return priors.of(codec, name)
    faces = priors.learned_from(codec) or (caches.face_set() if state.face_set() else None)
    if faces is None:
        st.caption(f"There are no faces to fit “{title(name)}” to: bring some in on the Data page. {OWN}")
        return codec
    key = f"prior {codec.checkpoint.id} {faces.version} {name}"
    if not priors.is_fitted(codec, name, faces):
        if asked:
            jobs.start(key, "Fitting the prior", lambda progress: priors.of(codec, name, faces, progress))
        if jobs.show(key) is None:
            return _not_yet(codec, name, faces, key)
    jobs.clear(key)
    st.caption(f"Drawn from “{title(name)}”, fitted to faces of “{plain(faces.name)}”.")
    return _opened(codec.checkpoint.id, faces.version, name, codec, faces)


def _not_yet(codec, name: str, faces, key: str):
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"“{title(name)}” is not fitted to this model yet. {OWN}", width="content")
        if not jobs.known(key):
            st.button(
                f"Fit it to “{plain(faces.name)}”",
                key="gen-prior-fit",
                on_click=lambda: st.session_state.update({ASKED: True}),
            )
    return codec


@st.cache_resource(max_entries=8, show_spinner=False)
def _opened(checkpoint_id: str, version: str, name: str, _codec, _faces):
    from facevae.latents import priors

    return priors.of(_codec, name, _faces)
