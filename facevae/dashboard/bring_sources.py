"""Where faces can come from, one tab each."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from facevae.dashboard.bring_settings import cutting, name_and_size
from facevae.dashboard.bringing import begin
from facevae.dashboard.messages import plain
from facevae.errors import SourceError
from facevae.progress import Progress

TYPES = ["zip", "jpg", "jpeg", "png", "webp", "bmp", "gif", "tif", "tiff", "pgm", "ppm", "csv"]


def _go(key: str, ready: bool) -> bool:
    return st.button("Bring in", type="primary", key=f"{key}-go", disabled=not ready)


def _import(source, name: str, size: int, settings: dict, labels=None) -> None:
    def work(name: str, progress: Progress):
        from facevae.data.importer import import_faces

        return import_faces(source, name, size=size, labels=labels, progress=progress, **settings)

    begin(name, "Reading pictures", work)


def files() -> None:
    uploads = st.file_uploader(
        "A zip, pictures, or `fer2013.csv`", TYPES, accept_multiple_files=True, key="bring-files",
        help="A zip with one folder a person, or with labels.csv (file, identity, expression, split).",
    )  # fmt: skip
    wish = Path(uploads[0].name).stem[:60] if uploads else ""
    name, size = name_and_size(f"bring-files-{wish}", wish)
    settings = cutting("bring-files")
    if _go("bring-files", bool(uploads)):
        _import([(upload.name, upload.getvalue()) for upload in uploads], name or "uploads", size, settings)


def folder() -> None:
    path = st.text_input(
        "Folder, zip or table on this computer", key="bring-folder", placeholder="/home/me/faces"
    )
    wish = Path(path.strip()).stem[:60]
    name, size = name_and_size(f"bring-folder-{wish}", wish)
    settings = cutting("bring-folder")
    labels = st.text_input("Table of labels, if it lies elsewhere", key="bring-labels")
    if _go("bring-folder", bool(path.strip())):
        source = Path(path.strip()).expanduser()
        if not source.exists():
            raise SourceError(f"There is nothing at “{source}”.", "Check the path.")
        _import(source, name, size, settings, Path(labels.strip()).expanduser() if labels.strip() else None)


def camera() -> None:
    shots: dict[str, bytes] = st.session_state.setdefault("bring-shots", {})
    shot = st.camera_input("Take one or several pictures", key="bring-camera")
    if shot is not None:
        shots.setdefault(shot.file_id, shot.getvalue())
    if not shots:
        st.caption("Pictures stay on this computer.")
        return
    st.caption(f"{len(shots)} taken")
    name, size = name_and_size("bring-camera", "camera")
    settings = cutting("bring-camera")
    if _go("bring-camera", True):
        pictures = [(f"picture-{number}.jpg", shot) for number, shot in enumerate(shots.values(), 1)]
        st.session_state["bring-shots"] = {}
        _import(pictures, name, size, settings)


def generated_faces() -> None:
    st.caption("Drawn from parameters: none of these people exist, and every label is exactly right.")
    left, right = st.columns(2)
    count = left.number_input("Faces", 20, 100_000, 2000, step=500, key="bring-count")
    seed = right.number_input("Seed", 0, 2**31 - 1, 0, key="bring-seed")
    name, size = name_and_size("bring-generated", f"generated-{count}")

    def work(name: str, progress: Progress) -> None:
        from facevae.data import generated

        generated.make(name, count, size, seed, progress)

    if _go("bring-generated", True):
        begin(name, "Drawing faces", work)


def download() -> None:
    from facevae.data import downloads

    key = st.selectbox(
        "Published sets",
        downloads.CATALOGUE,
        format_func=lambda key: downloads.CATALOGUE[key].title,
        key="bring-download",
    )
    entry = downloads.CATALOGUE[key]
    st.caption(
        f"{plain(entry.about)}. {entry.megabytes:,} MB from the internet, kept for next time. "
        f"Terms: {plain(entry.terms)} ([more]({entry.link}))."
    )
    name, size = name_and_size(f"bring-download-{key}", key)
    if _go("bring-download", True):
        begin(
            name,
            f"Downloading {entry.title}",
            lambda name, progress: downloads.fetch(key, name, size, progress),
        )


WAYS: dict[str, Callable[[], None]] = {
    "Files": files,
    "Folder": folder,
    "Camera": camera,
    "Generated": generated_faces,
    "Download": download,
}
