import pytest

from facevae.dashboard.model_card import figure_text, figures_html, one_line, task, value_text

CARD = {
    "title": "my *best*",
    "kind": "vae",
    "backbone": "conv",
    "size": 64,
    "latent_dim": 128,
    "parameters": 2_957_955,
    "figures": [{"name": "Reconstruction", "value": 24.64, "unit": "dB PSNR", "n": 1200, "set": "lfw, test"}],
}


def test_one_line_says_what_it_is_and_how_good():
    line = one_line("x", CARD)
    assert "Convolutional VAE" in line and "3.0 million parameters" in line
    assert "24.6 dB PSNR on 1,200 faces" in line
    assert "my \\*best\\*" in line


def test_a_baseline_stands_beside_the_figure():
    figure = CARD["figures"][0] | {"baseline": {"name": "PCA", "value": 25.1}}
    assert figure_text(figure).endswith("(PCA: 25.1)")


def test_all_figures_stand_with_their_faces_and_baselines_and_are_no_html():
    figure = CARD["figures"][0] | {"n": 1, "set": "<b>", "baseline": {"name": "PCA", "value": 25.1}}
    table = figures_html([figure])
    assert "1 face of &lt;b&gt;" in table and "24.6 dB PSNR" in table and "PCA: 25.1" in table


@pytest.mark.parametrize(
    ("value", "text"), [(0.8123, "0.812"), (24.64, "24.6"), (445, "445"), (-13021.08, "-13,021")]
)
def test_figures_have_no_more_digits_than_they_bear(value, text):
    assert value_text(value) == text


def test_figures_of_several_tasks_stand_under_a_heading_each():
    verification = {"name": "LFW View 1, accuracy", "value": 89.5, "unit": "%", "n": 1000, "set": "LFW"}
    told = {
        "name": "Right of eight",
        "task": "expression",
        "value": 84.6,
        "unit": "%",
        "n": 3376,
        "set": "FER+",
    }
    table = figures_html([*CARD["figures"], verification | {"task": "verification"}, told])
    assert table.count("<th") == 3
    assert "1,000 pairs of LFW" in table and "3,376 faces of FER+" in table


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("Reconstruction of held-out people", "reconstruction"),
        ("Verification of pairs, AUC", "verification"),
        ("ORL, rank-1", "identification"),
        ("Expression from the identity part", "probes"),
        ("FER+ expression, balanced accuracy", "expression"),
        ("Forward pass of the encoder", "speed"),
    ],
)
def test_a_figure_without_a_task_is_known_by_its_name(name, of):
    assert task({"name": name}) == of
