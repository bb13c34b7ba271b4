"""“How good is this model?”: its card's figures, and tests on a set beside the baselines."""

import streamlit as st

from facevae.dashboard import (
    caches,
    model_card,
    recognise_charts,
    recognise_errors,
    recognise_groups,
    recognise_tests,
    recogniser,
    state,
)
from facevae.dashboard.messages import plain
from facevae.dashboard.words import count
from facevae.recognition.registry import PROTOCOLS
from facevae.training import cards


def show() -> None:
    if not recogniser.chosen():
        _card()
    names = state.face_set_names()
    if not names:
        st.caption("With faces brought in on the Data page the model can be tested on them.")
        return
    st.subheader("Test it", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.session_state.setdefault("test-set", state.face_set())
        if st.session_state["test-set"] not in names:
            st.session_state["test-set"] = state.face_set()
        name = st.selectbox("On the set", names, key="test-set", width=260, persist_state="session")
        faces = caches.face_set(name)
        report = _report(faces)
        possible = [view for view in ("verification", "expression") if recognise_tests.can(view, faces)]
        complete = bool(report) and "all" in report["protocols"]
        running = recognise_tests.running(faces)
        if possible and not running:
            st.button(
                "Test again" if complete else "Test",
                type="secondary" if complete else "primary",
                icon=":material/science:",
                key="test-go",
                on_click=recognise_tests.start,
                args=(faces,),
            )
    recognise_tests.watch(faces)
    if report:
        _results(report, faces)
    elif not possible:
        st.info(
            f"“{plain(name)}” says of no two pictures that they show one person, and of none its expression: "
            "there is nothing to test by.",
            icon=":material/info:",
        )
    elif not running:
        st.caption(
            f"{recogniser.title()} was not tested on “{plain(name)}” yet. The test reads all its test faces "
            "and fits the baselines; it goes on while you look at other pages."
        )


def _card() -> None:
    """What the model's card says, at once."""
    card = cards.read(state.model())
    if not card.get("figures"):
        st.caption(f"{recogniser.title()} was not measured when it was made.")
        return
    with st.expander(f"What its card says: {count(len(card['figures']), 'figure')}", expanded=True):
        st.html(model_card.figures_html(card["figures"]))
        if card.get("measured_by"):
            st.caption(f"To measure again: {plain(card['measured_by'])}")


def _report(faces) -> dict | None:
    """All that was measured on a set as one report, newer figures over older ones."""
    from facevae.recognition import reports

    whole: dict = {"baseline": {}, "leaks": {}, "protocols": set()}
    for report in reversed(reports.of(*recognise_tests.subject())):
        if report["version"] != faces.version:
            continue
        beside = {name: figures for name, figures in report["baseline"].items() if isinstance(figures, dict)}
        baseline = {name: whole["baseline"].get(name, {}) | figures for name, figures in beside.items()}
        whole |= report | {
            "baseline": whole["baseline"] | baseline,
            "leaks": whole["leaks"] | report["leaks"],
            "protocols": whole["protocols"] | {report["protocol"]},
        }
    return whole if whole["protocols"] else None


def _results(report: dict, faces) -> None:
    views = [view for view in dict.fromkeys([*recognise_charts.CHARTS, *PROTOCOLS]) if view in report]
    if st.session_state.get("test-view") not in views:
        st.session_state["test-view"] = views[0]
    view = st.segmented_control(
        "Results",
        views,
        required=True,
        format_func=lambda view: str(PROTOCOLS[view]),
        key="test-view",
        label_visibility="collapsed",
        persist_state="session",
    )
    recognise_charts.show(view, report)
    recognise_errors.show(view, report, faces)
    recognise_groups.show(view, report)
    if view in report["leaks"]:
        st.caption(leaks_text(report["leaks"][view]))


def leaks_text(leaks: dict) -> str:
    """What was looked for on both sides of the test and taken out before anything was scored."""
    if parts := [part for part in leaks.values() if isinstance(part, dict)]:  # a protocol of several tests
        leaks = {key: sum(part.get(key, 0) for part in parts) for key in set().union(*parts)}
    kinds = (
        ("identical", "identical picture", ""),
        ("near", "nearly identical picture", ""),
        ("shared_identities", "person", "people"),
    )
    found = [count(leaks[key], what, several) for key, what, several in kinds if leaks.get(key)]
    if not found:
        return "Leaks looked for before scoring: no picture and no person is on both sides."
    removed = [
        count(leaks[key], what)
        for key, what in (("removed_pictures", "picture"), ("removed_pairs", "pair"))
        if leaks.get(key)
    ]
    end = f"; removed for it: {' and '.join(removed)}" if removed else ""
    return f"Leaks found before scoring: {', '.join(found)} on both sides{end}."
