"""Batch normalisation by the statistics of the global batch, also where several ranks share it."""

from torch import Tensor, nn

from facevae import ranks


class BatchNorm(nn.BatchNorm2d):
    """As torch's own; unlike its `SyncBatchNorm` also on CPUs.

    Source: Ioffe and Szegedy 2015, https://arxiv.org/abs/1502.03167
    """

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or ranks.count() == 1:
            return super().forward(x)
        values = x.float()
        mean = ranks.mean(values.mean((2, 3)), 0)
        centred = values - mean[:, None, None]
        variance = ranks.mean(centred.square().mean((2, 3)), 0)
        self._follow(mean.detach(), variance.detach(), ranks.count() * x.numel() // x.shape[1])
        scale = self.weight * (variance + self.eps).rsqrt()
        return (centred * scale[:, None, None] + self.bias[:, None, None]).to(x.dtype)

    def _follow(self, mean: Tensor, variance: Tensor, count: int) -> None:
        self.num_batches_tracked.add_(1)
        self.running_mean.lerp_(mean, self.momentum)
        self.running_var.lerp_(variance * count / (count - 1), self.momentum)
