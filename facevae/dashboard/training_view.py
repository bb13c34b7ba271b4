"""One run, watched: how far it is, its curves, the faces as they sharpen, and what can be done with it."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from facevae.dashboard import (
    live,
    plotly_js,
    run_buttons,
    run_facts,
    run_latents,
    run_panels,
    sharpening,
)
from facevae.dashboard.messages import plain, telling_errors
from facevae.errors import FaceVAEError, RunError
from facevae.progress import in_words

OPEN = "train-open"
BADGES = {
    "queued": ("Waiting", ":material/schedule:", "gray"),
    "starting": ("Starting", ":material/hourglass_top:", "primary"),
    "running": ("Training", ":material/play_arrow:", "primary"),
    "stopping": ("Stopping", ":material/hourglass_bottom:", "orange"),
    "finished": ("Finished", ":material/check:", "green"),
    "paused": ("Paused", ":material/pause:", "gray"),
    "stopped": ("Stopped", ":material/stop:", "gray"),
    "cancelled": ("Cancelled", ":material/cancel:", "gray"),
    "failed": ("Failed", ":material/error:", "red"),
    "interrupted": ("Interrupted", ":material/power_off:", "orange"),
}
VIEWS = ("Curves", "Latents", "Machine")


def open_run(name: str | None) -> None:
    """Show this run on the Train page, or the form of a new one."""
    st.session_state[OPEN] = name or ""
    st.query_params.from_dict({"run": name} if name else {})


def opened():
    """The run to show: the chosen one, the one of the address, else one that is at work. None: the form."""
    from facevae.training import run as runs

    names = runs.names()
    if OPEN not in st.session_state:
        asked = st.query_params.get("run")
        active = next((name for name in names if _works(name)), "")
        st.session_state[OPEN] = asked if asked in names else active
    name = st.session_state[OPEN]
    return runs.Run.open(name) if name in names else None


def _works(name: str) -> bool:
    from facevae.training import run as runs

    try:
        return runs.Run.open(name).live()
    except (FaceVAEError, OSError, ValueError):  # deleted meanwhile, or damaged
        return False


def show(run) -> None:
    """The run's part of the page; it refreshes itself every second while the run waits or works."""
    st.query_params["run"] = run.name
    plotly_js.provide()
    active = run.live()
    st.fragment(_watch, run_every=1.0 if active else None)(run, active)


def _watch(run, was_active: bool) -> None:
    if not run.folder.exists():
        _deleted(run)
        return
    status = run.status()
    if was_active and not run.live():
        st.rerun()
    with telling_errors():
        _head(run, status)
    left, right = st.columns([3, 2], gap="medium")
    with left, telling_errors(), _reading(run):
        _view(run, status.get("started", 0.0), was_active)
    with right, telling_errors(), _reading(run):
        sharpening.show(run, was_active)
        run_facts.show(run, status)


def _view(run, begun: float, active: bool) -> None:
    """What the person chose to see: the curves, the latents, or the machine."""
    view = st.segmented_control(
        "View",
        VIEWS,
        default=VIEWS[0],
        required=True,
        key="train-view",
        label_visibility="collapsed",
        persist_state="session",
    )
    if view == "Latents":
        run_latents.show(run, begun, active)
    else:
        live.live_curves(run, begun, run_panels.machine if view == "Machine" else run_panels.curves)


def _deleted(run) -> None:
    st.info(f"The run **{plain(run.name)}** was deleted.", icon=":material/info:")
    if st.button("New run", icon=":material/add:"):
        open_run(None)
        st.rerun()


@contextmanager
def _reading(run) -> Iterator[None]:
    """Files that vanish or turn out damaged while they are read become an error that is told."""
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(
            f"Files of the run “{run.name}” are missing or damaged.", "Its model may still be of use."
        ) from error


def _head(run, status: dict) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(plain(run.name), anchor=False, width="content")
        label, icon, colour = BADGES[status["state"]]
        st.badge(label, icon=icon, color=colour)
        st.space("stretch")
        run_buttons.show(run, status, open_run)
    run_buttons.note(run)
    step, steps = status.get("step", 0), status.get("steps", 0)
    st.progress(min(1.0, step / steps) if steps else 0.0, text=progress_text(status))
    if line := speed_text(status):
        st.caption(line)
    if status["state"] in ("failed", "interrupted"):
        _why(run, status)
    if status.get("notice"):
        st.info(plain(status["notice"]), icon=":material/healing:")
    if findings := status.get("warnings"):
        lines = [f"**{plain(finding['what'])}** {plain(finding['advice'])}" for finding in findings]
        st.warning("\n\n".join(lines), icon=":material/lightbulb:")


def progress_text(status: dict) -> str:
    """`Step 557 of 12,560, epoch 1 of 40, 1 h 9 min left`."""
    if status["state"] == "queued":
        return "Waiting in the queue until its device is free …"
    if status["state"] == "starting":
        return "Starting: opening the faces and building the model …"
    parts = [f"Step {status.get('step', 0):,} of {status.get('steps', 0):,}"]
    if status.get("epochs"):
        parts.append(f"epoch {status.get('epoch', 0):,} of {status['epochs']:,}")
    if status["state"] == "running" and status.get("seconds_left") is not None:
        parts.append(f"{in_words(status['seconds_left'])} left")
    elif status.get("seconds"):
        parts.append(f"took {in_words(status['seconds'])}")
    return ", ".join(parts)


def speed_text(status: dict) -> str:
    """`92 images/s · CPU, 1 thread, bfloat16 · 1.3 GiB of memory`."""
    parts = []
    if status.get("images_per_s"):
        parts.append(f"{status['images_per_s']:,.0f} images/s")
    if status.get("device"):
        parts.append(status["device"])
    if status.get("memory_mb"):
        parts.append(f"{status['memory_mb'] / 1024:.1f} GiB of memory")
    return " · ".join(parts)


def _why(run, status: dict) -> None:
    remedy = f"\n\n{plain(status['remedy'])}" if status.get("remedy") else ""
    show_it = st.error if status["state"] == "failed" else st.warning
    show_it(f"**{plain(status.get('reason') or 'The run ended early.')}**{remedy}", icon=":material/error:")
    log = run.folder / "log.txt"
    if log.exists() and (tail := log.read_text(errors="replace")[-4000:].strip()):
        with st.expander("What the run wrote", icon=":material/terminal:"):
            st.code(tail, language=None, wrap_lines=True)
