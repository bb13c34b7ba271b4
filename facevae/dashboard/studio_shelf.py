"""The shelf: faces kept for the session, and files that are opened again."""

import numpy as np
import streamlit as st

from facevae.dashboard import caches, state, studio_save, taught
from facevae.dashboard.messages import plain, telling_errors
from facevae.dashboard.picker import face_buttons
from facevae.dashboard.studio_state import Kept, Standing, Studio, studio
from facevae.errors import CheckpointError


def keep(room: Studio, z: np.ndarray, picture: np.ndarray) -> None:
    """Put the face on the bench on the shelf too."""
    told = room.now.told()
    origin = {"kind": told["kind"]} | told["settings"]
    _put(room, z, picture, origin, told["of_photograph"], room.now.original)


def put(z: np.ndarray, picture: np.ndarray, origin: dict, of_photograph: bool) -> None:
    """Put a face of another page on the shelf of the active model."""
    _put(studio(caches.codec().checkpoint.id), z, picture, origin, of_photograph)


def _put(room: Studio, z: np.ndarray, picture: np.ndarray, origin: dict, of_photograph: bool, start=None):
    room.keep(Kept(z, picture, f"kept {len(room.shelf) + 1}", origin, of_photograph, start))
    st.toast("Kept on the shelf.")


def show(room: Studio) -> None:
    """All kept faces; a click puts one on the bench."""
    st.subheader("Shelf", anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        if not room.shelf:
            st.caption("Faces that you keep stay here for the session.", width="content")
        else:
            z, pictures = (
                np.stack([one.z for one in room.shelf]),
                np.stack([one.picture for one in room.shelf]),
            )
            told = {
                "kind": "sample",
                "settings": {"kept": [one.origin for one in room.shelf]},
                "of_photograph": any(one.of_photograph for one in room.shelf),
            }
            studio_save.popover("studio-shelf", pictures, z, told)
            if st.button("Empty the shelf", type="tertiary", key="studio-empty"):
                room.shelf = []
                st.rerun()
        with st.popover("Open a saved file", icon=":material/folder_open:"), telling_errors():
            _open(room)
    if room.shelf:
        values = [str(number) for number in range(len(room.shelf))]
        pressed = face_buttons(
            np.stack([one.picture for one in room.shelf]),
            values=values,
            labels=[one.label for one in room.shelf],
            key="studio-shelf-faces",
            size=80,
        )
        if pressed is not None:
            room.put(room.shelf[int(pressed)].standing())
            st.rerun()


def _open(room: Studio) -> None:
    """Faces of a file that was saved here: on the shelf, the first on the bench."""
    from facevae.latents import keeping

    file = st.file_uploader(
        "A PNG, GIF, WebP, MP4, NPZ or CSV saved here", list(studio_save.KINDS), key="studio-file"
    )
    if file is None or st.session_state.get("studio-opened") == file.file_id:
        return
    made = keeping.read(file.getvalue())
    codec = caches.codec()
    if made.checkpoint_id != codec.checkpoint.id and made.checkpoint != codec.checkpoint.name:
        _of_another_model(made.checkpoint)
        return
    pictures = made.pictures(codec)
    origin = {"kind": made.kind} | made.settings
    for z, picture in zip(made.z, pictures, strict=True):
        room.keep(Kept(z, picture, "opened", origin, made.of_photograph))
    room.put(Standing(made.z[0], {}, origin, made.of_photograph))
    st.session_state["studio-opened"] = file.file_id
    st.rerun()


def _of_another_model(name: str) -> None:
    """Offer the model that made a file, or say that it is gone."""
    if name not in state.model_names():
        raise CheckpointError(
            f"This was made with the model “{name}”, which is not here.",
            "Only the very model that made it makes the same picture again.",
        )
    st.info(f"This was made with the model “{plain(name)}”.")
    taught.offer([name], "studio-model")
