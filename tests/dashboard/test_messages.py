from facevae.dashboard.messages import plain
from facevae.dashboard.work import bar_text


def test_names_of_users_stay_text_in_markdown():
    assert plain("*a* [b](c) $d$") == "\\*a\\* \\[b\\]\\(c\\) \\$d\\$"


def test_a_bar_says_what_is_done_and_how_long_it_takes():
    assert bar_text("Finding faces", 120, 600, 4.2) == "Finding faces, 120 of 600, 4 s left"
    assert bar_text("Finding faces", 600, 600, 0.0) == "Finding faces, 600 of 600"
    assert bar_text("Opening", 0, 1, None) == "Opening"
