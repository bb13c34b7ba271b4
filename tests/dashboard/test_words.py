import pytest

from facevae.dashboard.words import count, people, percent


@pytest.mark.parametrize(("share", "text"), [(0, "0"), (0.0421, "4.2"), (0.125, "12"), (1, "100")])
def test_shares_have_no_more_digits_than_they_bear(share, text):
    assert percent(share) == f"{text}\u00a0%"


def test_one_is_no_plural():
    assert count(1, "picture") == "1 picture" and count(1200, "picture") == "1,200 pictures"
    assert people(1) == "1 person" and people(0) == "0 people"
