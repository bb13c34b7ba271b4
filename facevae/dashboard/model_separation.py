"""Whether single numbers of a model's latent stand for single properties: its scores, beside what they do."""

from itertools import groupby

import streamlit as st

from facevae.dashboard import jobs, model_card, traversals
from facevae.dashboard.messages import plain
from facevae.progress import Progress

TASK = "disentanglement"


def show(name: str, card: dict, figures: list[dict]) -> None:
    """Scores beside PCA's, or the way to measure them; traversals beside both.

    Args:
        figures: those of this task, from its card and from what was measured here.
    """
    st.markdown(f"**{model_card.TASKS[TASK]}**")
    with st.container(key=f"fv-separation-{name}"):
        left, right = st.columns([11, 8], gap="small")
    with left:
        for faces, group in groupby(figures, key=model_card.measured_on):
            st.html(model_card.figures_html(list(group), where=False))
            st.caption(plain(faces))
        _watch(name)
        if not figures and not jobs.running(_key(name)):
            _offer(name)
    if card.get("kind") == "vae":
        with right:
            traversals.show(name)


def _key(name: str) -> str:
    return f"measure-{name}"


def _watch(name: str) -> None:
    """The bar while it is measured; once it has ended, the page shows what came of it."""
    if jobs.show(_key(name)) is not None:
        traversals.open_for(name)
        jobs.clear(_key(name))
        st.rerun()


def _offer(name: str) -> None:
    st.caption(
        "Not measured yet: whether each number of its latent stands for one property of a face, such as age "
        "or light. It takes a few thousand drawn faces, whose properties are known, and a minute or two; it "
        "goes on while you look at other pages."
    )
    st.button("Measure", icon=":material/science:", key=f"measure-go-{name}", on_click=_start, args=(name,))


def _start(name: str) -> None:
    def work(progress: Progress) -> dict:
        from facevae.latents.codec import Codec
        from facevae.recognition import protocols, reports
        from facevae.recognition.protocols import disentanglement

        faces = disentanglement.drawn(progress)
        report = protocols.run(Codec.load(name), faces, TASK, progress=progress)
        reports.write(report)
        return report

    jobs.start(_key(name), f"Measuring {plain(name)}", work)
