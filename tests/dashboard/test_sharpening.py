import numpy as np
import torch

from facevae.dashboard import sharpening
from facevae.training import samples


def test_a_picture_of_two_rows_gives_originals_and_reconstructions(tmp_path):
    faces = torch.arange(3 * 3 * 4 * 4, dtype=torch.uint8).reshape(3, 3, 4, 4)
    samples.write_pairs(tmp_path, 7, faces, 1 - faces.float() / 255)
    originals, reconstructions = sharpening.pairs(tmp_path / "step-00000007.png")
    expected = faces.permute(0, 2, 3, 1).numpy()
    np.testing.assert_array_equal(originals, expected)
    np.testing.assert_array_equal(reconstructions, 255 - expected)


def test_drawn_faces_stand_side_by_side(tmp_path):
    samples.write_drawn(tmp_path, 7, torch.linspace(0, 1, 5)[:, None, None, None].expand(5, 1, 4, 4))
    assert sharpening._new(str(tmp_path / "drawn-00000007.png"), 0).count("<img") == 5
