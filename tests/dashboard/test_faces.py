import base64
import io

import numpy as np
from PIL import Image

from facevae.dashboard.faces import data_uri, strip_html


def pictures(count, side=8):
    return np.random.default_rng(0).integers(0, 256, (count, side, side, 3), np.uint8)


def test_a_picture_comes_back_without_loss():
    picture = pictures(1)[0]
    content = base64.b64decode(data_uri(picture).split(",")[1])
    assert (np.asarray(Image.open(io.BytesIO(content))) == picture).all()


def test_rows_stand_under_one_another_with_their_names():
    html = strip_html(pictures(3), pictures(3), names=["original", "reconstruction"])
    assert html.count("<figure>") == 3 and html.count("<img") == 6
    assert "<span>original</span><span>reconstruction</span>" in html
    assert 'alt="reconstruction, face 2 of 3"' in html


def test_small_faces_show_their_pixels_only_when_enlarged_beyond_twice():
    assert "fv-pixels" not in strip_html(pictures(1), size=16)
    assert "fv-pixels" in strip_html(pictures(1), size=17)


def test_names_of_users_cannot_become_html():
    html = strip_html(pictures(1), labels=['<script>"'], alts=['"><b>'])
    assert "<script>" not in html and "<b>" not in html


def test_no_faces_make_an_empty_strip():
    assert "<figure>" not in strip_html(pictures(0))
