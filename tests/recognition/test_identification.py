import numpy as np
import pytest

from facevae.recognition.identification import cmc, open_set, person_scores, rank_k, ranks

PEOPLE = np.array(["Ada", "Bo", "Cy"])


def test_a_persons_score_is_that_of_their_best_picture():
    similarity = np.array([[0.1, 0.9, 0.3, 0.2], [0.5, 0.4, 0.6, 0.7]])
    scores, people = person_scores(similarity, np.array(["Cy", "Ada", "Cy", "Bo"]))
    assert people.tolist() == PEOPLE.tolist()
    assert scores == pytest.approx(np.array([[0.9, 0.2, 0.3], [0.4, 0.7, 0.6]]))


def test_ranks_and_the_curve_worked_by_hand():
    scores = np.array([[0.9, 0.2, 0.3], [0.9, 0.2, 0.3], [0.5, 0.5, 0.1], [0.1, 0.2, 0.3]])
    places = ranks(scores, PEOPLE, np.array(["Ada", "Bo", "Ada", "Bo"]))
    assert places.tolist() == [1, 3, 2, 2]  # of equal scores the worst place
    assert cmc(places, 3) == pytest.approx([0.25, 0.75, 1])
    assert rank_k(places, 1) == 0.25 and rank_k(places, 2) == 0.75


def test_strangers_are_rejected_by_a_threshold():
    scores = np.array([[0.9, 0.1, 0], [0.2, 0.8, 0], [0.6, 0.1, 0], [0.7, 0.3, 0], [0.2, 0.1, 0]])
    opened = open_set(scores, PEOPLE, np.array(["Ada", "Bo", "Bo", "Zoe", "Yan"]))
    # Bo's second picture is taken for Ada at any threshold; Zoe scores 0.7, Yan 0.2.
    assert opened.dir_at_fpir(0) == pytest.approx(2 / 3) and opened.threshold_at_fpir(0) == 0.8
    assert opened.dir_at_fpir(1) == pytest.approx(2 / 3)
    assert opened.fpir[-1] == 1 and opened.dir[0] == 0
