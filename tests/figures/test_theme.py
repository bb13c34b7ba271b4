import tomllib
from pathlib import Path

import plotly.graph_objects as go
import pytest

from facevae.figures import theme
from facevae.figures.theme import number, safe


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>bold</b>", "&lt;b&gt;bold&lt;/b&gt;"),
        ("$x$", "&#36;x&#36;"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("Tom & Jerry", "Tom &amp; Jerry"),
        ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
        ("two\nlines\tand\x00more", "two lines and more"),
        ("\u202egnp.exe", "gnp.exe"),
        ("Zoë 王", "Zoë 王"),
        (7, "7"),
    ],
)
def test_safe_shows_text_letter_for_letter_on_one_line(text, shown):
    assert safe(text) == shown


def test_safe_cuts_before_escaping_so_that_no_entity_is_torn():
    assert safe("<" * 100, 5) == "&lt;" * 4 + "…"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (24.61, "24.6"),
        (2.0, "2.00"),
        (12345.6, "12,346"),
        (0.00123456, "0.00123"),
        (0, "0"),
        (-3.14159, "−3.14"),
        (9.999, "10.0"),
    ],
)
def test_numbers_have_three_significant_digits(value, text):
    assert number(value) == text


def test_templates_are_grounds_of_nothing_and_differ_in_text():
    for dark in (False, True):
        layout = theme.template(dark).layout
        assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
        assert layout.font.color == theme.colours(dark).text
    assert theme.template(True).layout.font.color != theme.template(False).layout.font.color
    go.Figure(layout={"template": theme.template(True)}).to_json()


def test_no_chart_offers_to_upload_itself():
    for config in (theme.CONFIG, theme.STILL):
        assert config["showSendToCloud"] is False and config["plotlyServerURL"] == ""


def test_expressions_are_the_eight_with_a_colour_each():
    assert len(set(theme.EXPRESSION_COLOURS.values())) == 8


def test_charts_have_the_grounds_and_inks_of_the_app():
    app = tomllib.loads((Path(__file__).parents[2] / ".streamlit/config.toml").read_text())["theme"]
    for name, dark in (("light", False), ("dark", True)):
        c, ours = theme.colours(dark), app[name]
        assert (c.paper, c.text) == (ours["backgroundColor"], ours["textColor"])
        assert c.quiet == ours["grayColor"]
