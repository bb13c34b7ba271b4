import numpy as np
import pytest
import torch
from skimage.data import astronaut
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from facevae.models import metrics


@pytest.fixture(scope="module")
def pair():
    x = astronaut()[::4, ::4].astype(np.float32) / 255
    noisy = np.clip(x + 0.05 * np.random.default_rng(0).standard_normal(x.shape), 0, 1).astype(np.float32)
    return x, noisy


def tensor(picture: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(picture).permute(2, 0, 1)[None].double()


def test_psnr_equals_scikit_images(pair):
    expected = peak_signal_noise_ratio(*pair, data_range=1)
    assert float(metrics.psnr(*map(tensor, pair))) == pytest.approx(expected, abs=1e-4)


def test_ssim_equals_scikit_images(pair):
    expected = structural_similarity(
        *pair, channel_axis=2, data_range=1, gaussian_weights=True, sigma=1.5, use_sample_covariance=False
    )
    assert float(metrics.ssim(*map(tensor, pair))) == pytest.approx(expected, abs=1e-3)


def test_identical_images(pair):
    x = tensor(pair[0])
    assert metrics.psnr(x, x) == metrics.LARGEST_PSNR
    assert float(metrics.ssim(x, x)) == pytest.approx(1)


def test_decibels_by_hand():
    assert float(metrics.decibels(0.01)) == pytest.approx(20)


def test_images_smaller_than_the_window_are_judged_too():
    small = torch.rand(2, 3, 8, 8)
    assert torch.allclose(metrics.ssim(small, small), torch.ones(2))
    assert (metrics.ssim(small, 1 - small) < 0.5).all()
