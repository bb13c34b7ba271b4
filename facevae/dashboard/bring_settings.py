"""How a new face set is called, and how faces are cut out of the pictures."""

import re

import streamlit as st

CROPS = {
    "detect": "Find the face, level the eyes",
    "center": "Take the middle",
    "none": "Take the whole picture",
}
SEVERAL = {"refuse": "Ask me later", "largest": "Take the largest", "all": "Take all"}


def name_and_size(key: str, wish: str) -> tuple[str, int]:
    """Fields for the name of the set and the side of its faces in pixels."""
    left, right = st.columns([3, 1])
    wish = re.sub(r"[^\w .-]+", "-", wish).strip("-. ")
    name = left.text_input("Name of the set", wish, key=f"{key}-name", placeholder="my-faces")
    return name, right.selectbox(
        "Size", [32, 48, 64, 96, 128], index=2, key=f"{key}-size", format_func="{} px".format
    )


def cutting(key: str) -> dict:
    """How faces are cut out of the pictures, as arguments of `import_faces`."""
    left, right = st.columns(2)
    crop = left.selectbox("Faces in the pictures", CROPS, format_func=CROPS.get, key=f"{key}-crop")
    if crop == "detect":
        several = right.selectbox(
            "Several faces in one", SEVERAL, format_func=SEVERAL.get, key=f"{key}-several"
        )
        return {"crop": crop, "several": several}
    if crop == "center":
        pixels = right.number_input(
            "Side of the middle square", 8, 4096, None, placeholder="the largest", key=f"{key}-pixels",
            help="In pixels of the picture. For LFW as published, 112 leaves the surroundings out.",
        )  # fmt: skip
        return {"crop": crop, "center_px": pixels}
    return {"crop": crop}
