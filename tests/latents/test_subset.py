import numpy as np
import pytest

from facevae.latents.subset import FEWEST, stratified


def test_each_kind_keeps_its_share_and_rare_ones_are_kept():
    kinds = np.array(["a"] * 6000 + ["b"] * 3000 + [None] * 990 + ["rare"] * 10, dtype=object)
    rows = stratified(len(kinds), 1000, kinds)
    assert len(rows) == 1000 and (np.diff(rows) > 0).all()
    counts = {kind: sum(kinds[row] == kind for row in rows) for kind in ("a", "b", None, "rare")}
    assert counts["a"] == pytest.approx(600, abs=15) and counts["b"] == pytest.approx(300, abs=15)
    assert counts[None] == pytest.approx(99, abs=15) and counts["rare"] >= FEWEST


def test_without_labels_it_is_a_plain_choice_the_same_every_time():
    rows = stratified(1000, 100, seed=3)
    assert len(np.unique(rows)) == 100
    np.testing.assert_array_equal(rows, stratified(1000, 100, seed=3))
    assert not np.array_equal(rows, stratified(1000, 100, seed=4))
    np.testing.assert_array_equal(stratified(5, 10), np.arange(5))


def test_more_kinds_than_places_is_still_no_more_than_asked():
    assert len(stratified(1000, 100, [str(i) for i in range(1000)])) == 100
