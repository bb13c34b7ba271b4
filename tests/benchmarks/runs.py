"""How soon the Train page stands, and compares, with many long runs."""

import argparse
import json
import logging
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import psutil

DISTINCT = 4  # runs with curves of their own; the others are copies of these
VALIDATE = 100  # steps


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--steps", type=int, default=100_000, help="logged steps of a run (100000)")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--home", type=Path, help="keep what was made here, and use it again")
    parser.add_argument("--browser", action="store_true", help="also until Chromium has drawn all charts")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> None:
    """Print seconds, medians by the clock with the processor time, as a table or as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        home = (options.home or Path(folder)).absolute()
        os.environ["FACEVAE_HOME"] = str(home)
        names = _made(home, options.runs, options.steps)
        figures = _reading(names) | _page(names, options.repeat)
        if options.browser:
            figures["the page until all charts of the comparison are drawn (Chromium)"] = [_browser(home)]
    facts = {"runs": len(names), "logged steps": options.steps, "cores": os.cpu_count()}
    if options.json:
        print(json.dumps(facts | figures))
        return
    print(", ".join(f"{key} {value:,}" for key, value in facts.items()))
    for name, values in figures.items():
        clocks = [value[0] for value in values]
        work = statistics.median(value[1] for value in values)
        print(f"{statistics.median(clocks):8.3f} s  ({work:.3f} s of processor)  {name}")


def _made(home: Path, count: int, steps: int) -> list[str]:
    """Names of the runs, made where they are not there yet; the first one's curves were never read."""
    from facevae.data import generated
    from facevae.data.faceset import names as face_sets
    from facevae.training import run as runs
    from facevae.training.curves import FILE
    from facevae.training.run import Run
    from tests.training.support import asked

    if "people" not in face_sets():
        generated.make("people", 40, size=32)
    for number in range(count - len(runs.names())):
        config = asked("conv", {"beta": 1.0 + number, "learning_rate": 1e-3})
        run = Run.create(f"run-{len(runs.names()) + 1:03}", config)
        first = home / "runs" / f"run-{number % DISTINCT + 1:03}" / "metrics.jsonl"
        path = run.folder / "metrics.jsonl"
        shutil.copyfile(first, path) if first.exists() else _log(path, steps, number)
        run.write_status({"state": "finished", "step": steps, "steps": steps, "images_per_s": 90.0})
    names = runs.names()
    (home / "runs" / names[0] / FILE).unlink(missing_ok=True)
    return names


def _log(path: Path, steps: int, seed: int) -> None:
    """As the recorder logs: a row a step, and a validation every hundred."""
    import numpy as np

    noise = np.random.default_rng(seed).normal(size=(steps, 3))
    with open(path, "w") as file:
        for step, (a, b, c) in enumerate(noise.tolist(), 1):
            nll, kl = -9000 * (1 - 200 / (step + 200)) + 300 * a, 100 + 3 * b
            when = {"step": step, "epoch": round(step / 390, 3), "images": 32 * step}
            when["seconds"] = round(0.35 * step, 2)
            terms = {"loss": nll + kl, "reconstruction_nll": nll, "kl": kl, "gradient_norm": 10 + c}
            rest = {"beta": 1.0, "lr": 1e-3 / step, "images_per_s": 90.1, "memory_mb": 1311.2}
            file.write(json.dumps(when | terms | rest) + "\n")
            if step % VALIDATE == 0:
                judged = {f"validation_{name}": value + 9 for name, value in terms.items()}
                judged["validation_psnr"] = 26 - 2000 / (step + 200)
                row = {"step": step, "seconds": when["seconds"]} | judged
                file.write(json.dumps(row) + "\n")


def _timed(work) -> tuple[float, float]:
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor


def _reading(names: list[str]) -> dict[str, list]:
    """The first reading of each run, which a run does itself at its end, and those after it."""
    from facevae.training import curves
    from facevae.training.run import Run

    runs = [Run.open(name) for name in names]
    found = {"one run's curves read whole, once at its end": [_timed(lambda: curves.read(runs[0].folder))]}
    for run in runs[1:]:
        curves.read(run.folder)
    found["the curves of all runs"] = [_timed(lambda: [curves.read(run.folder) for run in runs])]
    runs[0].write_metrics({"step": 10**6, "seconds": 0.0, "loss": 1.0})
    found["one run's curves after another row"] = [_timed(lambda: curves.read(runs[0].folder))]
    return found


def _page(names: list[str], repeat: int) -> dict[str, list]:
    """The page's script on the server, as Streamlit's test driver runs it."""
    from streamlit.testing.v1 import AppTest

    from facevae.dashboard import navigation
    from tests.browser.conftest import ROOT

    logging.disable(logging.WARNING)  # the test driver runs without a server, and says so each time
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        entry = shutil.copy(ROOT / "streamlit_app.py", folder)
        for what, chosen in (
            ("its table", []),
            ("eight runs compared", names[:8]),
            ("all runs compared", names),
        ):
            app = AppTest.from_file(str(entry), default_timeout=300)
            app.session_state["train-open"] = ""
            app.session_state["train-chosen-runs"] = chosen
            app.switch_page(navigation.path("train")).run()  # imports, caches
            found[f"the page on the server, {what}"] = [_timed(app.run) for _ in range(repeat)]
            assert not app.exception
    return found


def _browser(home: Path) -> tuple[float, float]:
    """From choosing all runs in the table to the last chart drawn."""
    from tests.browser.conftest import ROOT, serving
    from tests.browsers import running

    drawn = "document.querySelectorAll('.fv-compare .fv-charts .js-plotly-plot .lines').length >= 4"
    with serving(ROOT / "streamlit_app.py", home) as url, running() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 1400})
        page.set_default_timeout(120_000)
        page.goto(f"{url}/train")
        table = page.get_by_test_id("stDataFrame").first
        table.scroll_into_view_if_needed()
        page.wait_for_timeout(3000)
        clock, processor = time.perf_counter(), _of_browser()
        table.click(position={"x": 16, "y": 18})
        page.wait_for_function(drawn)
        clock, processor = time.perf_counter() - clock, _of_browser() - processor
    return clock, processor


def _of_browser() -> float:
    """Processor seconds that Chromium has used."""
    found = psutil.Process().children(recursive=True)
    times = [process.cpu_times() for process in found if "chrom" in process.name()]
    return sum(spent.user + spent.system for spent in times)
