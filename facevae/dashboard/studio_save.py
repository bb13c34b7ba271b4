"""Made faces as files: which kinds, and whether they carry a visible mark."""

from functools import partial

import numpy as np
import streamlit as st

from facevae.dashboard import caches

KINDS = {
    "png": ("Picture (PNG)", "image/png"),
    "gif": ("Moving picture (GIF)", "image/gif"),
    "webp": ("Moving picture (WebP)", "image/webp"),
    "mp4": ("Film (MP4)", "video/mp4"),
    "npz": ("Latents (NPZ)", "application/zip"),
    "csv": ("Latents (CSV)", "text/csv"),
}
LARGE, SMALL = 512, 128  # pixels of one face alone, and of one of many


def popover(
    key: str, pictures: np.ndarray, z: np.ndarray, told: dict, *, moving: bool = False, label: str = "Save"
) -> None:
    """A button that opens what the faces can be saved as.

    Args:
        pictures: (N, S, S, 3).
        z: their latents (N, D).
        told: `kind`, `settings` and `of_photograph` of the recipe.
        moving: whether they are a walk.
    """
    with st.popover(label, icon=":material/download:", key=f"{key}-save"):
        marked = st.toggle(
            "Visible mark",
            value=True,
            key=f"{key}-mark",
            help="The word “generated” in the corner. The files' metadata say so in any case.",
            persist_state="session",
        )
        for kind in tuple(KINDS) if moving else ("png", "npz", "csv"):
            words, mime = KINDS[kind]
            st.download_button(
                words,
                partial(content, kind, pictures, z, told, marked),
                f"generated.{kind}",
                mime,
                key=f"{key}-{kind}",
                on_click="ignore",
                width="stretch",
            )
        st.caption(
            "Each file holds its recipe: opened here, it gives the same faces again. That of an edited face "
            "holds the numbers that the model describes the person with: pass it on as you would the picture."
        )


def content(kind: str, pictures: np.ndarray, z: np.ndarray, told: dict, marked: bool) -> bytes:
    """The file of that kind."""
    from facevae.latents import keeping, recipe

    made = recipe.make(caches.codec(), told["kind"], z, told["of_photograph"], **told["settings"])
    if kind in ("npz", "csv"):
        return getattr(keeping, kind)(made)
    if kind == "png":
        return keeping.png(pictures, made, side=SMALL if len(pictures) > 1 else LARGE, marked=marked)
    return getattr(keeping, kind)(pictures, made, marked=marked)
