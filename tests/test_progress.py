"""How much time is left of work."""

from facevae.progress import Pace


def test_work_done_before_does_not_count_as_pace():
    now = [0.0]
    pace = Pace(clock=lambda: now[0], first=150)
    assert pace.left(150, 1000) is None
    now[0] = 10.0
    assert pace.left(200, 1000) == 160.0
