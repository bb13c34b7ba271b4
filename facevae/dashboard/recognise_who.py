"""“Who is this?”: a face and the enrolled people most like it, or nobody."""

import streamlit as st

from facevae.dashboard import (
    face_source,
    recognise_enrol,
    recognise_people,
    recognise_tests,
    recogniser,
)
from facevae.dashboard.faces import face_strip
from facevae.dashboard.messages import empty_state, plain, telling_errors
from facevae.dashboard.recognise_same import threshold_slider
from facevae.dashboard.words import percent
from facevae.dashboard.work import work

MATCHES = 5
GALLERY = "who-gallery"
ASK, PEOPLE, ENROL = "Who is this?", "People", "Enrol"
CAUTION = (
    "The first match is the most alike of those enrolled, whether or not the person is among them. "
    "Let nothing happen to anybody because of it."
)
DUTY = (
    "Faces are biometric data. A gallery stays in this program's home folder on this computer and is sent "
    "nowhere; removing a person or deleting the gallery deletes their pictures and all numbers made of them."
)


def show() -> None:
    from facevae.recognition import gallery as galleries

    names = galleries.names()
    if not names:
        _first()
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _chosen(names)
        name = st.selectbox("Gallery", names, key=GALLERY, width=260, persist_state="session")
        with st.popover("New", icon=":material/add:"):
            _new_gallery()
        _deletion(name)
    recognise_enrol.tell_done()
    with telling_errors():
        gallery = galleries.Gallery.open(name)
        if not gallery.people:
            st.markdown("**Nobody is enrolled yet.** Give this gallery its first person.")
            recognise_enrol.show(gallery)
        else:
            _full(gallery)
    st.caption(DUTY)


def _chosen(names: list[str]) -> None:
    """Keep the choice among the galleries that there are."""
    if st.session_state.get(GALLERY) not in names:
        st.session_state[GALLERY] = names[0]


def _first() -> None:
    text = "A gallery holds people you enrol, with a few pictures each. Then any face can be looked up in it."
    if empty_state("No gallery yet", text, "Make a gallery", key="who", icon=":material/recent_actors:"):
        _create("people")
        st.rerun()
    st.caption(DUTY)


def _create(name: str) -> None:
    from facevae.recognition.gallery import Gallery

    st.session_state[GALLERY] = Gallery.create(name).name


def _new_gallery() -> None:
    name = st.text_input("Name", key="who-new-name", placeholder="colleagues")

    def create() -> None:
        with telling_errors():
            _create(st.session_state["who-new-name"])
            st.session_state["who-new-name"] = ""

    st.button("Make it", key="who-new", disabled=not name.strip(), on_click=create)


def _deletion(name: str) -> None:
    from facevae.recognition import gallery

    with st.popover("", icon=":material/delete:", help="Delete this gallery"):
        st.markdown(f"Everybody in **{plain(name)}**, with all pictures and numbers, will be gone for good.")
        st.button("Delete the gallery", key="who-delete", on_click=gallery.delete, args=(name,))


def _full(gallery) -> None:
    titles = {
        ASK: ASK,
        PEOPLE: f"People ({len(gallery.people):,})",
        ENROL: ENROL,
    }
    view = st.segmented_control(
        "View",
        list(titles),
        default=ASK,
        required=True,
        format_func=titles.get,
        key="who-view",
        label_visibility="collapsed",
        persist_state="session",
    )
    if view == PEOPLE:
        recognise_people.show(gallery)
    elif view == ENROL:
        recognise_enrol.show(gallery)
    else:
        _ask(gallery)


def _ask(gallery) -> None:
    left, right = st.columns([2, 3], gap="large")
    with left:
        face = face_source.choose("who", recogniser.size())
    with right:
        if face is None:
            st.caption("Choose a face: the enrolled people most like it are shown here.")
            return
        _answer(gallery, face)


def _answer(gallery, face) -> None:
    from facevae.recognition import naming

    report = recognise_tests.surest("verification")
    if report is None:
        recognise_tests.offer("verification", "Without a test nobody knows from which score a match counts.")
        return
    with work("Reading enrolled faces") as progress:
        tool = recogniser.embedder()
        matches = gallery.search(recogniser.vectors(face.picture[None])[0], MATCHES, tool, progress)
    verdict, strips = st.container(), st.container()
    threshold = threshold_slider("who", report, naming.weigh(report, len(gallery)).threshold)
    found = [match for match in matches if match.score >= threshold]
    with verdict:
        told = f"Most like {plain(found[0].person)}" if found else "Nobody who is enrolled"
        st.markdown(f"#### {told}")
        if not found:
            st.markdown(
                f"No enrolled picture reaches the threshold of {threshold:.2f}. The nearest were these:"
            )
    with strips:
        _matches(face, matches)
    told = naming.weigh(report, len(gallery), threshold).told(percent)
    st.caption(f"{told} Measured on {recognise_tests.on(report, 'verification')}.")
    st.caption(CAUTION)


def _matches(face, matches) -> None:
    """The face, and beside it the matches with their scores, the best first."""
    from facevae.recognition.gallery import level

    mine, theirs = st.columns([1, 4], gap="small")
    with mine:
        face_strip(face.picture[None], labels=["asked"], size=76)
    with theirs:
        face_strip(
            level([match.picture for match in matches]),
            labels=[f"{match.score:.2f} {match.person}" for match in matches],
            size=76,
        )
