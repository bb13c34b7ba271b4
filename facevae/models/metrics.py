"""How near a reconstruction is to its image."""

import torch
from torch import Tensor
from torch.nn import functional as F

LARGEST_PSNR = 100.0  # dB; what identical images are given instead of infinity


def mse(x: Tensor, x_hat: Tensor) -> Tensor:
    """Mean squared error of each image, (N,), pixels in 0..1."""
    return (x - x_hat).square().flatten(1).mean(1)


def psnr(x: Tensor, x_hat: Tensor) -> Tensor:
    """Peak signal-to-noise ratio of each image in dB, (N,), pixels in 0..1."""
    return decibels(mse(x, x_hat))


def decibels(mean_squared_error: Tensor | float) -> Tensor:
    """The PSNR in dB of a mean squared error of pixels in 0..1."""
    floor = 10 ** (-LARGEST_PSNR / 10)
    return -10 * torch.log10(torch.as_tensor(mean_squared_error).clamp(min=floor))


def _window(sigma: float, width: int, like: Tensor) -> Tensor:
    offsets = torch.arange(width, dtype=like.dtype, device=like.device) - (width - 1) / 2
    weights = torch.exp(-offsets.square() / (2 * sigma**2))
    return weights / weights.sum()


def ssim(x: Tensor, x_hat: Tensor, sigma: float = 1.5, width: int = 11) -> Tensor:
    """Structural similarity of each image, (N,), -1..1, mean over channels and places.

    The window is narrower for images that it would not fit into.

    Source: Wang et al. 2004, https://doi.org/10.1109/TIP.2003.819861 (Gaussian window, K = 0.01 and 0.03).
    """
    channels = x.shape[1]
    window = _window(sigma, min(width, x.shape[-1]), x)

    def local_mean(image: Tensor) -> Tensor:
        rows = F.conv2d(image, window.view(1, 1, 1, -1).repeat(channels, 1, 1, 1), groups=channels)
        return F.conv2d(rows, window.view(1, 1, -1, 1).repeat(channels, 1, 1, 1), groups=channels)

    mean_x, mean_y = local_mean(x), local_mean(x_hat)
    var_x = local_mean(x * x) - mean_x**2
    var_y = local_mean(x_hat * x_hat) - mean_y**2
    covariance = local_mean(x * x_hat) - mean_x * mean_y
    c1, c2 = 0.01**2, 0.03**2
    similarity = ((2 * mean_x * mean_y + c1) * (2 * covariance + c2)) / (
        (mean_x**2 + mean_y**2 + c1) * (var_x + var_y + c2)
    )
    return similarity.flatten(1).mean(1)
