"""“Are these the same person?”: two faces, how alike they are, and what that is worth."""

import numpy as np
import streamlit as st

from facevae.dashboard import face_source, recognise_tests, recogniser, theme
from facevae.dashboard.face_source import Chosen
from facevae.dashboard.faces import face_strip
from facevae.dashboard.words import percent

CAUTION = (
    "A score is no proof. Relatives and strangers can look more alike than two pictures of one person, and "
    "light, age, pose and small pictures change it. The error rates hold for pictures like those of the "
    "test, not for yours. Decide nothing about a person by it."
)


def show() -> None:
    size = recogniser.size()
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("One picture", anchor=False)
        first = face_source.choose("same-first", size)
    with right:
        st.subheader("The other", anchor=False)
        second = face_source.choose("same-second", size, other=True)
    st.divider()
    if first is None or second is None:
        st.caption("Choose a face on both sides: how alike the model finds them is shown here.")
        return
    left, right = st.columns([2, 3], gap="large")
    with left:
        face_strip(*_beside(first, second), labels=[first.name, second.name], size=112)
    report = recognise_tests.surest("verification")
    if report is None:
        with right:
            recognise_tests.offer("verification", "Without a test nobody knows what its scores mean.")
        return
    a, b = (recogniser.vectors(face.picture[None])[0] for face in (first, second))
    judge(float(a @ b), report, left, right)
    left.caption(CAUTION)


def _beside(*chosen: Chosen) -> list[np.ndarray]:
    """The faces as one row at one size."""
    from facevae.data.cutting import whole

    side = max(face.picture.shape[0] for face in chosen)
    return [np.stack([whole(face.picture, side) for face in chosen])]


def judge(score: float, report: dict, told, weighed) -> None:
    """The verdict on a score at the threshold that the user chooses.

    Args:
        told, weighed: places on the page, for the verdict, and for chart, threshold and error rates.
    """
    from facevae.figures.scores import scores as hills
    from facevae.figures.theme import STILL

    figures = report["verification"]
    genuine, impostor = (np.array(figures["curves"]["scores"][kind]) for kind in ("genuine", "impostor"))
    chart = weighed.container()
    with weighed:
        threshold = threshold_slider("same", report, report["verification"]["threshold"])
    alike = score >= threshold
    with told:
        st.markdown(f"#### {'Taken for the same person' if alike else 'Taken for two people'}")
        st.markdown(
            f"Their score is **{score:.2f}**, {'not below' if alike else 'below'} the threshold of "
            f"{threshold:.2f}. {unusual(score, genuine, impostor)}"
        )
    quantiles = [np.quantile(kind, np.linspace(0, 1, 101)) for kind in (genuine, impostor)]
    chart.plotly_chart(
        hills(*quantiles, threshold, theme.dark(), score), theme=None, config=STILL, key="same-hills"
    )
    weighed.markdown(
        f"At this threshold, on {recognise_tests.on(report, 'verification')}:\n\n"
        f"- {rate(impostor >= threshold)} of different people pass as one (FAR)\n"
        f"- {rate(genuine < threshold)} of one person are refused (FRR)\n\n"
        f"{recognise_tests.few(report, 'verification')}"
    )


def threshold_slider(key: str, report: dict, first: float) -> float:
    """A slider over the scores there are, and so far that the threshold it begins with is on it."""
    scores = [score for kind in report["verification"]["curves"]["scores"].values() for score in kind]
    return st.slider(
        "Threshold",
        float(np.floor(100 * min(*scores, first)) / 100),
        float(np.ceil(100 * max(*scores, first)) / 100),
        first,
        0.01,
        help="From this score on two pictures are taken for one person. Higher is stricter.",
        key=f"{key}-threshold-{report['checkpoint_id']}-{report['version']}-{first:.4f}",
        persist_state="session",
    )


def unusual(score: float, genuine: np.ndarray, impostor: np.ndarray) -> str:
    """How common such a score is in both kinds of pairs."""
    strangers, same = np.mean(impostor >= score), np.mean(genuine >= score)
    return (
        f"Of the test's pairs of different people {_few(strangers, len(impostor))} score as high, of those "
        f"of one person {_few(same, len(genuine))}."
    )


def rate(wrong: np.ndarray) -> str:
    """`4.2 % of 500 pairs`; where none was wrong, what that still allows."""
    if not wrong.any():
        return f"none of {len(wrong):,} pairs (so below {percent(3 / len(wrong))})"  # the rule of three
    return f"{percent(wrong.mean())} of {len(wrong):,} pairs"


def _few(share: float, count: int) -> str:
    return percent(share) if share > 0 else f"none of {count:,}"
