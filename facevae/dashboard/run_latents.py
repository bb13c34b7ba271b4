"""The latents of a run through time: which are in use, and how the space of faces gets organised."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from facevae.dashboard import run_trail, run_watched, theme

_HERE = Path(__file__).parent
_component = st.components.v2.component(
    "facevae.latents",
    html=(_HERE / "run_latents.html").read_text(),
    css=(_HERE / "run_latents.css").read_text(),
    js=(_HERE / "run_latents.js").read_text(),
    isolate_styles=False,
)


@dataclass
class Told:
    """What this window was told: steps, the last of them once more at the next look, and the faces."""

    steps: set[int] = field(default_factory=set)
    recent: set[int] = field(default_factory=set)
    faces: str = ""
    faces_sent: int = 0


def news(run, told: Told, begun: float, dark: bool) -> dict[str, Any]:
    """The message for the browser: which records there are, those it has not seen, and the faces at first."""
    watch = run.folder / "watch"
    looks = run_trail.trail(str(run.folder / "watch"), begun).refreshed()
    new = {look.step for look in looks} - told.steps
    sent = [look.packed() for look in looks if look.step in new | told.recent]
    told.steps, told.recent = told.steps | new, new
    message = {
        "run": f"{run.name} {begun}",
        "dark": dark,
        "steps": [look.step for look in looks],
        "looks": sent,
        "last": run.status().get("steps", 0),
    }
    named = watch / "faces.json"
    key = f"{named.stat().st_mtime_ns if named.exists() else 0} {dark}"
    if key != told.faces:
        told.faces, told.faces_sent = key, 0
    if told.faces_sent < 2 and named.exists():  # twice, should the browser have skipped it
        told.faces_sent += 1
        message["faces"] = run_watched.watched(str(watch), named.stat().st_mtime_ns, dark)
    return message


def show(run, begun: float = 0.0, live: bool = True) -> None:
    """A heat strip of the KL of each latent over time, and below it the map of the fixed faces at one time.

    Call it in a fragment that runs every second while the run goes on.

    Args:
        begun: when the run was begun; tells it from a deleted one of the same name.
        live: whether more may come.
    """
    if not any((run.folder / "watch").glob("step-*.npz")):
        if live:
            st.caption("The latents of some held-out faces are recorded from the first step on.")
            st.skeleton(height=520)
        else:
            st.caption("Nothing was recorded of the latents of this run.")
        return
    key = f"latents-told-{run.name}-{begun}"
    told = st.session_state.setdefault(key, Told())
    _component(
        data=news(run, told, begun, theme.dark()),
        key=f"latents-{run.name}-{begun}",
        on_missing_change=lambda: st.session_state.pop(key, None),
    )
