import pytest

from tests import chaos


@pytest.mark.slow
def test_killed_five_times_a_run_loses_little_and_ends_as_if_nothing_had_been(own_home, monkeypatch):
    monkeypatch.setattr(chaos, "MOMENTS", {"step": 1, "file": 1})
    report = chaos.torment(kills=5, seed=1)
    assert len(report.lost) == 5 and max(report.lost) <= chaos.EVERY
