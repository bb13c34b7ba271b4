"""The bar above the map: method, colour, search, settings, and the user's own face."""

from dataclasses import dataclass

import streamlit as st

from facevae.dashboard import caches, map_beside, map_columns, map_selection, placing
from facevae.dashboard.map_beside import Beside
from facevae.dashboard.map_request import Request
from facevae.dashboard.messages import plain

ONE = "one colour"
ALL = "all"
SEARCH = "map-search"


@dataclass(frozen=True)
class Choice:
    """What the bar says: the map, one beside it, their colour, and the place for the user's pictures."""

    request: Request
    beside: Beside | None
    colour: str | None
    own_faces: object


def show() -> Choice:
    """Draw the bar and read it."""
    from facevae.latents.projection_methods import METHODS, title_of

    faces, codec = caches.face_set(), caches.codec()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        method = st.segmented_control(
            "Method",
            list(METHODS),
            default="pca",
            required=True,
            format_func=title_of,
            key="map-method",
            persist_state="session",
        )
        columns = map_columns.of_set(faces)
        colour = st.selectbox(
            "Colour by",
            [ONE, *columns, *map_columns.COMPUTED],
            index=1 if columns else 0,
            format_func=map_columns.in_words,
            key=f"map-colour-{faces.name}",
            persist_state="session",
            width=150,
        )
        find = st.container(width=120)
        with st.popover("Settings", icon=":material/tune:"):
            settings = _settings(faces, method, list(codec.parts))
        other = st.popover("Beside it", icon=":material/splitscreen_right:")
        own = placing.popover()
    request = Request(faces.name, faces.version, codec.checkpoint.id, method, **settings)
    with find:
        _find(request, faces)
    with other:
        beside = map_beside.choose(request)
    return Choice(request, beside, None if colour == ONE else colour, own)


def _find(request: Request, faces) -> None:
    """Select the faces that have these words in what is known of them."""

    def look() -> None:
        words = st.session_state[SEARCH].strip()
        if words:
            found = map_selection.search(request, faces, words)
            st.session_state["map-search-told"] = "" if found else f"No face on the map has “{words}”."
            if found:
                map_selection.choose(found)

    st.text_input("Find", key=SEARCH, placeholder="Name or label", on_change=look)
    if told := st.session_state.pop("map-search-told", ""):
        st.toast(plain(told), icon=":material/search_off:")


@st.cache_data(max_entries=8, show_spinner=False)
def _splits(version: str, _faces) -> list[str]:
    known = set(_faces.column("split").dropna())
    return [name for name in ("train", "validation", "test") if name in known]


def _settings(faces, method: str, parts: list[str]) -> dict:
    """The settings that matter to the method; those of others stay at their defaults."""
    from facevae.latents.projection_methods import DISTANCES, METHODS

    splits = [ALL, *_splits(faces.version, faces)]
    split = st.selectbox("Faces", splits, key="map-split", persist_state="session")
    settings: dict = {"split": None if split == ALL else split}
    if len(parts) > 1:
        settings["part"] = st.segmented_control(
            "Part of the latent",
            ["", *parts],
            default="",
            required=True,
            format_func=lambda name: name or "whole",
            key=f"map-part-{'-'.join(parts)}",
            persist_state="session",
            help="Lay the faces out by all that the model says of them, or by who they are, by their "
            "expression, or by what is left.",
        )
    settings["distance"] = st.segmented_control(
        "Distance",
        list(DISTANCES),
        default="euclidean",
        required=True,
        format_func=DISTANCES.get,
        key="map-distance",
        persist_state="session",
        help="How far apart two faces are: by the straight line between their latents, or by their "
        "directions alone, as people are told apart.",
    )
    settings["dimensions"] = st.segmented_control(
        "Dimensions",
        [2, 3],
        default=2,
        required=True,
        format_func="{}-D".format,
        key="map-dimensions",
        persist_state="session",
        help="In 3-D drag to turn the map; boxes and lassos are for 2-D.",
    )
    own = METHODS[method]
    settings["settings"] = tuple(
        (
            name,
            st.slider(
                one.title, *one.offered, one.usual, help=one.about, key=f"map-{name}", persist_state="session"
            ),
        )
        for name, one in own.settings.items()
    )
    if not own.linear:
        about = "The same seed gives the same map."
        settings["seed"] = st.number_input(
            "Seed", 0, 2**31 - 1, 0, help=about, key="map-seed", persist_state="session"
        )
    return settings
