"""Runs are chosen in the table and compared; how the curves are drawn is chosen in the browser."""

import json

import pytest

from facevae.training.run import Run
from tests.browser.conftest import ROOT, go, serving, settled
from tests.training.support import asked

CHARTS = "document.querySelectorAll('.fv-compare .fv-charts > .js-plotly-plot')"
LOSS = f"{CHARTS}[0]"


@pytest.fixture(scope="module")
def runs_app(tmp_path_factory):
    """The address of an app with two finished runs and no faces."""
    home = tmp_path_factory.mktemp("compare")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FACEVAE_HOME", str(home))
        for number, name in enumerate(("first", "second"), 1):
            run = Run.create(name, asked("conv", {"beta": number}))
            rows = ({"step": step, "seconds": 0.5 * step, "loss": 1000 / step} for step in range(1, 201))
            (run.folder / "metrics.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
            run.write_status({"state": "finished", "step": 200, "steps": 200, "images_per_s": 50.0})
    with serving(ROOT / "streamlit_app.py", home) as url:
        yield url


@pytest.fixture
def compared(runs_app, open_window):
    """A window in which both runs were chosen."""
    window = open_window(height=1400)
    go(window, f"{runs_app}/train")
    table = window.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    table.click(position={"x": 16, "y": 18})  # the box that chooses all rows
    window.wait_for_function(f"{LOSS}?.data?.length === 2")
    settled(window)
    return window


def test_axis_scale_and_smoothing_change_in_the_browser_alone(compared):
    assert compared.evaluate(f"Array.from({LOSS}.data[0].x.slice(-1))") == [200]
    compared.get_by_label("Along").select_option("seconds")
    compared.wait_for_function(f"Math.abs({LOSS}.data[0].x.at(-1) - 100 / 60) < 1e-3")
    compared.get_by_text("log", exact=True).click()
    compared.wait_for_function(f"{LOSS}.layout.yaxis.type === 'log'")
    compared.get_by_label("Smoothing").fill("0.9")
    compared.wait_for_function(f"{LOSS}.data.length === 4")  # the smooth line over the faint one


def test_a_run_is_hidden_by_its_name(compared):
    compared.get_by_role("button", name="first", exact=True).click()
    compared.wait_for_function(f"{LOSS}.data.length === 1")
    compared.get_by_role("button", name="first", exact=True).click()
    compared.wait_for_function(f"{LOSS}.data.length === 2")


def test_curves_are_downloaded_as_csv(compared):
    compared.get_by_role("tab", name="Export").click()
    with compared.expect_download() as found:
        compared.get_by_role("button", name="Curves as CSV").click()
    lines = found.value.path().read_text().splitlines()
    assert lines[0] == '"run","step","seconds","loss"' and len(lines) == 401


def test_nothing_is_cut_off_on_a_narrow_screen(compared):
    compared.set_viewport_size({"width": 390, "height": 900})
    compared.wait_for_timeout(500)
    parts = "document.querySelectorAll('.fv-compare, .fv-compare .fv-charts > div')"
    assert max(compared.evaluate(f"Array.from({parts}, (part) => part.scrollWidth)")) <= 390
