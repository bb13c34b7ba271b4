"""What a new run will cost, several sets at once, and sweeps."""

import shlex

import pytest

from facevae.cli import main
from facevae.data import generated
from facevae.errors import RunError
from facevae.training import cost, dispatcher, queue
from facevae.training.presets import MAIN
from facevae.training.run import Run
from tests.pages.conftest import words

COST = cost.Cost(5_000_000, 1000, 10, 50.0, 125.0, 1250.0, 2048.0, 120.0, "CPU, 1 thread, float32", 40)


@pytest.fixture
def form(open_page, filled_home, monkeypatch):
    """The form of a new run; what it queues is not begun."""
    monkeypatch.setattr(dispatcher, "wake", lambda: None)
    return open_page("train", **{"train-open": "", "active_faces": "people"})


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def metrics(app):
    return {metric.label: metric.value for metric in app.metric}


def test_the_cost_is_shown_for_the_settings_it_was_tried_with(form, monkeypatch):
    asked = []
    monkeypatch.setattr(cost, "trial", lambda *about: asked.append(about[:3]) or COST)
    assert not metrics(form)
    form.number_input(key="train-article-batch_size").set_value(16).run()
    press(form, "What will it cost?")
    assert asked == [("people", "article", {"batch_size": 16})]
    assert metrics(form) == {
        "One epoch": "2 min",
        "Whole run": "21 min",
        "Memory": "2.0 GiB",
        "Disk": "120 MiB",
        "Parameters": "5 M",
    }
    form.number_input(key="train-article-batch_size").set_value(32).run()
    assert not metrics(form)
    form.number_input(key="train-article-batch_size").set_value(16).run()
    assert metrics(form) and len(asked) == 1


def test_a_preset_tells_its_time_once_it_was_tried(open_page, own_home, monkeypatch):
    monkeypatch.setattr(cost, "trial", lambda *about: COST)
    learned_from = len(generated.make("people", 40, size=32).rows("train"))
    app = open_page("train", **{"train-open": ""})
    app.radio(key="train-preset").set_value("conv").run()
    card = MAIN.index("conv")
    assert "not timed here yet" in app.radio(key="train-preset").proto.captions[card]
    press(app, "What will it cost?")  # 50 epochs of them at 50 faces a second
    assert f"about {learned_from} s here" in app.radio(key="train-preset").proto.captions[card]
    assert metrics(app)["One epoch"] == "2 min"


def test_a_trial_that_fails_says_why(form, monkeypatch):
    def fail(*about):
        raise RunError("The trial failed: out of memory.", "Lower batch_size.")

    monkeypatch.setattr(cost, "trial", fail)
    press(form, "What will it cost?")
    assert "out of memory" in form.error[0].value and not metrics(form)


def test_several_sets_are_learned_from_together(form):
    generated.make("others", 20, size=32)
    form.run()
    form.multiselect(key="train-others").set_value(["others"]).run()
    command = shlex.split(form.code[0].value)
    assert command[command.index("--data") + 1] == "people+others"


def test_a_sweep_queues_a_run_for_every_combination(form):
    form.number_input(key="train-article-steps").set_value(5).run()
    form.multiselect(key="sweep-fields").set_value(["beta", "latent_dim"]).run()
    form.text_input(key="sweep-values-beta").set_value("0.5, 2").run()
    form.text_input(key="sweep-values-latent_dim").set_value("4, 8, 16").run()
    command = shlex.split(next(code.value for code in form.code if "sweep" in code.value))
    assert command[-4:] == ["--over", "beta=0.5, 2", "--over", "latent_dim=4, 8, 16"]
    main.parser().parse_args(command[3:])  # which the shell understands
    press(form, "Queue 6 runs")
    names = queue.waiting()
    configs = [Run.open(name).config for name in names]
    found = [(config["training"]["beta"], config["model"]["latent_dim"]) for config in configs]
    assert found == [(0.5, 4), (0.5, 8), (0.5, 16), (2.0, 4), (2.0, 8), (2.0, 16)]
    assert {config["training"]["steps"] for config in configs} == {5}


def test_a_sweep_draws_at_random_from_a_span(form):
    form.multiselect(key="sweep-fields").set_value(["learning_rate"]).run()
    form.text_input(key="sweep-values-learning_rate").set_value("0.0001..0.01").run()
    assert "draw at random" in form.error[0].value
    form.session_state["sweep-how"] = "some at random"
    form.run()
    form.number_input(key="sweep-count").set_value(3).run()
    press(form, "Queue 3 runs")
    rates = {Run.open(name).config["training"]["learning_rate"] for name in queue.waiting()}
    assert len(rates) == 3 and all(0.0001 <= rate <= 0.01 for rate in rates)


def test_a_sweep_with_a_bad_value_queues_nothing(form):
    form.multiselect(key="sweep-fields").set_value(["beta"]).run()
    form.text_input(key="sweep-values-beta").set_value("1, -2").run()
    press(form, "Queue 2 runs")
    assert "beta is -2" in form.error[0].value and queue.waiting() == []


def test_runs_that_wait_before_a_new_one_are_counted(form):
    press(form, "Start training")
    press(form, "New run")
    assert "1 run before it in the queue" in words(form)
