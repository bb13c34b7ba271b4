"""A second map of the same faces: by another model, of another part of the latent, or by another method."""

from dataclasses import dataclass, replace

import streamlit as st

from facevae.dashboard import caches, state
from facevae.dashboard.map_request import Request
from facevae.dashboard.messages import plain

NOTHING = "nothing"
MODEL, PART, METHOD = "another model", "another part", "another method"


@dataclass(frozen=True)
class Beside:
    """The second map, whose model it is of, and what tells the two apart, in words for each."""

    request: Request
    model: str
    titles: tuple[str, str]


def choose(request: Request) -> Beside | None:
    """Let the user say what the second map is; None for none."""
    others = [name for name in state.model_names() if name != state.model()]
    parts = [part for part in _parts() if part != request.part]
    ways = [NOTHING, *([MODEL] if others else []), *([PART] if parts else []), METHOD]
    way = st.radio("Beside this map", ways, key=f"map-beside-{len(ways)}", persist_state="session")
    if way == MODEL:
        return _of_model(request, _which("Model", others))
    if way == PART:
        return _of_part(request, _which("Part", parts, _in_words))
    return _of_method(request) if way == METHOD else None


def _which(title: str, names: list[str], in_words=str) -> str:
    key = f"map-beside-{title}-{'-'.join(names)}"
    return st.selectbox(title, names, format_func=in_words, key=key, persist_state="session")


def _parts() -> list[str]:
    parts = list(caches.codec().parts)
    return ["", *parts] if len(parts) > 1 else []


def _in_words(part: str) -> str:
    return part or "whole"


def _of_model(request: Request, model: str) -> Beside:
    codec = caches.codec(model)
    part = request.part if request.part in codec.parts else ""
    own = replace(request, checkpoint_id=codec.checkpoint.id, part=part)
    titles = [plain(state.model()), plain(model)]
    if request.part:
        titles = [f"{titles[0]}, {request.part}", f"{titles[1]}, {_in_words(part)}"]
    return Beside(own, model, tuple(titles))


def _of_part(request: Request, part: str) -> Beside:
    return Beside(replace(request, part=part), state.model(), (_in_words(request.part), _in_words(part)))


def _of_method(request: Request) -> Beside:
    from facevae.latents.projection_methods import METHODS, title_of

    others = [method for method in METHODS if method != request.method]
    method = _which("Method", others, title_of)
    titles = (title_of(request.method), title_of(method))
    return Beside(replace(request, method=method, settings=()), state.model(), titles)
