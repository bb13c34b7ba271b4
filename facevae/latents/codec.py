"""A checkpoint as a function between pictures and latents: NumPy outside, tensors inside."""

import copy
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from facevae.data.faceset import FaceSet
from facevae.errors import CheckpointError
from facevae.latents.views import views
from facevae.models import metrics
from facevae.models.bits import bits_per_dimension, counts_bits
from facevae.models.parts import parts, recognition_part
from facevae.training import device as devices
from facevae.training.augmentation import to_float, to_uint8
from facevae.training.batches import as_tensor
from facevae.training.checkpoint import Checkpoint, load_checkpoint

BATCH = 256


@dataclass(frozen=True)
class Encoded:
    """The posterior of each picture: means and log variances, (N, D) float32."""

    mu: np.ndarray
    logvar: np.ndarray


@dataclass(frozen=True)
class Reconstructed:
    """What the model makes of each picture.

    Args:
        x: the pictures at the model's size, uint8 (N, S, S, 3).
        x_hat: their reconstructions from the posterior's mean, uint8 (N, S, S, 3).
        mu, logvar: the posterior, (N, D).
        nll: -log p(x given z) in nats, (N,).
        kl: KL from the prior in nats, (N,).
        kl_per_dimension: (N, D).
        psnr: in dB, (N,).
        ssim: -1..1, (N,).
    """

    x: np.ndarray
    x_hat: np.ndarray
    mu: np.ndarray
    logvar: np.ndarray
    nll: np.ndarray
    kl: np.ndarray
    kl_per_dimension: np.ndarray
    psnr: np.ndarray
    ssim: np.ndarray

    @property
    def negative_elbo(self) -> np.ndarray:
        """In nats, (N,)."""
        return self.nll + self.kl


class Codec:
    """Encodes, decodes and samples with one checkpoint; may be shared between threads.

    `prior` names the one that faces are drawn from, `prior_of` the face set that another than the model's own
    was fitted to.
    """

    def __init__(self, checkpoint: Checkpoint):
        self.checkpoint = checkpoint
        self.config = checkpoint.config
        self.parts = parts(checkpoint.config)
        self.prior, self.prior_of = checkpoint.config.prior, None
        self._model, self._prior = checkpoint.model, checkpoint.model.prior
        self._device = next(checkpoint.model.parameters()).device
        self._dtype = devices.precision(self._device)

    @classmethod
    def load(cls, name: str) -> "Codec":
        """The codec of a checkpoint on the best device.

        Raises:
            CheckpointError: it is missing or damaged.
        """
        device = devices.choose()
        devices.use_threads()
        return cls(load_checkpoint(name, device))

    def with_prior(self, name: str, prior: nn.Module, fitted_to: FaceSet | None = None) -> "Codec":
        """The same model drawing from another prior, one of `models.priors.PRIORS` by its name."""
        other = copy.copy(self)
        other.prior, other.prior_of = name, fitted_to
        other._prior = prior.eval().requires_grad_(False).to(self._device)
        return other

    def encode(self, pictures: np.ndarray) -> Encoded:
        """The posteriors of uint8 pictures (N, H, W, 3) of any size, N at least 1."""
        with torch.inference_mode():
            posteriors = [self._model_encode(to_float(x)) for x in self._batches(pictures)]
        return Encoded(_join(p.mu for p in posteriors), _join(p.logvar for p in posteriors))

    def steady(self, pictures: np.ndarray) -> np.ndarray:
        """The latents to recognise faces by, (N, D) float32: the mean of mu over `views` of each picture."""
        with torch.inference_mode():
            return _join(self._model_steady(x) for x in self._batches(pictures))

    @property
    def recognition_part(self) -> str:
        """The part of z that tells people apart: identity, or in a latent without parts all of it."""
        return recognition_part(self.config)

    @property
    def has_expression(self) -> bool:
        """Whether the model says which expression a face shows."""
        return "expression" in self.parts

    def expression_logits(self, pictures: np.ndarray, column: str = "expression") -> np.ndarray:
        """Logits of the eight expressions, (N, 8) float32, read from `steady` latents.

        Args:
            column: the label column that the answer is to agree with; see `ModelConfig.expression_columns`.

        Raises:
            CheckpointError: the model has not learned that column.
        """
        learned = self.config.expression_columns if self.has_expression else ()
        if column not in learned:
            raise CheckpointError(
                f"The model “{self.checkpoint.name}” has not learned “{column}”.",
                "Choose a model that has an expression part, or train one with expression_dim=16.",
            )
        with torch.inference_mode():
            steady = (self._model_steady(x) for x in self._batches(pictures))
            return _join(self._model.expression_logits(z, column) for z in steady)

    def decode(self, z: np.ndarray) -> np.ndarray:
        """The pictures of latents (N, D), uint8 (N, S, S, 3).

        Raises:
            CheckpointError: the latents are of another model's size.
        """
        z = np.atleast_2d(np.asarray(z, np.float32))
        if z.shape[1] != self.config.latent_dim:
            raise CheckpointError(
                f"These latents have {z.shape[1]} numbers, the model “{self.checkpoint.name}” has "
                f"{self.config.latent_dim}.",
                "Use latents of the same model.",
            )
        with torch.inference_mode():
            parts = [self._model_decode(part.to(self._device)) for part in torch.from_numpy(z).split(BATCH)]
        return _join(parts)

    @property
    def has_spatial(self) -> bool:
        """Whether a spatial latent lies beside the vector."""
        return self.config.spatial_channels > 0

    def reconstruct(self, pictures: np.ndarray, spatial: bool = False) -> Reconstructed:
        """Encode and decode uint8 pictures (N, H, W, 3) of any size, N at least 1, and judge the result.

        Args:
            spatial: from the vector and the spatial latent together; x_hat, psnr and ssim are those of both,
                nll, kl and the posterior stay the vector's.

        Raises:
            CheckpointError: the model has no spatial latent.
        """
        if spatial and not self.has_spatial:
            raise CheckpointError(
                f"The model “{self.checkpoint.name}” has no spatial latent.", "Look at the vector alone."
            )
        with torch.inference_mode():
            parts = [self._judge(x, spatial) for x in self._batches(pictures)]
        return Reconstructed(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    @property
    def counts_bits(self) -> bool:
        """Whether the model tells how many bits a picture takes."""
        return counts_bits(self._model)

    def bits_per_dimension(self, pictures: np.ndarray, seed: int = 0) -> np.ndarray:
        """Bits a pixel value that each uint8 picture takes at most, (N,), from the vector alone.

        Raises:
            CheckpointError: the likelihood is a density, whose nats are no bits, or there is no ELBO.
        """
        if not self.counts_bits:
            raise CheckpointError(
                f"The model “{self.checkpoint.name}” does not count bits.",
                "Train one with likelihood=logistic.",
            )
        noise = np.random.default_rng(seed).standard_normal((len(pictures), self.config.latent_dim))
        parts = torch.from_numpy(noise).float().to(self._device).split(BATCH)
        with torch.inference_mode(), devices.autocast(self._device, self._dtype):
            return _join(
                bits_per_dimension(self._model, to_float(x), part)
                for x, part in zip(self._batches(pictures), parts, strict=True)
            )

    def sample(self, count: int, seed: int, temperature: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
        """Latents (N, D) from the fitted prior, spread about its mean by the temperature, and pictures."""
        z = self.draw(count, seed, temperature)
        return z, self.decode(z)

    def draw(self, count: int, seed: int, temperature: float = 1.0) -> np.ndarray:
        """The latents of `sample` alone."""
        noise = np.random.default_rng(seed).standard_normal((count, self._prior.noise_dim))
        with torch.inference_mode():
            drawn = self._prior(torch.from_numpy(noise).float().to(self._device), temperature)
        return drawn.cpu().numpy()

    def log_prior(self, z: np.ndarray) -> np.ndarray:
        """log p(z) in nats by the prior that new faces are drawn from, (N,), of latents (N, D)."""
        with torch.inference_mode():
            return self._prior.log_prob(torch.as_tensor(z, device=self._device)).float().cpu().numpy()

    def mixture(self) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
        """The prior as Gaussians: weights (K,), means (K, D), covariances (K, D, D); None for a flow."""
        prior, dims = self._prior, self.config.latent_dim
        if self.prior == "flow":
            return None
        kept = {name: value.double().cpu().numpy() for name, value in prior.named_buffers()}
        means = kept.get("means", kept.get("mean", np.zeros(dims)))
        scales = kept.get("scales", kept.get("scale", np.eye(dims))).reshape(-1, dims, dims)
        return kept.get("weights", np.ones(1)), means.reshape(-1, dims), scales @ scales.transpose(0, 2, 1)

    def expression_of(self, z: np.ndarray) -> np.ndarray:
        """Logits of the eight expressions as the head reads them from latents (N, D), (N, 8).

        Of what a picture shows, `expression_logits` of the decoded picture is the honest answer.
        """
        column = self.config.expression_columns[0]
        with torch.inference_mode():
            read = self._model.expression_logits(torch.as_tensor(z, device=self._device), column)
        return read.float().cpu().numpy()

    def _batches(self, pictures: np.ndarray):
        for start in range(0, len(pictures), BATCH):
            part = pictures[start : start + BATCH]
            yield as_tensor(part, self.config.size, self.config.channels).to(self._device)

    def _model_encode(self, x: Tensor):
        with devices.autocast(self._device, self._dtype):
            return self._model.encode(x)

    def _model_steady(self, pictures: Tensor) -> Tensor:
        seen = views(to_float(pictures))
        return sum(self._model_encode(x).mu for x in seen) / len(seen)

    def _model_decode(self, z: Tensor) -> Tensor:
        with devices.autocast(self._device, self._dtype):
            return _pictures(self._model.decode(z))

    def _judge(self, pictures: Tensor, spatial: bool) -> tuple[np.ndarray, ...]:
        x = to_float(pictures)
        with devices.autocast(self._device, self._dtype):
            parts = self._model(x, spatial=spatial)
        x_hat = parts.detail.x_hat if parts.detail else parts.x_hat
        columns = (
            _pictures(x),
            _pictures(x_hat),
            parts.posterior.mu,
            parts.posterior.logvar,
            parts.reconstruction_nll,
            parts.kl,
            parts.kl_per_dimension,
            metrics.psnr(x, x_hat),
            metrics.ssim(x, x_hat),
        )
        return tuple(column.cpu().numpy() for column in columns)


def _pictures(x: Tensor) -> Tensor:
    """Float (N, C, S, S) in 0..1 as uint8 (N, S, S, 3)."""
    return to_uint8(x.expand(-1, 3, -1, -1)).permute(0, 2, 3, 1)


def _join(parts) -> np.ndarray:
    return np.concatenate([part.cpu().numpy() for part in parts])
