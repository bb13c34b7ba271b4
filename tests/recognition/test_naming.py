import numpy as np
import pytest

from facevae import home
from facevae.json_values import plain
from facevae.recognition.naming import ALLOWED, weigh
from facevae.recognition.verification import tail

RNG = np.random.default_rng(0)
STRANGERS = RNG.normal(0, 0.15, 400_000)
SCORES = {"genuine": RNG.normal(0.6, 0.1, 500).tolist(), "impostor": STRANGERS[:500].tolist()}


def report(**curves):
    return {"verification": {"n": 1000, "curves": {"scores": SCORES} | curves}}


KNOWN = report(strangers=plain(tail(STRANGERS)))


@pytest.mark.parametrize("pictures", [1, 20, 300])
def test_of_strangers_no_more_than_allowed_get_a_name(pictures):
    weighed = weigh(KNOWN, pictures)
    best = np.random.default_rng(1).normal(0, 0.15, (5000, pictures)).max(1)
    assert (best >= weighed.threshold).mean() == pytest.approx(ALLOWED, abs=0.005)
    assert 0.8 * ALLOWED < weighed.strangers <= ALLOWED
    assert weighed.known == np.mean(np.array(SCORES["genuine"]) >= weighed.threshold)


def test_the_more_are_enrolled_the_stricter_and_the_dearer():
    few, many = weigh(KNOWN, 5), weigh(KNOWN, 500)
    assert few.threshold < many.threshold and few.known > many.known
    assert weigh(KNOWN, 500, few.threshold).strangers > 0.3


def test_where_too_few_pairs_were_measured_none_of_them_passes_and_that_is_said():
    weighed = weigh(report(), 50)
    assert weighed.threshold > max(SCORES["impostor"]) and weighed.far == 0 and weighed.pairs == 500
    assert weighed.strangers == pytest.approx(1 - (1 - 3 / 500) ** 50)
    assert "None of 500 pairs" in weighed.told() and "at most 26.0% of strangers" in weighed.told()


def test_a_threshold_below_all_scores_names_everybody():
    weighed = weigh(KNOWN, 3, -2.0)
    assert weighed.far == weighed.strangers == weighed.known == 1
    assert "Roughly 100.0% of strangers" in weighed.told() and "3 pictures enrolled" in weighed.told()


def test_a_tail_tells_how_many_reach_each_of_its_thresholds():
    rare = tail(STRANGERS)
    assert rare["n"] == len(STRANGERS) and len(rare["far"]) <= 401 and rare["far"][0] == 0
    for far, level in zip(rare["far"], rare["threshold"], strict=True):
        assert np.mean(level <= STRANGERS) == far


def test_scores_that_are_all_the_same_name_nobody():
    weighed = weigh(report(strangers=plain(tail(np.ones(50)))), 2)
    assert weighed.threshold > 1 and weighed.far == 0


def test_the_shipped_recogniser_names_few_strangers_and_still_knows_some_people():
    shipped = home.read_json(home.SHIPPED_CHECKPOINTS / "recognise-64" / "reports" / "lfw-view1.json")
    weighed = weigh(shipped, 20)
    assert weighed.pairs > 1_000_000 and 0 < weighed.strangers <= ALLOWED and weighed.known > 0.25
