"""The objective that training makes small."""

from dataclasses import dataclass, field, replace

from torch import Tensor

from facevae import ranks
from facevae.models.vae import Parts


@dataclass(frozen=True)
class Terms:
    """The terms of the loss: nats per image, means over the global batch; `kl_per_dimension` (D,).

    Args:
        further: the unweighted terms beside reconstruction and KL, by name, and figures of them.
    """

    loss: Tensor
    reconstruction_nll: Tensor
    kl: Tensor
    kl_per_dimension: Tensor
    further: dict[str, Tensor] = field(default_factory=dict)

    def plus(self, name: str, value: Tensor, weight: float) -> "Terms":
        """With a further term, which the loss counts by its weight."""
        return replace(self, loss=self.loss + weight * value, further=self.further | {name: value})

    def noting(self, name: str, figures: dict[str, Tensor]) -> "Terms":
        """With figures of a further term that the loss does not count."""
        return replace(
            self, further=self.further | {f"{name}_{key}": value for key, value in figures.items()}
        )

    def detached(self) -> "Terms":
        values = {name: value.detach() for name, value in vars(self).items() if name != "further"}
        return Terms(**values, further={name: value.detach() for name, value in self.further.items()})


def objective(parts: Parts, beta: float = 1.0, free_bits: float = 0.0) -> Terms:
    """loss = reconstruction_nll + beta * kl, each latent dimension charged for at least `free_bits` nats.

    Below that many nats a dimension has no gradient, so nothing pushes it to be unused. A spatial latent adds
    its own nll and KL, given what the vector decodes to, as the term `detail`.

    Source: Higgins et al. 2017 (beta); Kingma et al. 2016, appendix C.8, https://arxiv.org/abs/1606.04934
    """
    nll = ranks.mean(parts.reconstruction_nll)
    per_dimension = ranks.mean(parts.kl_per_dimension, 0)
    charged = per_dimension.clamp(min=free_bits).sum() if free_bits else per_dimension.sum()
    terms = Terms(nll + beta * charged, nll, per_dimension.sum(), per_dimension)
    if parts.detail is None:
        return terms
    detail = ranks.mean(parts.detail.reconstruction_nll) + beta * ranks.mean(parts.detail.kl)
    return terms.plus("detail", detail, 1.0)
