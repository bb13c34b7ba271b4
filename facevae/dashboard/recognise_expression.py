"""“What expression is it?”: how likely each expression is, and where in the face the model saw it."""

import numpy as np
import streamlit as st

from facevae.dashboard import caches, face_source, recognise_tests, taught, theme
from facevae.dashboard.faces import face_strip
from facevae.dashboard.messages import plain
from facevae.dashboard.words import percent
from facevae.data.labels import EXPRESSIONS

SIZE = 150
CAUTION = (
    "An expression is not a feeling: this tells what most people would call the face, not what its owner "
    "feels, thinks or intends. People smile when they are not happy, and cultures differ."
)


def show() -> None:
    codec = caches.codec()
    if not codec.has_expression:
        _without(codec)
        return
    left, right = st.columns([2, 3], gap="large")
    with left:
        face = face_source.choose("expression", codec.config.size)
    with right:
        if face is None:
            st.caption("Choose a face: the expressions it may show are listed here.")
            return
        report = recognise_tests.surest("expression")
        if report is None:
            recognise_tests.offer("expression", "Without a test nobody knows how often it is right.")
            return
        _told(codec, face, report["expression"], recognise_tests.on(report, "expression"))


def _without(codec) -> None:
    """What to do where the active model does not tell expressions."""
    others = taught.others("expression", most=3)
    st.info(
        f"“{plain(codec.checkpoint.name)}” was not taught to tell expressions."
        + ("" if others else " Train a model with an expression part on faces labelled with expressions."),
        icon=":material/info:",
    )
    with st.container(horizontal=True):
        taught.offer(others, "expression-use")


def _told(codec, face, figures: dict, tested_on: str) -> None:
    from facevae.figures.expressions import bars
    from facevae.figures.heat import heat_picture
    from facevae.figures.theme import STILL
    from facevae.recognition.expression import calibrated

    known = calibrated(codec)
    picture = np.ascontiguousarray(face.picture)
    key = codec.checkpoint.id, known.temperature, picture.shape, picture.tobytes()
    told = _probabilities(*key, codec)
    first = int(told.argmax())
    st.markdown(f"#### Most likely {EXPRESSIONS[first]}")
    heat, picture = _heat(*key, codec)
    face_strip(
        np.stack([picture, heat_picture(picture, heat)]),
        labels=["the face", f"where it saw {EXPRESSIONS[first]}"],
        size=SIZE,
    )
    figure = bars(dict(zip(EXPRESSIONS, map(float, told), strict=True)), theme.dark())
    st.plotly_chart(figure, theme=None, config=STILL, key="expression-bars")
    st.caption(
        f"Bright is where hiding a place would have changed the answer most. On {tested_on} the model is "
        f"right in {percent(figures['accuracy'])} of the faces. {at_their_word(known, figures)}"
    )
    _better()
    st.caption(CAUTION)


def _better() -> None:
    """A model that tells expressions better, where there is one."""
    if found := taught.better("expression.accuracy"):
        name, theirs, own = found
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(
                f"“{plain(name)}” is right more often: {theirs['value']:g} % against {own['value']:g} % "
                f"({plain(own['set'])}).",
                width="content",
            )
            taught.offer([name], "expression-better", type="tertiary")


def at_their_word(known, figures: dict) -> str:
    """Whether the shares mean what they say, by their `Calibration` and a report's figures."""
    gap = known.error(figures)
    off = f" In the test they were {100 * gap:.2g} points off on average." if gap is not None else ""
    if known.fitted_on is None:
        return f"Its percentages were not calibrated: it may be surer than it should be.{off}"
    return f"Its percentages were calibrated on {plain(known.fitted_on)}.{off}"


@st.cache_data(max_entries=64, show_spinner=False)
def _probabilities(
    checkpoint_id: str, temperature: float, shape: tuple[int, ...], content: bytes, _codec
) -> np.ndarray:
    from facevae.recognition import expression

    return expression.read(_codec, np.frombuffer(content, np.uint8).reshape(1, *shape))[0]


@st.cache_data(max_entries=64, show_spinner="Looking where it comes from …")
def _heat(
    checkpoint_id: str, temperature: float, shape: tuple[int, ...], content: bytes, _codec
) -> tuple[np.ndarray, np.ndarray]:
    """The heat and the face, both at the model's size."""
    from facevae.data.cutting import whole
    from facevae.recognition import expression

    picture = np.frombuffer(content, np.uint8).reshape(shape)
    return expression.where(_codec, picture), whole(picture, _codec.config.size)
