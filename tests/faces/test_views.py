import numpy as np
import pytest

from facevae.faces.views import fitted, mirrored, turned, window

MARK = np.array([[70.5, 40.5]])


def marked(scale: int = 1) -> np.ndarray:
    picture = np.zeros((100 * scale, 120 * scale, 3), np.uint8)
    picture[38 * scale : 43 * scale, 68 * scale : 73 * scale] = 255
    return picture


def found(view) -> np.ndarray:
    """Where the view's light lies, in the picture's pixels."""
    y, x = np.nonzero(view.grey > 100)
    return view.in_picture(np.array([[x.mean() + 0.5, y.mean() + 0.5]]))


@pytest.mark.parametrize("limits", [(100, 640), (300, 640), (40, 60)])
def test_a_fitted_view_leads_back(limits):
    view = fitted(marked(), *limits)
    assert limits[0] <= max(view.grey.shape) <= limits[1]
    np.testing.assert_allclose(found(view), MARK, atol=1)


@pytest.mark.parametrize("degrees", [0, 22, -40])
def test_turned_mirrored_and_cut_views_lead_back(degrees):
    view = turned(fitted(marked(), 160, 640), degrees, 0.25)
    np.testing.assert_allclose(found(view), MARK, atol=1.5)
    np.testing.assert_allclose(found(mirrored(view)), MARK, atol=1.5)
    x, y = np.argwhere(view.grey > 100).mean(0)[::-1]
    np.testing.assert_allclose(found(window(view, x - 20, y - 25, 50, 80, 0.3)), MARK, atol=1.5)


def test_the_size_of_a_pixel_is_known():
    assert fitted(marked(5), 100, 300).pixel == pytest.approx(2)
    assert turned(fitted(marked(), 100, 300), 30, 0.2).pixel == pytest.approx(1)
