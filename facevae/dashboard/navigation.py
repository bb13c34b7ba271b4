"""The pages of the app, in the order of the work."""

from pathlib import Path
from typing import NamedTuple

import streamlit as st

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / "pages"
MARK = HERE / "mark.svg"
ABOUT = "**FaceVAE**: a laboratory for faces and variational autoencoders. Everything stays on this machine."


class Entry(NamedTuple):
    """One page: the name of its file without `.py` is its address too."""

    name: str
    title: str
    icon: str


PAGES = [
    Entry("home", "Home", ":material/home:"),
    Entry("data", "Data", ":material/photo_library:"),
    Entry("train", "Train", ":material/model_training:"),
    Entry("reconstruct", "Reconstruct", ":material/compare:"),
    Entry("latent_map", "Latent map", ":material/scatter_plot:"),
    Entry("generate", "Generate", ":material/auto_fix_high:"),
    Entry("recognise", "Recognise", ":material/familiar_face_and_zone:"),
    Entry("models", "Models", ":material/deployed_code:"),
]


def path(name: str) -> str:
    """What `st.switch_page` and `st.page_link` take."""
    return str(FOLDER / f"{name}.py")


def build() -> st.Page:
    """Declare the window and all pages to Streamlit; returns the page to run."""
    # Without an icon of our own, set first, the browser fetches the page's Material icon from another server.
    st.set_page_config(page_title="FaceVAE", page_icon=MARK, layout="wide", menu_items={"About": ABOUT})
    home, *others = PAGES
    return st.navigation(
        [
            st.Page(path(home.name), title=home.title, icon=home.icon, default=True, url_path="start"),
            *(st.Page(path(page.name), title=page.title, icon=page.icon) for page in others),
            # The first page has no address of its own; whoever types /home means it.
            st.Page(path(home.name), title=home.title, icon=home.icon, visibility="hidden"),
        ]
    )
