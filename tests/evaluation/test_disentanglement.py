import numpy as np
import pandas as pd
import pytest

from facevae.evaluation.disentanglement import dci, factor_vae, factors, judge, mig, mutual_information, sap

RNG = np.random.default_rng(0)
VALUES = RNG.uniform(size=(3000, 5))


def turned(values: np.ndarray) -> np.ndarray:
    """Every factor spread evenly over all numbers: as informative, and not disentangled at all."""
    columns = np.fft.fft(np.eye(5)).real / 5**0.5 + np.fft.fft(np.eye(5)).imag / 5**0.5  # Hartley, orthogonal
    return (values - values.mean(0)) @ columns


def test_a_number_for_each_factor_gets_one_in_everything():
    scores = judge(VALUES * [1, -2, 3, 1, 1] + 4, VALUES)
    assert scores["mig"] > 0.9 and scores["sap"] > 0.95 and scores["factor_vae"] > 0.98
    assert scores["disentanglement"] > 0.98 and scores["completeness"] > 0.98
    assert scores["informativeness"] > 0.99 and scores["used"] == 5


def test_the_same_turned_is_as_informative_and_gets_little_for_its_parts():
    scores = judge(turned(VALUES), VALUES)
    assert scores["informativeness"] > 0.99
    assert scores["mig"] < 0.1 and scores["sap"] < 0.25
    assert scores["disentanglement"] < 0.3 and scores["completeness"] < 0.3
    assert scores["factor_vae"] < 0.75


def test_noise_gets_nothing():
    scores = judge(RNG.normal(size=(3000, 6)), VALUES)
    assert scores["mig"] < 0.02 and scores["sap"] < 0.02 and scores["informativeness"] < 0.02
    assert scores["factor_vae"] < 0.5


def test_two_numbers_for_one_factor_are_disentangled_but_not_complete():
    split = np.concatenate([VALUES + 0.3 * RNG.normal(size=VALUES.shape) for _ in range(2)], 1)
    spread, _ = dci(split, VALUES)
    assert spread["disentanglement"] > 0.8 and spread["completeness"] < 0.7
    assert mig(split, VALUES) < 0.1 and sap(split, VALUES) < 0.1


def test_numbers_that_are_not_used_do_not_count():
    idle = np.concatenate([VALUES, 1e-4 * RNG.normal(size=(3000, 3))], 1)
    assert judge(idle, VALUES) == judge(VALUES, VALUES)
    assert factor_vae(VALUES, VALUES) > 0.98


def test_mutual_information_in_closed_form():
    column = np.arange(400) % 4
    assert mutual_information(column, column) == pytest.approx(np.log(4))
    assert mutual_information(column, np.arange(400) // 100) == pytest.approx(0)


def test_factors_are_numbers_and_words_that_are_none_or_some():
    index = pd.DataFrame(
        {"p_age": [0.1, 0.2], "p_glasses": ["none", "wire"], "p_beard": ["none"] * 2, "p_mole": [1, 2]}
    )
    table = factors(index)
    assert list(table.columns) == ["age", "glasses"] and table["glasses"].tolist() == [0, 1]
