"""Two dashboards on one home folder share one queue: one run at a time, one dispatcher."""

import psutil
from playwright.sync_api import expect

from facevae.training import lifecycle, queue
from facevae.training.run import Run, names
from tests.browser.conftest import ROOT, go, serving, settled

PATIENCE = 120_000  # ms for a process that imports torch


def start(window, url, name):
    go(window, f"{url}/train")
    elsewhere, settings = window.get_by_role("button", name="New run"), window.get_by_text("All settings")
    expect(elsewhere.or_(settings).first).to_be_visible()
    if elsewhere.count():  # a run at work is shown first
        elsewhere.click()
        settled(window)
    settings.click()
    window.get_by_role("spinbutton", name="Epochs").fill("100000")
    window.get_by_role("spinbutton", name="Epochs").press("Enter")
    settled(window)
    window.get_by_label("Name of the run and of its model").fill(name)
    window.get_by_label("Name of the run and of its model").press("Enter")
    settled(window)
    window.get_by_role("button", name="Start training").click()
    expect(window.get_by_role("heading", name=name)).to_be_visible()


def dispatchers(home):
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if "facevae.training.dispatcher" in (process.info["cmdline"] or ()):
            try:
                if process.environ().get("FACEVAE_HOME") == str(home) and process.is_running():
                    found.append(process)
            except psutil.Error:
                continue
    return [process for process in found if process.status() != psutil.STATUS_ZOMBIE]


def test_two_dashboards_share_one_queue(studio, open_window, monkeypatch):
    url, home = studio
    monkeypatch.setenv("FACEVAE_HOME", str(home))
    with serving(ROOT / "streamlit_app.py", home) as other:
        first, second = open_window(), open_window()
        try:
            start(first, url, "one")
            start(second, other, "two")
            expect(first.get_by_role("button", name="Pause")).to_be_visible(timeout=PATIENCE)
            expect(second.get_by_text("Next in the queue")).to_be_visible()
            expect(second.get_by_role("button", name="Cancel")).to_be_visible()
            assert Run.open("two").status()["state"] == "queued" and len(dispatchers(home)) == 1

            first.get_by_role("button", name="Pause").click()
            expect(first.get_by_role("button", name="Go on")).to_be_visible(timeout=PATIENCE)
            expect(second.get_by_role("button", name="Pause")).to_be_visible(timeout=PATIENCE)
            assert Run.open("one").status()["state"] == "paused"

            first.get_by_role("button", name="Go on").click()
            expect(first.get_by_text("Next in the queue")).to_be_visible()
            psutil.Process(Run.open("two").status()["pid"]).kill()  # as a machine without memory would
            expect(second.get_by_text("Interrupted").first).to_be_visible()
            expect(first.get_by_role("button", name="Pause")).to_be_visible(timeout=PATIENCE)
            assert len(dispatchers(home)) == 1
        finally:
            for name in names():
                lifecycle.kill(name)
    assert queue.entries() == []
