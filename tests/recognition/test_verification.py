import numpy as np
import pytest
from sklearn.metrics import roc_auc_score, roc_curve

from facevae.recognition.verification import accuracy, best_threshold, fold_thresholds, roc

# By hand: from the top g g i g i i; the thresholds pass 1, 2, ... of them.
SCORES = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4])
GENUINE = np.array([True, True, False, True, False, False])


def noisy(count=400, seed=0, decimals=2):
    rng = np.random.default_rng(seed)
    genuine = rng.random(count) < 0.4
    return np.round(rng.normal(size=count) + genuine, decimals), genuine  # rounded: many scores are equal


def test_the_curve_and_its_figures_worked_by_hand():
    curve = roc(SCORES, GENUINE)
    assert curve.far == pytest.approx([0, 0, 0, 1 / 3, 1 / 3, 2 / 3, 1])
    assert curve.tar == pytest.approx([0, 1 / 3, 2 / 3, 2 / 3, 1, 1, 1])
    assert curve.auc == pytest.approx(8 / 9)  # 8 of the 9 genuine-impostor couples are in order
    assert curve.eer == pytest.approx(1 / 3)  # at 0.7 one of three impostors passes, one genuine fails
    assert curve.tar_at_far(0.1) == pytest.approx(2 / 3) and curve.tar_at_far(0.34) == 1


def test_between_two_thresholds_the_equal_error_lies_on_their_line():
    # One impostor above all: FAR 1/2 at FRR 1, then FAR 1/2 at FRR 0: they meet at 1/2.
    assert roc(np.array([3, 2, 1.0]), np.array([False, True, False])).eer == pytest.approx(0.5)
    # (FAR, FRR) goes from (0, 1) to (1, 0) in one step: all scores are equal.
    assert roc(np.ones(4), np.array([True, False, True, False])).eer == pytest.approx(0.5)
    assert roc(np.array([2, 1.0]), np.array([True, False])).eer == 0


def test_the_curve_agrees_with_scikit_learn():
    scores, genuine = noisy()
    curve = roc(scores, genuine)
    far, tar, threshold = roc_curve(genuine, scores, drop_intermediate=False)
    assert curve.far == pytest.approx(far) and curve.tar == pytest.approx(tar)
    assert curve.threshold[1:] == pytest.approx(threshold[1:])
    assert curve.auc == pytest.approx(roc_auc_score(genuine, scores))


def test_a_weight_counts_a_pair_so_often():
    scores, genuine = noisy(60)
    times = np.random.default_rng(1).integers(0, 4, 60)
    again = roc(np.repeat(scores, times), np.repeat(genuine, times))
    weighted = roc(scores, genuine, times)
    assert weighted.auc == pytest.approx(again.auc) and weighted.eer == pytest.approx(again.eer)


def test_the_best_threshold_is_the_best_of_all():
    scores, genuine = noisy(150)
    best = accuracy(scores, genuine, best_threshold(scores, genuine))
    tried = [accuracy(scores, genuine, edge) for edge in [*np.unique(scores), 99]]
    assert best == pytest.approx(max(tried))
    assert best_threshold(np.array([0.2, 0.8]), np.array([False, True])) == pytest.approx(0.5)


def test_accuracy_counts_both_kinds_alike_however_many_there_are():
    scores, genuine = np.array([1, 1, 1, 0, 1.0]), np.array([True, True, True, True, False])
    assert accuracy(scores, genuine, 0.5) == pytest.approx((0.75 + 0) / 2)


def test_a_folds_threshold_is_chosen_without_it():
    scores = np.array([0.0, 1.0, 0.0, 1.0, 10.0, 11.0])
    genuine = np.array([False, True] * 3)
    folds = np.array([0, 0, 1, 1, 2, 2])
    thresholds = fold_thresholds(scores, genuine, folds)
    assert thresholds[4] == thresholds[5] == pytest.approx(0.5)  # its own pairs would ask for 10.5
    assert accuracy(scores, genuine, thresholds) < 1
