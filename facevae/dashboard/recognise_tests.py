"""What is measured of the recogniser in use: its reports, and testing it in the background."""

import numpy as np
import streamlit as st

from facevae.dashboard import caches, jobs, recogniser, state
from facevae.dashboard.messages import plain
from facevae.progress import Progress

FEW = 100  # pairs, probes or faces


def subject() -> tuple[str, str]:
    """Name of the recogniser in use and the id that its reports carry."""
    if name := recogniser.chosen():
        return name, recogniser.embedder().id
    return state.model(), caches.codec().checkpoint.id


def surest(protocol: str) -> dict | None:
    """The report that tells most of a protocol, or None: untested."""
    from facevae.recognition import decision, reports

    return decision.surest(reports.of(*subject()), protocol)


def on(report: dict, protocol: str) -> str:
    """`lfw (LFW View 1, n = 1,000 pairs)`, as Markdown."""
    figures = report[protocol]
    named = f"{plain(figures['name'])}, " if figures.get("name") else ""
    what = {"verification": "pairs", "identification": "probes"}.get(protocol, "faces")
    return f"“{plain(report['data'])}” ({named}n = {figures['n']:,} {what})"


def few(report: dict, protocol: str) -> str:
    """A warning where a test was too small to tell much, with a space behind it."""
    return "**So few tell little.** " if report[protocol]["n"] < FEW else ""


def job_key(faces) -> str:
    return f"test-{'-'.join(subject())}-{faces.version}"


def start(faces, protocol: str = "all") -> None:
    """Test the recogniser in use on a set; it goes on while the user looks at other pages.

    Args:
        protocol: one of `recognition.protocols`; by default every one that the set's labels allow.
    """
    from facevae.recognition import protocols, reports

    name = recogniser.chosen()
    judged = recogniser.embedder() if name else caches.codec()

    def work(progress: Progress) -> dict:
        report = protocols.run(judged, faces, protocol, progress=progress)
        reports.write(report)
        return report

    jobs.start(job_key(faces), f"Testing {name or state.model()} on {faces.name}", work)


def running(faces) -> bool:
    return jobs.running(job_key(faces))


def watch(faces) -> None:
    """The running test's bar; once it has ended, the page shows what came of it."""
    key = job_key(faces)
    if jobs.show(key) is not None:
        jobs.clear(key)
        st.rerun()


def offer(protocol: str, what: str) -> None:
    """Say that the recogniser in use is untested, and offer the test.

    Args:
        what: one sentence, why nothing is shown without one.
    """
    with st.container(border=True):
        st.markdown(f"**{recogniser.title()} was not tested yet.** {what}")
        faces = caches.face_set() if state.face_set() else None
        if faces is None or not can(protocol, faces):
            st.caption(NEEDED[protocol])
            return
        watch(faces)
        if not running(faces):
            st.button(
                f"Test it on “{plain(faces.name)}”",
                type="primary",
                icon=":material/science:",
                key=f"test-{protocol}",
                on_click=start,
                args=(faces, protocol),
            )


NEEDED = {
    "verification": "The test needs a set that shows people in several pictures: choose one as “Faces”.",
    "expression": "The test needs a set whose faces are labelled with expressions: choose one as “Faces”.",
}


def can(protocol: str, faces) -> bool:
    """Whether the set has the labels that a protocol needs."""
    return _can(faces.version, protocol, faces)


@st.cache_data(max_entries=32, show_spinner=False)
def _can(version: str, protocol: str, _faces) -> bool:
    if protocol == "expression":
        return bool(_faces.column("expression").notna().any())
    counts = _faces.column("identity").dropna().value_counts().to_numpy()
    return bool(np.sum(counts > 1) > 1)
