import pytest
import torch


@pytest.fixture
def pair():
    """Pictures and others near them, off 0 and 1; (4, 3, 8, 8) each."""
    generator = torch.Generator().manual_seed(0)
    x = torch.rand(4, 3, 8, 8, generator=generator)
    return x, (x + 0.1 * torch.randn(x.shape, generator=generator)).clamp(0.01, 0.99)
