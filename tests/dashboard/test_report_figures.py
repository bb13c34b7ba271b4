"""A report as figures like those of a card."""

import numpy as np
import pytest

from facevae.dashboard import model_card, report_figures
from facevae.recognition import registry
from facevae.registry import Entry

REPORT = {
    "data": "lfw",
    "options": {"seed": 0, "enrol": 2, "probe_where": ["expression", "happiness"]},
    "verification": {"name": "LFW View 1", "n": 999, "accuracy": 0.894, "auc": 0.952, "eer": 0.11},
    "probes": {
        "expression_from_identity": {"n": 50, "accuracy": 0.183, "chance": 0.125},
        "expression_from_whole": {"n": 50, "accuracy": 0.4, "chance": 0.125},
    },
    "reconstruction": {"n": 60, "psnr": 26.3, "ssim": 0.8},
    "mine": {"n": 7, "wonder": 0.25, "what": "text"},
    "baseline": {
        "probes": {"expression_from_whole": {"n": 50, "accuracy": 0.3, "chance": 0.125}},
        "verification": {"name": "raw_pixels", "accuracy": 0.605, "auc": 0.656},
        "reconstruction": {"name": "PCA of 128", "psnr": 25.2, "ssim": 0.768},
    },
}


def test_figures_stand_beside_the_strongest_baseline_with_set_and_options():
    right, area, error = report_figures.of_protocol(REPORT, "verification")
    assert right["value"] == pytest.approx(89.4) and right["baseline"]["name"] == "raw pixels"
    assert right["baseline"]["value"] == pytest.approx(60.5) and area["baseline"]["value"] == 0.656
    assert right["set"] == "lfw, LFW View 1, enrol 2, probe where expression=happiness"
    assert "baseline" not in error
    assert model_card.measured_on(right) == f"999 pairs of {right['set']}"


def test_probes_stand_beside_eigenfaces_or_chance_and_reconstruction_beside_pca():
    read, whole = report_figures.of_protocol(REPORT, "probes")
    assert whole["name"] == "Expression read from the whole latent"
    assert whole["baseline"] == {"name": "eigenfaces", "value": 30.0}
    assert read["name"] == "Expression read from the identity part"
    assert read["baseline"] == {"name": "chance", "value": 12.5}
    sharp, _ = report_figures.of_protocol(REPORT, "reconstruction")
    assert sharp["baseline"] == {"name": "PCA of 128", "value": 25.2} and sharp["unit"] == "dB PSNR"


def test_a_protocol_of_which_nothing_is_known_here_shows_its_numbers(monkeypatch):
    monkeypatch.setitem(registry.PROTOCOLS, "mine", Entry(__name__, "How wonderful?"))
    (figure,) = report_figures.of_protocol(REPORT, "mine")
    assert (figure["name"], figure["value"], figure["n"]) == ("wonder", 0.25, 7)
    assert np.isfinite(figure["value"]) and "baseline" not in figure
