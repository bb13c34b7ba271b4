"""The panel that brings faces in, and the job it starts."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from facevae.dashboard import jobs, state
from facevae.dashboard.messages import telling_errors
from facevae.errors import SourceError
from facevae.home import checked_name
from facevae.progress import Progress

JOB = "bring-faces"
OPEN = "bring-open"
TYPES = ["zip", "jpg", "jpeg", "png", "webp", "bmp", "gif", "tif", "tiff", "pgm", "ppm", "csv"]
CROPS = {
    "detect": "Find the face, level the eyes",
    "center": "Take the middle",
    "none": "Take the whole picture",
}
SEVERAL = {"refuse": "Ask me later", "largest": "Take the largest", "all": "Take all"}


def _begin(name: str, title: str, function: Callable[[str, Progress], object]) -> None:
    """Start the job and close the panel; the new set becomes the active one when it is there."""
    from facevae.data import faceset
    from facevae.errors import FaceSetError

    name = checked_name(name, "face set's name")
    if faceset.exists(name):
        raise FaceSetError(f"There is already a face set “{name}”.", "Choose another name.")
    jobs.start(JOB, title, lambda progress: (name, function(name, progress)))
    close_panel()
    st.rerun()


def finish() -> None:
    """Show the running import, or what came of it. Called at the top of the Data page."""
    done = jobs.show(JOB)
    if done is not None:
        state.choose_face_set(done[0])
        st.session_state["data-view"] = "Import" if done[1] is not None else "Faces"
        st.rerun()


def open_panel() -> None:
    st.session_state[OPEN] = True


def close_panel() -> None:
    st.session_state[OPEN] = False


def is_open() -> bool:
    return st.session_state.get(OPEN, False)


def panel() -> None:
    """Where the faces come from, how they are cut out, and the name of their set."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Bring faces in", anchor=False)
        st.button("Close", icon=":material/close:", type="tertiary", on_click=close_panel, key="bring-close")
    ways = {"Files": _files, "Folder": _folder, "Camera": _camera, "Generated": _generated}
    if _downloads_there():
        ways["Download"] = _download
    for tab, way in zip(st.tabs(list(ways)), ways.values(), strict=True):
        with tab, telling_errors():
            way()


def _name_and_size(key: str, wish: str) -> tuple[str, int]:
    left, right = st.columns([3, 1])
    name = left.text_input("Name of the set", wish, key=f"{key}-name", placeholder="my-faces")
    return name, right.selectbox(
        "Size", [32, 48, 64, 96, 128], index=2, key=f"{key}-size", format_func="{} px".format
    )


def _cutting(key: str) -> dict:
    """How faces are cut out of the pictures, as arguments of `import_faces`."""
    left, right = st.columns(2)
    crop = left.selectbox("Faces in the pictures", CROPS, format_func=CROPS.get, key=f"{key}-crop")
    if crop == "detect":
        several = right.selectbox(
            "Several faces in one", SEVERAL, format_func=SEVERAL.get, key=f"{key}-several"
        )
        _detector(key)
        return {"crop": crop, "several": several}
    if crop == "center":
        pixels = right.number_input(
            "Side of the middle square", 8, 4096, None, placeholder="the largest", key=f"{key}-pixels",
            help="In pixels of the picture. For LFW as published, 112 leaves the surroundings out.",
        )  # fmt: skip
        return {"crop": crop, "center_px": pixels}
    return {"crop": crop}


def _detector(key: str) -> None:
    from facevae.faces import detection, yunet_file

    if "yunet" in detection.available():
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("Faces are found by OpenCV's cascades. YuNet is faster and surer.", width="stretch")
        if st.button("Fetch YuNet (0.2 MB)", key=f"{key}-yunet"):
            with st.spinner("Fetching …"):
                yunet_file.download()
            st.rerun()


def _go(key: str, ready: bool) -> bool:
    return st.button("Bring in", type="primary", key=f"{key}-go", disabled=not ready)


def _import(source, name: str, size: int, settings: dict, labels=None) -> None:
    def work(name: str, progress: Progress):
        from facevae.data.importer import import_faces

        return import_faces(source, name, size=size, labels=labels, progress=progress, **settings)

    _begin(name, "Reading pictures", work)


def _files() -> None:
    uploads = st.file_uploader(
        "A zip, pictures, or `fer2013.csv`", TYPES, accept_multiple_files=True, key="bring-files",
        help="A zip with one folder a person, or with labels.csv (file, identity, expression, split).",
    )  # fmt: skip
    wish = Path(uploads[0].name).stem[:60] if uploads else ""
    name, size = _name_and_size(f"bring-files-{wish}", wish)
    settings = _cutting("bring-files")
    if _go("bring-files", bool(uploads)):
        _import([(upload.name, upload.getvalue()) for upload in uploads], name or "uploads", size, settings)


def _folder() -> None:
    path = st.text_input(
        "Folder, zip or table on this computer", key="bring-folder", placeholder="/home/me/faces"
    )
    wish = Path(path.strip()).stem[:60]
    name, size = _name_and_size(f"bring-folder-{wish}", wish)
    settings = _cutting("bring-folder")
    labels = st.text_input("Table of labels, if it lies elsewhere", key="bring-labels")
    if _go("bring-folder", bool(path.strip())):
        source = Path(path.strip()).expanduser()
        if not source.exists():
            raise SourceError(f"There is nothing at “{source}”.", "Check the path.")
        _import(source, name, size, settings, Path(labels.strip()).expanduser() if labels.strip() else None)


def _camera() -> None:
    shots: dict[str, bytes] = st.session_state.setdefault("bring-shots", {})
    shot = st.camera_input("Take one or several pictures", key="bring-camera")
    if shot is not None:
        shots.setdefault(shot.file_id, shot.getvalue())
    if not shots:
        st.caption("Pictures stay on this computer.")
        return
    st.caption(f"{len(shots)} taken")
    name, size = _name_and_size("bring-camera", "camera")
    settings = _cutting("bring-camera")
    if _go("bring-camera", True):
        pictures = [(f"picture-{number}.jpg", shot) for number, shot in enumerate(shots.values(), 1)]
        st.session_state["bring-shots"] = {}
        _import(pictures, name, size, settings)


def _generated() -> None:
    st.caption("Drawn from parameters: none of these people exist, and every label is exactly right.")
    left, right = st.columns(2)
    count = left.number_input("Faces", 20, 100_000, 2000, step=500, key="bring-count")
    seed = right.number_input("Seed", 0, 2**31 - 1, 0, key="bring-seed")
    name, size = _name_and_size("bring-generated", f"generated-{count}")

    def work(name: str, progress: Progress) -> None:
        from facevae.data import generated

        generated.make(name, count, size, seed, progress)

    if _go("bring-generated", True):
        _begin(name, "Drawing faces", work)


def _downloads_there() -> bool:
    from importlib.util import find_spec

    return find_spec("facevae.data.downloads") is not None


def _download() -> None:
    from facevae.data import downloads

    key = st.selectbox(
        "Published sets", downloads.CATALOGUE, format_func=lambda key: downloads.CATALOGUE[key].title
    )
    source = downloads.CATALOGUE[key]
    name, size = _name_and_size(f"bring-download-{key}", key)
    if _go("bring-download", True):
        _begin(
            name,
            f"Downloading {source.title}",
            lambda name, progress: downloads.fetch(key, name, size, progress),
        )
