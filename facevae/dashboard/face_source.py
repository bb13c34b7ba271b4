"""One face to ask something about: of the active set, of the user's pictures, or from the camera."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from facevae.dashboard import caches, state, uploads
from facevae.dashboard.messages import plain
from facevae.dashboard.picker import face_picker

SHOWN = 10  # faces of the set to choose from
OF_PERSON = 30  # faces of one person at most
SIDE = 64  # pixels of each on the screen
OWN = "own"


@dataclass(frozen=True)
class Chosen:
    """A face.

    Args:
        picture: uint8 (S, S, 3).
        name: for people: who it is, or the file it came from.
        face_id: of a face of the active set.
    """

    picture: np.ndarray
    name: str
    face_id: str | None = None


def pin(key: str, set_name: str | None, face_id: str) -> None:
    """Have the source of this key show and choose that face."""
    if set_name:
        state.choose_face_set(set_name)
    st.session_state[f"{key}-pinned"] = face_id
    st.session_state[f"{key}-set-picked"] = face_id
    st.session_state[f"{key}-where"] = "set"
    st.session_state.pop(f"{key}-person", None)


def choose(key: str, size: int, *, other: bool = False) -> Chosen | None:
    """Let the user choose a face; None where there is none yet.

    Args:
        key: of this place on the page.
        size: side of the faces cut from the user's pictures, in pixels.
        other: offer other pictures than the source without it, of the same people first.
    """
    if not state.face_set():
        return _of_user(key, size)
    faces = caches.face_set()
    where = st.segmented_control(
        "Where from",
        ["set", OWN],
        default="set",
        required=True,
        format_func={"set": f"From “{plain(faces.name)}”", OWN: "My picture"}.get,
        key=f"{key}-where",
        label_visibility="collapsed",
        persist_state="session",
    )
    return _of_user(key, size) if where == OWN else _of_set(key, faces, other)


def _of_user(key: str, size: int) -> Chosen | None:
    pictures = uploads.faces_of_user(key, size)
    if not pictures:
        return None
    crops = np.concatenate([picture.crops for picture in pictures])
    values = [value for picture in pictures for value in picture.values]
    number = 0
    if len(values) > 1:
        st.caption(f"{len(values)} faces: choose one.")
        number = values.index(face_picker(crops, values=values, key=f"{key}-found", size=SIDE))
    names = [picture.name for picture in pictures for _ in picture.values]
    return Chosen(crops[number], names[number])


def _of_set(key: str, faces, other: bool) -> Chosen:
    person, turn = None, st.session_state.get(f"{key}-turn", 0)
    with st.container(horizontal=True, vertical_alignment="center"):
        if names := people(faces.version, faces):
            person = st.selectbox(
                "Person",
                names,
                index=None,
                placeholder="anyone: type a name",
                format_func=lambda name: name.replace("_", " "),
                key=f"{key}-person",
                label_visibility="collapsed",
                persist_state="session",
            )
        if st.button("Others", icon=":material/shuffle:", type="tertiary", key=f"{key}-others"):
            st.session_state[f"{key}-turn"] = turn + 1
            st.session_state.pop(f"{key}-pinned", None)
            st.session_state.pop(f"{key}-set-picked", None)
            st.rerun()
    if person is None:
        first, second = _offered(faces.version, turn, faces)
        rows = second if other else first
        rows = _with_pinned(rows, st.session_state.get(f"{key}-pinned"), faces)
    else:
        rows = rows_of(faces.version, person, faces)[:OF_PERSON]
    face_ids = faces.column("face_id").iloc[rows].tolist()
    chosen = face_picker(np.asarray(faces.pixels[rows]), values=face_ids, key=f"{key}-set", size=SIDE)
    row = rows[face_ids.index(chosen)]
    return Chosen(np.array(faces.pixels[row]), name_of(faces, row), chosen)


def name_of(faces, row: int) -> str:
    """Who a face of a set is, else its id."""
    identity = faces.column("identity").iloc[row]
    return identity.replace("_", " ") if identity else faces.column("face_id").iloc[row]


@st.cache_data(max_entries=8, show_spinner=False)
def people(version: str, _faces) -> list[str]:
    """Names of a set's people, those with most pictures first."""
    return _faces.column("identity").iloc[_faces.rows()].dropna().value_counts(sort=True).index.tolist()


@st.cache_data(max_entries=64, show_spinner=False)
def rows_of(version: str, person: str, _faces) -> np.ndarray:
    """Positions of a person's faces, by the names of their files."""
    rows = _faces.rows()
    rows = rows[_faces.column("identity").to_numpy()[rows] == person]
    return _faces.as_read(rows)


@st.cache_data(max_entries=64, show_spinner=False)
def _offered(version: str, turn: int, _faces) -> tuple[np.ndarray, np.ndarray]:
    """Two lists of positions: half of each shows the same people in other pictures, the rest anybody."""
    rng = np.random.default_rng(turn)
    rows = rng.permutation(caches.to_show(_faces))
    return offered(_faces.column("identity").to_numpy()[rows], rows, SHOWN)


def offered(identities: np.ndarray, rows: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """See `_offered`; of each person at most one face a list, as long as there are enough people."""
    seen: dict[str, list[int]] = {}
    for row, identity in zip(rows, identities, strict=True):
        if identity is not None:
            seen.setdefault(identity, []).append(row)
    pairs = [found[:2] for found in seen.values() if len(found) > 1][: count // 2]
    used = {row for pair in pairs for row in pair}
    alone = [found[0] for found in seen.values() if not used & set(found)]
    rest = alone + [row for row in rows if row not in used | set(alone)]
    more = count - len(pairs)
    first, second = rest[:more], rest[more : 2 * more] or rest[:more]
    return np.array([a for a, _ in pairs] + first), np.array([b for _, b in pairs] + second)


def _with_pinned(rows: np.ndarray, face_id: str | None, faces) -> np.ndarray:
    if face_id is None or face_id not in set(faces.column("face_id")):
        return rows
    row = faces.positions([face_id])
    return np.concatenate([row, rows[rows != row[0]]])[: max(len(rows), 1)]
