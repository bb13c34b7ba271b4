import numpy as np
import pytest

from facevae.errors import CheckpointError, FaceVAEError
from facevae.latents.unusual import percentile, sentence


def card(quantiles):
    return {"title": "photo-64", "unusualness": {"quantiles": list(quantiles)}}


def test_percentile_is_the_share_of_known_faces_below():
    faces = np.random.default_rng(0).gamma(5, 100, size=20_000)
    made = card(np.quantile(faces, np.linspace(0, 1, 101)))
    for value in np.quantile(faces, [0.03, 0.5, 0.777, 0.985]):
        assert percentile(made, value) == pytest.approx(100 * (faces < value).mean(), abs=0.2)


def test_percentile_stays_within_0_and_100():
    made = card(range(-50, 51))
    assert percentile(made, -1e9) == percentile(made, -50.0) == 0
    assert percentile(made, 1e9) == percentile(made, 50.0) == 100
    assert percentile(made, 0.0) == 50
    assert percentile(made, 0.5) == 50.5


def test_percentile_among_equal_quantiles_is_their_middle():
    assert percentile(card([0.0] * 30 + [1.0] * 41 + [2.0] * 30), 1.0) == 50
    assert percentile(card([1.0] * 101), 2.0) == 100
    assert percentile(card([1.0] * 101), 0.0) == 0


@pytest.mark.parametrize("broken", [{}, {"unusualness": None}, card(range(100)), card([float("nan")] * 101)])
def test_a_card_without_quantiles_says_so(broken):
    with pytest.raises(CheckpointError, match="not measured"):
        percentile(broken, 1.0)


def test_a_face_without_an_elbo_is_refused():
    with pytest.raises(FaceVAEError):
        percentile(card(range(101)), float("nan"))


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        (0, "Ordinary: 100 % of"),
        (12.4, "Ordinary: 88 % of"),
        (71.9, "usual range: more so than 71 %"),
        (93, "Unusual: more so than 93 %"),
        (99.6, "Very unusual: more so than 99 %"),
        (100, "more so than every face"),
    ],
)
def test_one_plain_sentence(percent, words):
    told = sentence(percent)
    assert words in told and told.endswith(".") and told.count(".") == 1
    assert "it was measured on" in told and "train" not in told
