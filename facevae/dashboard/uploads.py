"""Pictures that come from the user: files or the camera, and how their faces are cut out."""

import streamlit as st

from facevae.dashboard import found
from facevae.dashboard.found import Found
from facevae.dashboard.messages import plain, say_error

TYPES = ["jpg", "jpeg", "png", "webp", "bmp", "gif", "tif", "tiff", "pgm", "ppm"]
MOST = 60  # pictures looked at in one go, where a page does not say otherwise


def faces_of_user(key: str, size: int, *, camera: bool = True, most: int = MOST) -> list[Found]:
    """The pictures that the user brought, with their faces; those without one are told and may be used whole.

    Args:
        key: of this place on the page.
        size: side of the cut faces in pixels.
        camera: offer it.
        most: pictures looked at in one go.
    """
    named = _files(key)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        how = st.segmented_control(
            "How the faces are cut out",
            list(found.WAYS),
            default="detect",
            required=True,
            format_func=found.WAYS.get,
            key=f"{key}-how",
            label_visibility="collapsed",
            persist_state="session",
        )
        use_camera = camera and st.toggle("Use the camera", key=f"{key}-camera-on")
    if use_camera:
        shot = st.camera_input("Camera", key=f"{key}-camera", label_visibility="collapsed", width=420)
        named = [("camera.jpg", shot.getvalue()), *named] if shot else named
    if len(named) > most:
        st.info(
            f"The first {most} of {len(named)} pictures are shown. For more, make a set on the Data page."
        )
    contents = {content: name for name, content in named[:most]}  # the same picture twice is one
    brought = [(name, content, _way(key, content, how)) for content, name in contents.items()]
    pictures = found.examine(brought, size)
    for picture in pictures:
        _tell(key, picture)
    return [picture for picture in pictures if len(picture.crops)]


def all_have_faces(key: str, pictures: list[Found]) -> bool:
    """Whether there is a face in each picture that the user brought, given those with one."""
    return len(pictures) == len({content for _, content in st.session_state.get(f"{key}-files-kept", [])})


def _files(key: str) -> list[tuple[str, bytes]]:
    """Names and contents of the user's files, kept while the user looks at other pages."""
    widget, kept = f"{key}-files", f"{key}-files-kept"

    def keep() -> None:
        st.session_state[kept] = [(file.name, file.getvalue()) for file in st.session_state[widget]]

    files = st.file_uploader(
        "Pictures with faces",
        TYPES,
        accept_multiple_files=True,
        max_upload_size=100,
        key=widget,
        label_visibility="collapsed",
        on_change=keep,
    )
    named = st.session_state.get(kept, [])
    if named and not files:  # after a look at another page the uploader itself has forgotten them
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(plain(", ".join(name for name, _ in named)), width="content")
            st.button(
                "Remove",
                icon=":material/close:",
                type="tertiary",
                key=f"{key}-remove",
                on_click=lambda: st.session_state.pop(kept),
            )
    return named


def _way(key: str, content: bytes, how: str) -> str:
    """How the faces of a picture are cut out, given how all are; the user may have chosen its middle."""
    return "center" if st.session_state.get(_middle(key, found.digest(content))) else how


def _middle(key: str, digest: str) -> str:
    return f"{key}-middle-{digest}"


def _tell(key: str, picture: Found) -> None:
    """What is wrong with a picture, if anything."""
    if picture.error:
        st.caption(plain(picture.name))
        say_error(picture.error)
    elif not len(picture.crops):
        _no_face(picture, _middle(key, picture.digest))


def _no_face(picture: Found, middle: str) -> None:
    """Say that there is no face, and offer the picture's middle."""
    with st.container(border=True):
        left, right = st.columns([1, 9], vertical_alignment="center")
        left.image(picture.picture, width="stretch")
        with right:
            st.markdown(f"**No face was found in {plain(picture.name)}.** If it shows one, use its middle.")
            if st.button("Use its middle", key=f"{middle}-button", icon=":material/crop:"):
                st.session_state[middle] = True
                st.rerun()
