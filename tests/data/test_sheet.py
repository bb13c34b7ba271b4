import numpy as np

from facevae.data.sheet import contact_sheet


def test_pictures_lie_in_rows_with_gaps():
    pictures = np.stack([np.full((4, 4, 3), value, np.uint8) for value in (10, 20, 30)])
    sheet = contact_sheet(pictures, columns=2, gap=1, scale=2)
    assert sheet.shape == (17, 17, 3)
    assert (sheet[:8, :8] == 10).all()
    assert (sheet[:8, 9:] == 20).all()
    assert (sheet[9:, :8] == 30).all()
    assert (sheet[9:, 9:] == 255).all()
    assert (sheet[8] == 255).all()
