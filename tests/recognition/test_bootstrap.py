import numpy as np
import pytest

from facevae.recognition.bootstrap import each_alone, interval


def shares_covered(tries: int, people: int, each: int) -> float:
    """How often the interval of a mean holds the true one, where the pictures of a person are alike."""
    held = 0
    for seed in range(tries):
        rng = np.random.default_rng(seed)
        who = np.repeat(np.arange(people), each)
        values = np.repeat(rng.normal(size=people), each) + 0.1 * rng.normal(size=people * each)
        (low, high) = interval(lambda w, v=values: np.average(v, weights=w), who, draws=200, seed=seed)[""]
        held += low <= 0 <= high
    return held / tries


def test_the_interval_covers_the_truth_although_a_persons_pictures_are_alike():
    assert 0.85 <= shares_covered(tries=120, people=40, each=10) <= 1


def test_a_pair_of_two_people_counts_as_often_as_both_were_drawn():
    seen = []
    interval(
        lambda w: float(len(seen.append(w) or [0])), np.array(["a", "a"]), np.array(["a", "b"]), draws=50
    )
    weights = np.array(seen)  # of two people drawn twice: a 0, 1 or 2 times, b the rest
    assert set(weights[:, 0]) == {0, 1, 2}
    assert weights[:, 1] == pytest.approx(weights[:, 0] * (2 - weights[:, 0]))


def test_several_figures_and_one_seed():
    who = np.arange(30)

    def figures(w):
        return {"mean": np.average(who, weights=w), "top": float(w[-1])}

    first = interval(figures, who, draws=50)
    assert first == interval(figures, who, draws=50) and first != interval(figures, who, draws=50, seed=1)
    assert first["mean"][0] < 14.5 < first["mean"][1]


def test_nobody_known_is_somebody_else_each_time():
    assert len(set(each_alone(np.array(["a", None, None, "a", float("nan")], dtype=object)))) == 4
